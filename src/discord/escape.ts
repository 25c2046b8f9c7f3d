import { cleanPrompt, excerpt } from '../core/index.ts';

/**
 * Everything with which Discord's markup begins or ends: emphasis, code, spoilers, mentions and timestamps (`<`), links, custom
 * emoji. A backslash before any of them is drawn as the character itself.
 */
const MARKUP = /[\\*_~`|<>@:[\]()]/g;
/** Headings, small print (`-#`), lists: only at the beginning of a line. */
const LINE_MARKUP = /^[#+-]/;
/** A numbered list. */
const NUMBERED = /^(\d+)\./;
/** Two backticks that stand side by side could close a code block together with a third. */
const SIDE_BY_SIDE = /`(?=`)/g;
const ZERO_WIDTH_SPACE = '\u200B';

/** Anybody's words as one line of plain text, clipped to `maxChars` before they are escaped: escaping doubles them at worst. */
export function plainLine(text: string, maxChars: number): string {
  return excerpt(cleanPrompt(text).replace(/\s+/g, ' '), maxChars)
    .replace(MARKUP, '\\$&')
    .replace(LINE_MARKUP, '\\$&')
    .replace(NUMBERED, '$1\\.');
}

/** A prompt in a code block, where nothing pings, links or formats, and which it cannot leave. */
export function promptBlock(prompt: string, maxChars: number): string {
  const unbroken = excerpt(cleanPrompt(prompt), maxChars);
  return `\`\`\`\n${unbroken.replace(SIDE_BY_SIDE, `\`${ZERO_WIDTH_SPACE}`)}\n\`\`\``;
}
