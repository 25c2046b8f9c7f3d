import { flagNamed, FLAG_NAMES, type PromptFlag } from './flags.ts';
import { foreignAdvice } from './foreign-flags.ts';
import { nearestWord } from './nearest.ts';

/** Everything that keyboards and word processors make of a hyphen. */
export const DASHES = '\\-‐‑‒–—―−⸺﹘－';

/** No flag has a longer name, here or elsewhere; a longer word is one of the prompt. */
const LONGEST_NAME = 40;

const FLAG_WORD = new RegExp(
  `^([${DASHES}]{1,4})([\\p{L}\\p{N}][^=:：]{0,${LONGEST_NAME}})(?:[=:：](.*))?$`,
  'su',
);

/** "--png," in a list of flags. */
const TRAILING_PUNCTUATION = /[.,;!]+$/;

/**
 * What its dashes say of a word. `double`: as it is typed. `phone`: one long dash, which is what a phone makes of two hyphens, but
 * also what people write into prose. `single`: one hyphen, a slip.
 */
type DashStyle = 'double' | 'phone' | 'single';

/** A word that looks like a flag. */
export interface FlagWord {
  dashes: DashStyle;
  /** In lower case, without the dashes. */
  name: string;
  /** What follows "=" or ":" in the same word; null without it. */
  inlineValue: string | null;
  /** Null for a flag that is none of ours. */
  flag: PromptFlag | null;
}

/** Null for a word that is no flag, whatever stands around it. */
export function readFlagWord(word: string): FlagWord | null {
  const match = FLAG_WORD.exec(word);
  if (!match) return null;
  const [, dashText = '', rawName = '', rawValue] = match;
  const dashes = dashText.length > 1 ? 'double' : dashText === '-' ? 'single' : 'phone';
  // "–5" and "-1" are numbers.
  if (dashes !== 'double' && !/^\p{L}/u.test(rawName)) return null;
  const inlineValue = rawValue === undefined || rawValue === '' ? null : rawValue;
  const bareName = inlineValue === null ? rawName.replace(TRAILING_PUNCTUATION, '') : rawName;
  const name = bareName.toLowerCase().replace(new RegExp(`[${DASHES}]+`, 'gu'), '-');
  return { dashes, name, inlineValue, flag: flagNamed(name) };
}

/**
 * Whether a word counts as a flag where nothing but flags follows it. With two dashes every word does, known or not. A long dash
 * also opens prose ("—smiling"), so there the name must be ours, nearly ours, or known from another service.
 */
export function countsAtEnd({ dashes, name, flag }: FlagWord): boolean {
  if (dashes === 'double' || flag) return true;
  if (dashes === 'single') return false;
  return nearestWord(name, FLAG_NAMES) !== null || foreignAdvice(name) !== null;
}
