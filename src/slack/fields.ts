import type { InputBlock, KnownBlock, PlainTextElement } from '@slack/types';

import {
  ASPECT_RATIOS,
  excerpt,
  MAX_COUNT,
  OUTPUT_FORMATS,
  SAFETY_TOLERANCE,
  SEED,
  THINKING_LEVELS,
} from '../core/index.ts';
import { WORDS } from './words.ts';

/** The fields of the forms. The id of a block is the name of its field: errors are shown at it. */
export const FIELDS = [
  'prompt',
  'ratio',
  'count',
  'seed',
  'format',
  'thinking',
  'safety',
  'files',
  'visibility',
  'picture',
  'destination',
] as const;
export type Field = (typeof FIELDS)[number];

/** One element stands in each block, so one name does for all. */
export const FIELD_ACTION = 'value';

/** Limits of Slack's "Plain-text input", "File input" and "Option object". */
export const MAX_TYPED_CHARS = 3000;
export const MAX_FORM_FILES = 10;
const MAX_OPTION_CHARS = 75;
/** What Slack's file input may filter by: a convenience only, the bytes are looked at. */
const FILE_TYPES = ['png', 'jpg', 'jpeg', 'webp', 'gif'];

export const ALL_PICTURES = 'all';
export const ONLY_ME = 'me';
export const EVERYONE = 'everyone';

export interface Choice {
  value: string;
  label: string;
}

export function promptField(label: string, hint: string): InputBlock {
  return field('prompt', label, {
    type: 'plain_text_input',
    multiline: true,
    max_length: MAX_TYPED_CHARS,
    focus_on_load: true,
    placeholder: plain(hint),
  });
}

/** Nothing chosen leaves the shape to what is usual with and without pictures, which only the core knows. */
export function ratioField(): InputBlock {
  const choices = ASPECT_RATIOS.map((ratio) => ({ value: ratio, label: ratio }));
  return optional({
    ...choiceField('ratio', WORDS.ratioLabel, choices, null, WORDS.ratioPlaceholder),
    hint: plain(WORDS.ratioHint),
  });
}

export function countField(): InputBlock {
  const choices = numbers(1, MAX_COUNT).map((count) => ({ value: String(count), label: String(count) }));
  return { ...choiceField('count', WORDS.countLabel, choices, '1'), hint: plain(WORDS.countHint) };
}

/** Slack's number input takes no more than its own bounds, and its value comes as text. */
export function seedField(): InputBlock {
  return optional({
    ...field('seed', WORDS.seedLabel, {
      type: 'number_input',
      is_decimal_allowed: false,
      min_value: String(SEED.min),
      max_value: String(SEED.max),
    }),
    hint: plain(WORDS.seedHint),
  });
}

export function formatField(): InputBlock {
  const choices = OUTPUT_FORMATS.map((format) => ({ value: format, label: format }));
  return choiceField('format', WORDS.formatLabel, choices, OUTPUT_FORMATS[0]);
}

export function thinkingField(): InputBlock {
  const choices = THINKING_LEVELS.map((level) => ({ value: level, label: WORDS.thinkingLevels[level] }));
  return choiceField('thinking', WORDS.thinkingLabel, choices, 'high');
}

export function safetyField(): InputBlock {
  const { min, max } = SAFETY_TOLERANCE;
  const choices = numbers(min, max).map((level) => ({
    value: String(level),
    label: WORDS.safetyLevel(level, min, max),
  }));
  return optional(choiceField('safety', WORDS.safetyLabel, choices, null, WORDS.safetyPlaceholder));
}

export function filesField(): InputBlock {
  return optional({
    ...field('files', WORDS.filesLabel, {
      type: 'file_input',
      filetypes: FILE_TYPES,
      max_files: MAX_FORM_FILES,
    }),
    hint: plain(WORDS.filesHint),
  });
}

export function visibilityField(): InputBlock {
  const choices = [
    { value: EVERYONE, label: WORDS.everyone },
    { value: ONLY_ME, label: WORDS.onlyMe },
  ];
  return choiceField('visibility', WORDS.visibilityLabel, choices, EVERYONE);
}

/** One of several pictures, or all of them as references together. */
export function pictureField(count: number): InputBlock {
  const choices = numbers(1, count).map((number) => ({
    value: String(number),
    label: WORDS.picture(number),
  }));
  return choiceField(
    'picture',
    WORDS.pictureLabel,
    [...choices, { value: ALL_PICTURES, label: WORDS.allPictures(count) }],
    '1',
  );
}

/** Channels that the person sees, without other bots; where the bot and the person are members is checked when it is sent. */
export function destinationField(): InputBlock {
  return field('destination', WORDS.destinationLabel, {
    type: 'conversations_select',
    default_to_current_conversation: false,
    filter: { include: ['public', 'private'], exclude_bot_users: true },
  });
}

export function plain(text: string): PlainTextElement {
  return { type: 'plain_text', text, emoji: false };
}

function choiceField(
  name: Field,
  label: string,
  choices: readonly Choice[],
  initial: string | null,
  placeholder?: string,
): InputBlock {
  const options = choices.map((choice) => ({
    value: choice.value,
    text: plain(excerpt(choice.label, MAX_OPTION_CHARS)),
  }));
  const chosen = options.find(({ value }) => value === initial);
  return field(name, label, {
    type: 'static_select',
    options,
    ...(chosen ? { initial_option: chosen } : {}),
    ...(placeholder === undefined ? {} : { placeholder: plain(placeholder) }),
  });
}

function field(
  name: Field,
  label: string,
  element: InputBlock['element'] & { action_id?: string },
): InputBlock {
  return {
    type: 'input',
    block_id: name,
    label: plain(label),
    element: { ...element, action_id: FIELD_ACTION },
  } satisfies KnownBlock;
}

function optional(block: InputBlock): InputBlock {
  return { ...block, optional: true };
}

function numbers(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
