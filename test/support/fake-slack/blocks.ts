import { checkElement } from './block-elements.ts';
import { checkText, Findings } from './block-rules.ts';
import type { Surface } from './block-rules.ts';
import { checkRichText } from './block-rich-text.ts';
import { isRecord, records } from './json.ts';
import type { Json } from './json.ts';

/** What is found out about a file that an image block names. */
export type FileCheck = (file: Json) => string | null;

interface Context {
  readonly found: Findings;
  readonly surface: Surface;
  readonly fileProblem: FileCheck;
}

type Check = (block: Json, pointer: string, context: Context) => void;

const ID_LENGTH = 255;
const MOST: Readonly<Record<Surface, number>> = { message: 50, modal: 100, home: 100 };

const CHECKS: Readonly<Record<string, Check>> = {
  section(block, at, { found, surface, fileProblem }) {
    if (block['text'] === undefined && block['fields'] === undefined)
      found.add('missing required field: text or fields', at);
    if (block['text'] !== undefined) checkText(found, block['text'], 3000, `${at}/text`);
    if (block['fields'] !== undefined)
      found
        .count(block['fields'], 10, `${at}/fields`)
        .forEach((field, index) => checkText(found, field, 2000, `${at}/fields/${index}`));
    const { accessory } = block as { accessory?: unknown };
    if (accessory === undefined) return;
    if (isRecord(accessory) && accessory['type'] === 'image')
      checkImage(accessory, `${at}/accessory`, { found, surface, fileProblem }, true);
    else checkElement(found, accessory, 'section', surface, `${at}/accessory`);
  },
  header: (block, at, { found }) => checkText(found, block['text'], 150, `${at}/text`, 'plain_text'),
  divider: () => undefined,
  image: (block, at, context) => checkImage(block, at, context, false),
  context(block, at, context) {
    context.found.count(block['elements'], 10, `${at}/elements`).forEach((element, index) => {
      const here = `${at}/elements/${index}`;
      if (isRecord(element) && element['type'] === 'image') checkImage(element, here, context, true);
      else checkText(context.found, element, 3000, here);
    });
  },
  actions(block, at, { found, surface }) {
    found
      .count(block['elements'], 25, `${at}/elements`)
      .forEach((element, index) =>
        checkElement(found, element, 'actions', surface, `${at}/elements/${index}`),
      );
  },
  input(block, at, { found, surface }) {
    checkText(found, block['label'], 2000, `${at}/label`, 'plain_text');
    if (block['hint'] !== undefined) checkText(found, block['hint'], 2000, `${at}/hint`, 'plain_text');
    checkElement(found, block['element'], 'input', surface, `${at}/element`);
  },
  rich_text: (block, at, { found }) => checkRichText(found, block, at),
  markdown: (block, at, { found }) => found.length(block['text'], 12_000, `${at}/text`),
  card(block, at, context) {
    const { found } = context;
    if (['hero_image', 'title', 'actions', 'body'].every((name) => block[name] === undefined))
      found.add('missing required field: hero_image, title, actions or body', at);
    for (const name of ['hero_image', 'icon'])
      if (isRecord(block[name])) checkImage(block[name], `${at}/${name}`, context, true);
    for (const [name, most] of [
      ['title', 150],
      ['subtitle', 150],
      ['body', 200],
    ] as const)
      if (block[name] !== undefined) checkText(found, block[name], most, `${at}/${name}`);
    records(block['actions']).forEach((element, index) =>
      checkElement(found, element, 'actions', context.surface, `${at}/actions/${index}`),
    );
  },
  carousel(block, at, context) {
    context.found.count(block['elements'], 10, `${at}/elements`).forEach((card, index) => {
      if (isRecord(card)) CHECKS['card']?.(card, `${at}/elements/${index}`, context);
    });
  },
};

/** The fields that each block has beside `type` and `block_id`; those not listed are not looked at. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  section: ['text', 'fields', 'accessory', 'expand'],
  header: ['text'],
  divider: [],
  image: ['alt_text', 'title', 'image_url', 'slack_file'],
  context: ['elements'],
  actions: ['elements'],
  input: ['label', 'hint', 'element', 'optional', 'dispatch_action'],
  rich_text: ['elements'],
  markdown: ['text'],
};
const NOT_IN_MESSAGES = new Set<string>();
const MESSAGES_ONLY = new Set(['markdown', 'card', 'carousel']);

/** What Slack would refuse in these blocks, one line each; empty when nothing. */
export function blockProblems(blocks: unknown, surface: Surface, fileProblem: FileCheck): string[] {
  const found = new Findings();
  const ids = new Set<unknown>();
  const actions = new Set<string>();
  found.count(blocks, MOST[surface], '/blocks', surface === 'message' ? 1 : 0).forEach((block, index) => {
    const at = `/blocks/${index}`;
    if (!isRecord(block)) {
      found.add('must be an object', at);
      return;
    }
    const type = String(block['type']);
    const check = CHECKS[type];
    if (!check) found.add(`unsupported type: ${type}`, `${at}/type`);
    const misplaced = surface === 'message' ? NOT_IN_MESSAGES : MESSAGES_ONLY;
    if (misplaced.has(type)) found.add(`unsupported type for a ${surface}: ${type}`, `${at}/type`);
    found.optionalLength(block['block_id'], ID_LENGTH, `${at}/block_id`);
    const fields = FIELDS[type];
    if (fields) found.only(block, ['type', 'block_id', ...fields], at);
    check?.(block, at, { found, surface, fileProblem });
    const id = block['block_id'];
    if (id !== undefined && ids.has(id)) found.add('block_id must be unique', `${at}/block_id`);
    ids.add(id);
    for (const element of records(block['elements'])) {
      const action = element['action_id'];
      if (typeof action !== 'string') continue;
      if (actions.has(`${index} ${action}`))
        found.add('action_id must be unique in a block', `${at}/elements`);
      actions.add(`${index} ${action}`);
    }
  });
  return found.problems;
}

function checkImage(image: Json, at: string, context: Context, isElement: boolean): void {
  const { found, fileProblem } = context;
  found.length(image['alt_text'], 2000, `${at}/alt_text`);
  if (image['title'] !== undefined && !isElement)
    checkText(found, image['title'], 2000, `${at}/title`, 'plain_text');
  const { image_url: url, slack_file: file } = image;
  if ((url === undefined) === (file === undefined))
    found.add('exactly one of image_url and slack_file is needed', at);
  if (url !== undefined) found.length(url, 3000, `${at}/image_url`);
  if (file === undefined) return;
  if (!isRecord(file) || (file['id'] === undefined) === (file['url'] === undefined)) {
    found.add('exactly one of id and url is needed', `${at}/slack_file`);
    return;
  }
  found.only(file, ['id', 'url'], `${at}/slack_file`);
  const problem = fileProblem(file);
  if (problem !== null) found.add(problem, `${at}/slack_file`);
}

/** Every image block and element of a message, with the id of its Slack file. */
export function slackFileIds(blocks: readonly Json[]): string[] {
  const ids: string[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look);
    if (!isRecord(value)) return;
    const file = value['slack_file'];
    if (value['type'] === 'image' && isRecord(file) && typeof file['id'] === 'string') ids.push(file['id']);
    Object.values(value).forEach(look);
  };
  look(blocks);
  return ids;
}
