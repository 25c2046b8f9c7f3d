/** What a person reads of Discord's markdown: markup is drawn, so it vanishes or becomes something else; escapes give their character. */
export function drawnMarkdown(source: string): string {
  return source
    .split(/(```[\s\S]*?```)/)
    .map((part) => (part.startsWith('```') && part.length >= 6 ? codeBlock(part) : drawnText(part)))
    .join('');
}

/** Discord's client takes the first line for a language only where something follows it on the same line. */
function codeBlock(block: string): string {
  return block
    .slice(3, -3)
    .replace(/^[\w+-]*\n/, '')
    .replace(/\n$/, '');
}

function drawnText(text: string): string {
  return text.split('\n').map(drawnLine).join('\n');
}

/** Escaped characters stand aside, as private-use code points, while everything else is drawn. */
const ESCAPED = /\\([^0-9A-Za-z\s])/g;
const ASIDE = 0xe000;

function drawnLine(line: string): string {
  const aside = line.replace(ESCAPED, (_, char: string) => String.fromCharCode(ASIDE + char.charCodeAt(0)));
  const drawn = aside
    .replace(/^(-#|#{1,3}|>{1,3}|[-*+]|\d+\.)\s/, '')
    .replace(/<(@[!&]?|#|t:|id:|\/|a?:\w+:)[^>]*>/g, '(mention)')
    .replace(/@(everyone|here)/g, '(everyone)')
    .replace(/\[([^\]]*)\]\(([^)]*)\)/g, '$1')
    .replace(/<?https?:\/\/[^\s>]+>?/g, '(link)')
    .replace(/:[a-z_]+:/g, '(emoji)')
    .replace(/(\*\*|__|~~|\|\||[*_`~])(.+?)\1/g, '$2')
    .replace(/(\*\*|__|~~|\|\||[*_`~])(.+?)\1/g, '$2');
  return drawn.replace(/[\ue000-\ue07f]/g, (char) => String.fromCharCode(char.charCodeAt(0) - ASIDE));
}
