import {
  ASPECT_RATIOS,
  MAX_COUNT,
  OUTPUT_FORMATS,
  parsePrompt,
  SAFETY_TOLERANCE,
  SEED,
  THINKING_LEVELS,
  UserError,
  type Audience,
  type RenderParameters,
} from '../core/index.ts';
import { FIELD_ACTION, MAX_FORM_FILES, ONLY_ME, type Field } from './fields.ts';
import { mayBePicture } from './message-files.ts';
import type { FileWire, FormValues } from './wire.ts';
import { WORDS } from './words.ts';

/** What a form says. What is left as it stood is not said, so that flags in the words keep their meaning. */
export interface FormChoice {
  prompt: string;
  parameters: Partial<RenderParameters>;
  count: number;
  audience: Audience;
  files: readonly FileWire[];
  /** Counted from 0; null for all, and where nothing was to choose. */
  picture: number | null;
}

/** A sentence for each field that cannot be used as it is. */
export type FieldErrors = Partial<Record<Field, string>>;

export type ReadForm = { choice: FormChoice; errors: null } | { choice: null; errors: FieldErrors };

/** The fields of a form that was sent, checked by all that can be told without asking anybody. Pure. */
export function readForm(values: FormValues): ReadForm {
  const errors: FieldErrors = {};
  const check = <T>(name: Field, read: () => T): T | null => {
    try {
      return read();
    } catch (error) {
      // The sentence belongs to the field.
      if (!(error instanceof UserError)) throw error;
      errors[name] = error.message;
      return null;
    }
  };
  const prompt = typed(values, 'prompt');
  check('prompt', () => parsePrompt(prompt));
  const parameters = {
    aspectRatio: check('ratio', () => oneOf(chosen(values, 'ratio'), ASPECT_RATIOS)),
    seed: check('seed', () => numberIn(typed(values, 'seed'), SEED.min, SEED.max)),
    outputFormat: check('format', () => oneOf(chosen(values, 'format'), OUTPUT_FORMATS)),
    thinkingLevel: check('thinking', () => oneOf(chosen(values, 'thinking'), THINKING_LEVELS)),
    safetyTolerance: check('safety', () =>
      numberIn(chosen(values, 'safety') ?? '', SAFETY_TOLERANCE.min, SAFETY_TOLERANCE.max),
    ),
  };
  const count = check('count', () => numberIn(chosen(values, 'count') ?? '', 1, MAX_COUNT));
  const files = check('files', () => filesOf(values));
  if (Object.keys(errors).length > 0) return { choice: null, errors };
  const choice: FormChoice = {
    prompt,
    parameters: said(parameters),
    count: count ?? 1,
    audience: chosen(values, 'visibility') === ONLY_ME ? 'requester' : 'channel',
    files: files ?? [],
    picture: pictureOf(values),
  };
  return { choice, errors: null };
}

/** The channel of a share; null where none was chosen. */
export function readDestination(values: FormValues): string | null {
  return values['destination']?.[FIELD_ACTION]?.selected_conversation ?? null;
}

type Asked = { [Name in keyof RenderParameters]?: RenderParameters[Name] | null };

/** Jpg and high stand in the form before anybody touches it: they are what is usual, and are not said. */
function said({
  aspectRatio,
  seed,
  outputFormat,
  thinkingLevel,
  safetyTolerance,
}: Asked): Partial<RenderParameters> {
  return {
    ...(aspectRatio ? { aspectRatio } : {}),
    ...(seed ? { seed } : {}),
    ...(outputFormat === 'png' ? { outputFormat } : {}),
    ...(thinkingLevel === 'minimal' ? { thinkingLevel } : {}),
    ...(safetyTolerance ? { safetyTolerance } : {}),
  };
}

function typed(values: FormValues, name: Field): string {
  return values[name]?.[FIELD_ACTION]?.value ?? '';
}

function chosen(values: FormValues, name: Field): string | null {
  return values[name]?.[FIELD_ACTION]?.selected_option?.value ?? null;
}

function oneOf<T extends string>(value: string | null, allowed: readonly T[]): T | null {
  if (value === null) return null;
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  throw new UserError('bad_parameter', WORDS.noSuchChoice);
}

function numberIn(value: string, min: number, max: number): number | null {
  if (value.trim() === '') return null;
  const number = /^\d+$/.test(value.trim()) ? Number(value) : NaN;
  if (number >= min && number <= max) return number;
  throw new UserError('bad_parameter', WORDS.wholeNumber(min, max));
}

function filesOf(values: FormValues): readonly FileWire[] {
  const files = values['files']?.[FIELD_ACTION]?.files ?? [];
  if (files.length > MAX_FORM_FILES)
    throw new UserError('too_many_pictures', WORDS.tooManyFiles(MAX_FORM_FILES));
  // What else is among them is left out, as it is with a message.
  const pictures = files.filter(mayBePicture);
  if (files.length > 0 && pictures.length === 0) throw new UserError('picture_unreadable', WORDS.noPictures);
  return pictures;
}

function pictureOf(values: FormValues): number | null {
  const number = Number(chosen(values, 'picture') ?? '');
  return Number.isInteger(number) && number > 0 ? number - 1 : null;
}
