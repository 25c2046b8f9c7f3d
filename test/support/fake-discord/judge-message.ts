import { MessageFlags } from 'discord-api-types/v10';

import {
  asComponents,
  COMPONENT,
  isAttachmentName,
  isRecord,
  mediaOf,
  V2_ONLY_TYPES,
  walkComponents,
} from './components.ts';
import type { Finding, Severity } from './judge.ts';
import type { UploadedFile } from './messages.ts';

/** What an edit starts from. */
export interface MessageTarget {
  readonly isV2: boolean;
  readonly hasContentOrEmbeds: boolean;
  readonly files: readonly { readonly id: string; readonly filename: string }[];
}

/** Discord's reference: "Create Message", "Message Object", "Component Reference". */
const LIMIT = {
  content: 2000,
  embedCharacters: 6000,
  rows: 5,
  components: 40,
  displayCharacters: 4000,
  label: 80,
  customId: 100,
  altText: 1024,
  attachments: 10,
  modalComponents: 5,
} as const;

/** The rules about messages that the specification does not write down. */
export function judgeMessage(
  body: Readonly<Record<string, unknown>>,
  uploads: readonly UploadedFile[],
  target: MessageTarget | null,
): Finding[] {
  const findings: Finding[] = [];
  const say = (severity: Severity, problem: string): number => findings.push({ severity, problem });
  const flags = typeof body['flags'] === 'number' ? body['flags'] : 0;
  const isV2 = (flags & MessageFlags.IsComponentsV2) !== 0 || (target?.isV2 ?? false);
  const content = typeof body['content'] === 'string' ? body['content'] : '';
  const embeds = Array.isArray(body['embeds']) ? body['embeds'].filter(isRecord) : [];

  if (content.length > LIMIT.content) say('refused', `content: ${content.length} characters`);
  const embedCharacters = embeds.reduce((sum, embed) => sum + embedLength(embed), 0);
  if (embedCharacters > LIMIT.embedCharacters)
    say('refused', `embeds: ${embedCharacters} characters in all, ${LIMIT.embedCharacters} allowed`);
  if (isV2) {
    for (const field of ['content', 'embeds', 'poll', 'sticker_ids'])
      if (hasValue(body[field])) say('refused', `${field}: not allowed with IS_COMPONENTS_V2`);
    if (target && !target.isV2 && target.hasContentOrEmbeds && !('content' in body))
      say('refused', 'flags: a message with content becomes V2 only when its content is reset');
  }
  if (!('allowed_mentions' in body)) say('house', 'allowed_mentions: missing, mentions would be parsed');
  judgeComponents(body['components'], isV2, say);
  judgeFiles(body, uploads, target, isV2, say);
  return findings;
}

type Say = (severity: Severity, problem: string) => unknown;

function judgeComponents(components: unknown, isV2: boolean, say: Say): void {
  const all = [...walkComponents(components)];
  if (all.length > LIMIT.components) say('refused', `components: ${all.length} in all, 40 allowed`);
  if (!isV2 && asComponents(components).length > LIMIT.rows)
    say('refused', `components: more than ${LIMIT.rows} rows`);
  if (!isV2 && all.some((component) => V2_ONLY_TYPES.has(component.type)))
    say('refused', 'components: Components V2 without the flag IS_COMPONENTS_V2');
  judgeIds(all, say);
  const shown = all
    .filter((component) => component.type === COMPONENT.textDisplay)
    .reduce((sum, component) => sum + String(component['content']).length, 0);
  if (shown > LIMIT.displayCharacters) say('refused', `components: ${shown} characters of text in all`);
  for (const component of all)
    for (const { description } of mediaOf(component))
      if (typeof description === 'string' && description.length > LIMIT.altText)
        say('refused', `components: alt text of ${description.length} characters`);
}

