import { isRecord } from './json.ts';
import type { Json } from './json.ts';

/** What must be said with each method so that Slack neither links, unfurls nor mentions by itself. */
const QUIET: Readonly<Record<string, Readonly<Json>>> = {
  'chat.postMessage': { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false },
  'chat.postEphemeral': { parse: 'none', link_names: false },
  'chat.update': { parse: 'none', link_names: false },
};
/** What may stand between angle brackets of our own making: links, people, channels, dates. Never `<!here>` and its like. */
const MARKUP =
  /<(?:(?:https?|mailto|slack):[^<>\s]+|@[UW][A-Z0-9]+|#C[A-Z0-9]+|!date\^[^<>]+)(?:\|[^<>]*)?>/g;
const ENTITY = /&(?:amp|lt|gt);/g;

/** Where text could act: a mention, a link or a format that nobody meant. */
export function textRuleProblems(method: string, args: Json): string[] {
  const quiet = QUIET[method];
  const hasText = quiet !== undefined || method.startsWith('views.') || method === 'response_url';
  const switches = Object.entries(quiet ?? {})
    .filter(([name, wanted]) => args[name] !== wanted)
    .map(([name, wanted]) => `${name} must be ${String(wanted)}`);
  return hasText ? [...switches, ...unescaped(args)] : switches;
}

/** Every mrkdwn text, and the top-level text, in which something is left that Slack would read as markup. */
function unescaped(args: Json): string[] {
  const problems: string[] = [];
  const check = (value: unknown, where: string): void => {
    if (typeof value !== 'string') return;
    const rest = value.replaceAll(MARKUP, '').replaceAll(ENTITY, '');
    if (/[&<>]/.test(rest)) problems.push(`${where} has unescaped text: ${value.slice(0, 80)}`);
  };
  const look = (value: unknown, where: string): void => {
    if (Array.isArray(value)) value.forEach((item, at) => look(item, `${where}/${at}`));
    if (!isRecord(value)) return;
    if (value['type'] === 'mrkdwn') check(value['text'], where);
    for (const [name, inner] of Object.entries(value)) look(inner, `${where}/${name}`);
  };
  check(args['text'], 'text');
  look(args['blocks'], 'blocks');
  look(args['view'], 'view');
  return problems;
}
