import { UserError } from '../errors.ts';
import {
  ASPECT_RATIOS,
  DEFAULT_PARAMETERS,
  MAX_COUNT,
  SAFETY_TOLERANCE,
  SEED,
  THINKING_LEVELS,
  type RenderParameters,
} from '../segmind/parameters.ts';
import type { Audience } from '../jobs/request.ts';
import { excerpt } from './excerpt.ts';
import type { PromptFlag } from './flags.ts';
import { nearestRatio, nearestWord } from './nearest.ts';

/** What one flag decides. */
export interface FlagChoice {
  parameters?: Partial<RenderParameters>;
  count?: number;
  audience?: Audience;
}

const MAX_QUOTED_CHARS = 30;

const RATIO = /^(\d{1,5})\s*[:x×∶：/]\s*(\d{1,5})$/i;
/** −1 as phones and people write it. */
const RANDOM_SEED = /^([-‐‑‒–—−]1|random)$/i;
const WHOLE_NUMBER = /^\d+$/;

/** @throws UserError `bad_flag` with the nearest value that is possible. */
export function readFlagValue(flag: PromptFlag, value: string): FlagChoice {
  const choice = choose(flag, value);
  if (typeof choice === 'string') throw new UserError('bad_flag', choice);
  return choice;
}

export function isValueOf(flag: PromptFlag, value: string): boolean {
  return typeof choose(flag, value) !== 'string';
}

/** Someone else's words between backticks, clipped, with none of their own that would end the quote. */
export function quoteTyped(text: string): string {
  return `\`${excerpt(text.replaceAll('`', "'").replace(/\s+/g, ' '), MAX_QUOTED_CHARS)}\``;
}

/** The choice, or the sentence that says why there is none. */
function choose(flag: PromptFlag, value: string): FlagChoice | string {
  const typed = quoteTyped(`--${flag.name} ${value}`);
  switch (flag.subject) {
    case 'aspectRatio':
      return chooseRatio(typed, value);
    case 'seed':
      return chooseSeed(typed, value);
    case 'thinkingLevel':
      return chooseThinking(typed, value);
    case 'safetyTolerance': {
      const { min, max } = SAFETY_TOLERANCE;
      const number = numberIn(value, min, max);
      if (number !== null) return { parameters: { safetyTolerance: number } };
      return `${typed} is not possible: it goes from ${min} (strict) to ${max} (permissive).${nearestNumber(value, min, max)}`;
    }
    case 'count': {
      const number = numberIn(value, 1, MAX_COUNT);
      if (number !== null) return { count: number };
      return `${typed} is not possible: one request asks for 1 to ${MAX_COUNT} pictures.${nearestNumber(value, 1, MAX_COUNT)}`;
    }
    case 'outputFormat':
    case 'audience':
      return `\`--${flag.name}\` stands alone, without ${quoteTyped(value)}.`;
  }
}

/** What a flag decides that takes no value. */
export function bareChoice(flag: PromptFlag): FlagChoice {
  if (flag.subject === 'audience') return { audience: 'requester' };
  return { parameters: { outputFormat: flag.name === 'png' ? 'png' : 'jpg' } };
}

function chooseRatio(typed: string, value: string): FlagChoice | string {
  const [, width = '', height = ''] = RATIO.exec(value) ?? [];
  const written = width === '' ? value.toLowerCase() : `${Number(width)}:${Number(height)}`;
  const aspectRatio = ASPECT_RATIOS.find((ratio) => ratio === written);
  if (aspectRatio) return { parameters: { aspectRatio } };
  const isShape = Number(width) > 0 && Number(height) > 0;
  const nearest = isShape ? ` The nearest is ${nearestRatio(Number(width), Number(height))}; all:` : ' All:';
  return `${typed} is not a ratio I can paint.${nearest} ${ASPECT_RATIOS.join(', ')}.`;
}

function chooseSeed(typed: string, value: string): FlagChoice | string {
  if (RANDOM_SEED.test(value)) return { parameters: { seed: DEFAULT_PARAMETERS.seed } };
  const seed = numberIn(value, SEED.min, SEED.max);
  if (seed !== null) return { parameters: { seed } };
  const isTooLarge = WHOLE_NUMBER.test(value) && Number(value) > SEED.max;
  const nearest = isTooLarge ? ` The nearest is ${SEED.max}.` : ' Without one it is drawn.';
  return `${typed} is not a seed: it is a whole number from ${SEED.min} to ${SEED.max}.${nearest}`;
}

function chooseThinking(typed: string, value: string): FlagChoice | string {
  const thinkingLevel = THINKING_LEVELS.find((level) => level === value.toLowerCase());
  if (thinkingLevel) return { parameters: { thinkingLevel } };
  const nearest = nearestWord(value, THINKING_LEVELS);
  const meant = nearest === null ? '' : ` Did you mean \`--think ${nearest}\`?`;
  return `${typed} is not possible: it is ${THINKING_LEVELS.join(' or ')}.${meant}`;
}

function numberIn(value: string, min: number, max: number): number | null {
  if (!WHOLE_NUMBER.test(value)) return null;
  const number = Number(value);
  return number >= min && number <= max ? number : null;
}

function nearestNumber(value: string, min: number, max: number): string {
  const number = Number(value.replace(/^[‐‑‒–—−]/, '-'));
  return Number.isNaN(number) ? '' : ` The nearest is ${Math.round(Math.min(Math.max(number, min), max))}.`;
}
