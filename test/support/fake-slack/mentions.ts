import { isRecord, records, text } from './json.ts';
import type { MessageRecord } from './state.ts';

export interface Mentions {
  readonly users: string[];
  readonly channels: string[];
  readonly usergroups: string[];
  /** `here`, `channel`, `everyone`. */
  readonly broadcasts: string[];
}

const MARKUP = /<(@|#|!subteam\^|!)([\w-]+)(?:\|[^>]*)?>/g;
const KINDS = { '@': 'users', '#': 'channels', '!subteam^': 'usergroups', '!': 'broadcasts' } as const;
const ELEMENTS: Readonly<Record<string, readonly [keyof Mentions, string]>> = {
  user: ['users', 'user_id'],
  channel: ['channels', 'channel_id'],
  usergroup: ['usergroups', 'usergroup_id'],
  broadcast: ['broadcasts', 'range'],
};

/** Whom the text and the blocks of a message call. Blocks are shown in place of the text, which then is for notifications. */
export function mentionsIn(message: MessageRecord): Mentions {
  const found: Mentions = { users: [], channels: [], usergroups: [], broadcasts: [] };
  const read = (value: unknown): void => {
    for (const [, sign, name] of String(value).matchAll(MARKUP))
      found[KINDS[sign as keyof typeof KINDS]].push(name ?? '');
  };
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look);
    if (!isRecord(value)) return;
    if (value['type'] === 'mrkdwn') read(value['text']);
    const element = ELEMENTS[String(value['type'])];
    if (element) found[element[0]].push(String(value[element[1]]));
    Object.values(value).forEach(look);
  };
  read(message.text);
  look(message.blocks);
  return found;
}

/** Every word that a person reads: the blocks where there are some, else the text. Markup stays as it is. */
export function shownText(message: MessageRecord): string {
  const lines: string[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look);
    if (!isRecord(value)) return;
    if (typeof value['text'] === 'string') lines.push(value['text']);
    if (typeof value['alt_text'] === 'string') lines.push(value['alt_text']);
    Object.values(value).forEach(look);
  };
  if (message.blocks.length === 0) lines.push(message.text);
  look(message.blocks);
  for (const attachment of records(message.attachments)) lines.push(text(attachment, 'text') ?? '');
  return lines.join('\n');
}
