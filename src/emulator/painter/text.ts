import { textWidth, type Face } from './font.ts';

/** What a caption reads at most: more than three lines never fit, and a prompt may be a megabyte. */
const MAX_CHARACTERS = 600;

const ELLIPSIS = '…';

/**
 * A prompt as it may be drawn: no control, direction or joining characters (they could hide or turn the text), no line breaks, no
 * letter with a tower of marks on it.
 */
export function drawableText(text: string): string {
  const clean = text
    .slice(0, MAX_CHARACTERS * 4)
    .normalize('NFC')
    .replace(/[\p{Cf}\p{Cs}\p{Co}\p{Cn}\u{FE00}-\u{FE0F}]/gu, '')
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .replace(/(\p{M})\p{M}+/gu, '$1')
    .trim();
  return Array.from(clean).slice(0, MAX_CHARACTERS).join('');
}

/** Breaks a text into at most `maxLines` lines of `width`; what does not fit ends in an ellipsis. */
export function wrap(text: string, face: Face, fontSize: number, width: number, maxLines: number): string[] {
  const lines: string[] = [];
  let line = '';
  const words = text.split(' ').flatMap((word) => breakWord(word, face, fontSize, width));
  for (const [index, word] of words.entries()) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (textWidth(longer, face, fontSize) <= width) {
      line = longer;
      continue;
    }
    if (lines.length === maxLines - 1) {
      lines.push(
        clip(
          words.slice(index).reduce((all, next) => `${all} ${next}`, line),
          face,
          fontSize,
          width,
        ),
      );
      return lines;
    }
    lines.push(line);
    line = word;
  }
  return line === '' ? lines : [...lines, line];
}

function breakWord(word: string, face: Face, fontSize: number, width: number): string[] {
  if (textWidth(word, face, fontSize) <= width) return [word];
  const pieces: string[] = [];
  let piece = '';
  for (const character of word) {
    if (piece !== '' && textWidth(piece + character, face, fontSize) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...pieces, piece];
}

function clip(text: string, face: Face, fontSize: number, width: number): string {
  let kept = '';
  for (const character of text) {
    if (textWidth(kept + character + ELLIPSIS, face, fontSize) > width) break;
    kept += character;
  }
  return kept.trimEnd() + ELLIPSIS;
}
