import { cleanPrompt, excerpt } from '../core/index.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Anybody's words as one line, clipped. It still has to stand where nothing is parsed: in `plain_text`, or as text of `rich_text`. */
export function plainLine(text: string, maxChars: number): string {
  return excerpt(cleanPrompt(text).replace(/\s+/g, ' '), maxChars);
}

/** For the top-level `text` of a message, which Slack parses: no mention, no link (Slack's documentation, "Formatting message text"). */
export function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (char) => ENTITIES[char] ?? char);
}
