import { unescapeText } from './escape.ts';

/** An entity of Slack's markup: `<@U1>`, `<#C1|name>`, `<https://…|label>`, `<!here>`. What a person types as `<` arrives escaped. */
const ENTITY = /<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>/g;

/**
 * The words of a message as they were typed: Slack's three escapes undone, the bot's own mention taken out, other mentions and links as
 * their names. Escapes go last, so that nothing typed can become an entity.
 */
export function typedText(text: string, botUserId: string): string {
  const words = text.replace(ENTITY, (_, sign: string, target: string, label: string | undefined) =>
    spoken(sign, target, label, botUserId),
  );
  return unescapeText(words)
    .replace(/[^\S\n]{2,}/g, ' ')
    .trim();
}

function spoken(sign: string, target: string, label: string | undefined, botUserId: string): string {
  switch (sign) {
    case '@':
      return target === botUserId ? ' ' : label === undefined ? ' ' : `@${label.replace(/^@/, '')}`;
    case '#':
      return label === undefined ? ' ' : `#${label}`;
    case '!':
      // A date or a call to everybody: nothing that anybody means to be painted, unless it has a label.
      return label ?? ' ';
    default:
      return label ?? target;
  }
}
