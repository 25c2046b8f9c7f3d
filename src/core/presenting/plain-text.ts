/** Controls, and the characters that turn the direction of what follows: text with them can read as something it is not. */
const MISLEADING = /[\p{Cc}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]+/gu;

const ELLIPSIS = '…';

/** The text on one line, without controls and direction marks, with single spaces; lone surrogates are replaced. */
export function oneLine(text: string): string {
  return text.toWellFormed().replace(MISLEADING, ' ').replace(/\s+/g, ' ').trim();
}

/**
 * At most `maxChars` UTF-16 units, which is never more code points than that, so it holds however a platform counts. No
 * character is cut in two, and a clipped text ends in "…".
 */
export function clip(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const room = maxChars - ELLIPSIS.length;
  if (room < 0) return '';
  const cutsPair = /[\uD800-\uDBFF]/.test(text.charAt(room - 1));
  return text.slice(0, cutsPair ? room - 1 : room).trimEnd() + ELLIPSIS;
}
