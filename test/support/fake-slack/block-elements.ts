import { checkConfirm, checkOptions, checkText } from './block-rules.ts';
import type { Findings, Surface } from './block-rules.ts';
import { isRecord } from './json.ts';
import type { Json } from './json.ts';

/** Slack's reference, "Block elements". */
const ID_LENGTH = 255;
const BUTTON_TEXT = 75;
const VALUE_LENGTH = 2000;
const URL_LENGTH = 3000;
const PLACEHOLDER = 150;
const SELECT_OPTIONS = 100;
const BOX_OPTIONS = 10;
const FILES = 10;

const SELECTS = ['static', 'external', 'users', 'conversations', 'channels'];
const PICKERS = ['datepicker', 'timepicker', 'datetimepicker'];
const IN_ACTIONS = [
  'button',
  'overflow',
  'checkboxes',
  'radio_buttons',
  'workflow_button',
  'rich_text_input',
  ...PICKERS,
  ...SELECTS.flatMap((kind) => [`${kind}_select`, `multi_${kind}_select`]),
];
const IN_INPUT = [
  'plain_text_input',
  'email_text_input',
  'url_text_input',
  'number_input',
  'file_input',
  ...IN_ACTIONS.filter((type) => !['button', 'overflow', 'workflow_button'].includes(type)),
];
const IN_SECTION = [...IN_ACTIONS.filter((type) => type !== 'rich_text_input'), 'image'];

export type Holder = 'actions' | 'input' | 'section';
const ALLOWED: Readonly<Record<Holder, readonly string[]>> = {
  actions: IN_ACTIONS,
  input: IN_INPUT,
  section: IN_SECTION,
};

/** One interactive element; an image is checked by its block. */
export function checkElement(
  found: Findings,
  element: unknown,
  holder: Holder,
  surface: Surface,
  pointer: string,
): void {
  if (!isRecord(element)) {
    found.add('must be an object', pointer);
    return;
  }
  const type = String(element['type']);
  if (!ALLOWED[holder].includes(type)) {
    found.add(`unsupported element in ${holder}: ${type}`, pointer);
    return;
  }
  if (type === 'file_input' && surface !== 'modal') found.add('file_input is for modals only', pointer);
  found.optionalLength(element['action_id'], ID_LENGTH, `${pointer}/action_id`);
  checkConfirm(found, element['confirm'], `${pointer}/confirm`);
  if (element['placeholder'] !== undefined)
    checkText(found, element['placeholder'], PLACEHOLDER, `${pointer}/placeholder`, 'plain_text');
  if (type === 'button') checkButton(found, element, pointer);
  else if (type === 'file_input') checkFileInput(found, element, pointer);
  else if (type === 'overflow') checkOptions(found, element['options'], 5, `${pointer}/options`);
  else if (type === 'checkboxes' || type === 'radio_buttons') checkBoxes(found, element, pointer);
  else if (type.endsWith('static_select')) checkStaticSelect(found, element, pointer);
  else if (type === 'number_input') {
    if (typeof element['is_decimal_allowed'] !== 'boolean')
      found.add('missing required field: is_decimal_allowed', pointer);
    for (const name of ['min_value', 'max_value', 'initial_value'])
      if (element[name] !== undefined && typeof element[name] !== 'string')
        found.add('must be a string', `${pointer}/${name}`);
  } else if (type === 'plain_text_input') checkTextInput(found, element, pointer);
}

function checkButton(found: Findings, element: Json, pointer: string): void {
  checkText(found, element['text'], BUTTON_TEXT, `${pointer}/text`, 'plain_text');
  found.optionalLength(element['value'], VALUE_LENGTH, `${pointer}/value`);
  found.optionalLength(element['url'], URL_LENGTH, `${pointer}/url`);
  found.optionalLength(element['accessibility_label'], BUTTON_TEXT, `${pointer}/accessibility_label`);
  const { style } = element;
  if (style !== undefined && style !== 'primary' && style !== 'danger')
    found.add(`unknown style: ${JSON.stringify(style)}`, `${pointer}/style`);
  found.only(
    element,
    ['type', 'text', 'action_id', 'url', 'value', 'style', 'confirm', 'accessibility_label'],
    pointer,
  );
}

function checkFileInput(found: Findings, element: Json, pointer: string): void {
  const most = element['max_files'];
  if (most !== undefined && (typeof most !== 'number' || most < 1 || most > FILES))
    found.add(`max_files must be between 1 and ${FILES}`, pointer);
  found.only(element, ['type', 'action_id', 'filetypes', 'max_files'], pointer);
}

function checkBoxes(found: Findings, element: Json, pointer: string): void {
  checkOptions(found, element['options'], BOX_OPTIONS, `${pointer}/options`);
  const initial =
    element['initial_options'] ?? (element['initial_option'] ? [element['initial_option']] : []);
  checkInitial(found, element['options'], initial, pointer);
}

function checkStaticSelect(found: Findings, element: Json, pointer: string): void {
  const groups = element['option_groups'];
  if (Array.isArray(groups)) {
    found.count(groups, SELECT_OPTIONS, `${pointer}/option_groups`).forEach((group, at) => {
      const here = `${pointer}/option_groups/${at}`;
      if (!isRecord(group)) return;
      checkText(found, group['label'], BUTTON_TEXT, `${here}/label`, 'plain_text');
      checkOptions(found, group['options'], SELECT_OPTIONS, `${here}/options`);
    });
    return;
  }
  checkOptions(found, element['options'], SELECT_OPTIONS, `${pointer}/options`);
  const initial =
    element['initial_options'] ?? (element['initial_option'] ? [element['initial_option']] : []);
  checkInitial(found, element['options'], initial, pointer);
}

/** Slack wants an initial option to be one of the options, to the letter. */
function checkInitial(found: Findings, options: unknown, initial: unknown, pointer: string): void {
  const offered = Array.isArray(options) ? options.map((option) => JSON.stringify(sorted(option))) : [];
  if (!Array.isArray(initial)) return;
  for (const option of initial)
    if (!offered.includes(JSON.stringify(sorted(option))))
      found.add('initial option must be one of the options', pointer);
}

function sorted(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const names = Object.keys(value).sort();
  return names.map((name) => [name, sorted(value[name])]);
}

function checkTextInput(found: Findings, element: Json, pointer: string): void {
  const { max_length: most, min_length: least, initial_value: initial } = element;
  if (most !== undefined && (typeof most !== 'number' || most < 1 || most > URL_LENGTH))
    found.add(`max_length must be between 1 and ${URL_LENGTH}`, pointer);
  if (least !== undefined && (typeof least !== 'number' || least < 0 || least > URL_LENGTH))
    found.add(`min_length must be between 0 and ${URL_LENGTH}`, pointer);
  if (initial === undefined) return;
  const limit = typeof most === 'number' ? most : URL_LENGTH;
  if (typeof initial !== 'string' || initial.length > limit)
    found.add(`initial_value must be at most ${limit} characters`, pointer);
}
