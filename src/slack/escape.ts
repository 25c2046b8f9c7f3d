import { cleanPrompt, excerpt } from '../core/index.ts';

/** Slack's three, and no others ("Formatting message text"). */
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const ESCAPED = /&(amp|lt|gt);/g;
const PLAIN = { amp: '&', lt: '<', gt: '>' } as const;

/** Anybody's words as one line, clipped. It still has to stand where nothing is parsed: in `plain_text`, or as text of `rich_text`. */
export function plainLine(text: string, maxChars: number): string {
  return excerpt(cleanPrompt(text).replace(/\s+/g, ' '), maxChars);
}

/** For the top-level `text` of a message, which Slack parses: no mention, no link (Slack's documentation, "Formatting message text"). */
export function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (char) => ENTITIES[char] ?? char);
}

/** The same undone, once. */
export function unescapeText(text: string): string {
  return text.replace(ESCAPED, (_, name: keyof typeof PLAIN) => PLAIN[name]);
}
