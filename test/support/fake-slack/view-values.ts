import { fileObject } from './render.ts';
import { storeFile } from './files.ts';
import type { FileInput } from './files.ts';
import { isRecord, records } from './json.ts';
import type { Json } from './json.ts';
import type { ViewRecord } from './state.ts';
import type { Who } from './interaction.ts';
import type { Parts } from './web-api.ts';

/** Text, a chosen value, several, or files: by the `block_id` or the `action_id` of the input. Null clears what was preset. */
export type ViewValue = string | readonly string[] | readonly FileInput[] | null;
export type ViewValues = Readonly<Record<string, ViewValue | undefined>>;

/** Slack's reference of `file_input`. */
const FILE_BYTES = 10 * 1024 * 1024;
const MOST_FILES = 10;

/** Fills in a modal as a person would, and refuses what Slack's client would not let them send. */
export function fillView(
  parts: Parts,
  who: Who,
  view: ViewRecord,
  values: ViewValues,
  mustBeWhole = true,
): Json {
  const state: Record<string, Json> = {};
  const known = new Set<string>();
  for (const block of records(view.content['blocks'])) {
    const held = [block['element'], block['accessory'], ...records(block['elements'])].filter(isRecord);
    for (const element of held) {
      const blockId = String(block['block_id']);
      const actionId = String(element['action_id']);
      if (NO_STATE.has(String(element['type']))) continue;
      known.add(blockId).add(actionId);
      const given = values[actionId] ?? values[blockId];
      const cleared = values[actionId] === null || values[blockId] === null;
      const answer = valueOf(parts, who, element, cleared ? null : given);
      const wanted = mustBeWhole && block['type'] === 'input' && block['optional'] !== true;
      if (wanted && isEmpty(answer)) throw new Error(`the modal wants the field ${blockId}`);
      state[blockId] = { ...state[blockId], [actionId]: answer };
    }
  }
  for (const name of Object.keys(values))
    if (!known.has(name)) throw new Error(`the modal has no field ${name}`);
  return state;
}

const NO_STATE = new Set([
  'button',
  'overflow',
  'image',
  'workflow_button',
  'mrkdwn',
  'plain_text',
  'rich_text_section',
]);

function valueOf(parts: Parts, who: Who, element: Json, given: ViewValue | undefined): Json {
  const type = String(element['type']);
  const texts = Array.isArray(given) ? given.filter((item) => typeof item === 'string') : [];
  const one = typeof given === 'string' ? given : undefined;
  switch (type) {
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return { type, value: textValue(element, given === undefined ? element['initial_value'] : one) };
    case 'file_input':
      return { type, files: filesOf(parts, who, element, given) };
    case 'checkboxes':
    case 'multi_static_select':
      return {
        type,
        selected_options:
          given === undefined
            ? records(element['initial_options'])
            : texts.map((value) => optionOf(element, value)),
      };
    case 'static_select':
    case 'radio_buttons':
      return {
        type,
        selected_option:
          given === undefined
            ? (element['initial_option'] ?? null)
            : one === undefined
              ? null
              : optionOf(element, one),
      };
    case 'conversations_select':
    case 'channels_select':
    case 'users_select': {
      const name = type.slice(0, -'s_select'.length);
      return {
        type,
        [`selected_${name}`]: given === undefined ? (element[`initial_${name}`] ?? null) : (one ?? null),
      };
    }
    default:
      throw new Error(`the fake fills no ${type} yet`);
  }
}

function isEmpty(answer: Json): boolean {
  const { type: _type, ...rest } = answer;
  return Object.values(rest).every(
    (value) => value === null || value === '' || (Array.isArray(value) && value.length === 0),
  );
}

function textValue(element: Json, value: unknown): string | null {
  if (typeof value !== 'string' || value === '') return null;
  const { max_length: most, min_length: least } = element;
  if (typeof most === 'number' && value.length > most)
    throw new Error(`the field takes at most ${most} characters`);
  if (typeof least === 'number' && value.length < least)
    throw new Error(`the field wants ${least} characters`);
  return value;
}

export function optionOf(element: Json, value: string): Json {
  const groups = records(element['option_groups']).flatMap((group) => records(group['options']));
  const found = [...records(element['options']), ...groups].find((option) => option['value'] === value);
  if (!found) throw new Error(`there is no option ${value}`);
  return found;
}

function filesOf(parts: Parts, who: Who, element: Json, given: ViewValue | undefined): Json[] {
  const files = Array.isArray(given) ? given.filter(isFile) : [];
  const most = typeof element['max_files'] === 'number' ? element['max_files'] : MOST_FILES;
  if (files.length > most) throw new Error(`the field takes at most ${most} files`);
  return files.map((input) => {
    if (input.bytes.byteLength > FILE_BYTES) throw new Error('the field takes files of at most 10 MB');
    const file = storeFile(parts.world, input, { teamId: who.team.id, userId: who.user.id });
    return fileObject(parts.world, file, true);
  });
}

function isFile(value: unknown): value is FileInput {
  return isRecord(value) && value['bytes'] instanceof Uint8Array;
}