function judgeIds(all: readonly Readonly<Record<string, unknown>>[], say: Say): void {
  const seen = new Set<string>();
  for (const component of all) {
    const { custom_id: customId, label } = component;
    if (component['type'] === COMPONENT.button && typeof label === 'string' && label.length > LIMIT.label)
      say('refused', `components: label of ${label.length} characters`);
    if (typeof customId !== 'string') continue;
    if (seen.has(customId)) say('refused', `components: custom_id ${customId} is there twice`);
    if (customId.length > LIMIT.customId)
      say('refused', `components: custom_id of ${customId.length} characters`);
    seen.add(customId);
  }
}

function judgeFiles(
  body: Readonly<Record<string, unknown>>,
  uploads: readonly UploadedFile[],
  target: MessageTarget | null,
  isV2: boolean,
  say: Say,
): void {
  const listed = Array.isArray(body['attachments']) ? body['attachments'].filter(isRecord) : null;
  if (uploads.length > LIMIT.attachments) say('refused', `files: ${uploads.length}, 10 allowed`);
  const uploadIndexes = new Set(uploads.map((upload) => upload.index));
  const kept = (target?.files ?? []).filter(
    (file) => listed?.some((item) => String(item['id']) === file.id) ?? uploads.length === 0,
  );
  for (const item of listed ?? []) {
    const id = String(item['id']);
    if (!uploadIndexes.has(id) && !kept.some((file) => file.id === id))
      say('refused', `attachments: ${id} is neither a file of this request nor of the message`);
  }
  const names = new Set([
    ...kept.map((file) => file.filename),
    ...uploads.map((upload) => {
      const meta = listed?.find((item) => String(item['id']) === upload.index);
      return typeof meta?.['filename'] === 'string' ? meta['filename'] : upload.name;
    }),
  ]);
  const urls = shownUrls(body);
  for (const url of urls)
    if (isAttachmentName(url) && !names.has(url.slice('attachment://'.length)))
      say('refused', `${url}: no file of this name`);
  if (!isV2 || !Array.isArray(body['components'])) return;
  for (const name of names)
    if (!urls.some((url) => url.includes(name)) && uploads.some((upload) => upload.name === name))
      say('ignored', `file ${name}: no component shows it, so nobody sees it`);
}

function shownUrls(body: Readonly<Record<string, unknown>>): string[] {
  const embeds = Array.isArray(body['embeds']) ? body['embeds'].filter(isRecord) : [];
  const pictures = embeds
    .flatMap((embed) => [embed['image'], embed['thumbnail'], embed['author'], embed['footer']])
    .filter(isRecord);
  const fromEmbeds = pictures.map((picture) => picture['url'] ?? picture['icon_url']);
  const fromComponents = [...walkComponents(body['components'])].flatMap((part) =>
    mediaOf(part).map((item) => item.url),
  );
  return [...fromEmbeds, ...fromComponents].filter((url): url is string => typeof url === 'string');
}

/** Title, description, field names and values, footer and author count together. */
function embedLength(embed: Readonly<Record<string, unknown>>): number {
  const fields = Array.isArray(embed['fields']) ? embed['fields'].filter(isRecord) : [];
  const { footer, author } = embed;
  const texts: unknown[] = [
    embed['title'],
    embed['description'],
    isRecord(footer) ? footer['text'] : '',
    isRecord(author) ? author['name'] : '',
    ...fields.flatMap((field) => [field['name'], field['value']]),
  ];
  return texts.reduce<number>((sum, text) => sum + (typeof text === 'string' ? text.length : 0), 0);
}

function hasValue(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== '';
}

export function judgeModal(data: Readonly<Record<string, unknown>>): Finding[] {
  const findings: Finding[] = [];
  const say: Say = (severity, problem) => findings.push({ severity, problem });
  const top = asComponents(data['components']);
  if (top.length < 1 || top.length > LIMIT.modalComponents)
    say('refused', `components: ${top.length} at the top of a modal, 1 to ${LIMIT.modalComponents} allowed`);
  judgeIds([...walkComponents(top)], say);
  return findings;
}
