const ELLIPSIS = '…';

/** Longer than nearly every character that people see; a pile of a thousand accents may be cut. */
const LONGEST_CHARACTER = 64;

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * At most `maxChars` UTF-16 units, the ellipsis counted, which is never more code points than that: it holds however a platform
 * counts. What people see as one character, a flag or a family, is kept or left out as a whole. Takes time by `maxChars`, not by
 * the length of the text.
 */
export function excerpt(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const room = maxChars - ELLIPSIS.length;
  if (room < 0) return '';
  let end = 0;
  for (const { index, segment } of characters.segment(text.slice(0, room + LONGEST_CHARACTER))) {
    if (index + segment.length > room) break;
    end = index + segment.length;
  }
  return text.slice(0, end).trimEnd() + ELLIPSIS;
}
