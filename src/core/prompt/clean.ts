/** Every way to begin a new line, as "\n"; the vertical and form feeds of old printers among them. */
const LINE_BREAKS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;

/** NUL and the other control characters but tab and line feed: no model reads them, and terminals and logs obey some. */
const CONTROLS = /(?![\n\t])\p{Cc}/gu;

/**
 * Embeddings, overrides and isolates turn the text around them, so that people would read another prompt than the one that is
 * painted. Right-to-left scripts need none of them: their letters know their direction, and the plain marks stay.
 */
const BIDI_CONTROLS = /[\u202A-\u202E\u2066-\u2069]/g;

/** A byte order mark is no character of a text. */
const BYTE_ORDER_MARKS = /\uFEFF/g;

/** Zero-width characters, variation selectors and fillers show nothing; the empty braille pattern is drawn as a blank. */
const INVISIBLE = /[\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/**
 * A prompt as it is kept, painted and compared: well-formed (a lone surrogate becomes U+FFFD), with "\n" for line breaks, without
 * controls and without blanks around it. Cleaning twice changes nothing.
 */
export function cleanPrompt(text: string): string {
  return text
    .toWellFormed()
    .replace(LINE_BREAKS, '\n')
    .replace(CONTROLS, '')
    .replace(BIDI_CONTROLS, '')
    .replace(BYTE_ORDER_MARKS, '')
    .trim();
}

/** Whether nothing in it can be seen. */
export function isBlank(text: string): boolean {
  return text.replace(INVISIBLE, '') === '';
}
