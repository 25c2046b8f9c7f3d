import { countsAtEnd, DASHES, readFlagWord, type FlagWord } from './flag-words.ts';
import { foreignAdvice } from './foreign-flags.ts';
import { isValueOf } from './flag-values.ts';

/** A flag as it stands in a request. */
export interface TypedFlag extends FlagWord {
  /** As it stands there, with its value. */
  text: string;
  /** Without quotes; null where none was given. */
  value: string | null;
}

export interface SplitRequest {
  /** What is to be painted, without blanks around it. */
  prompt: string;
  /** The run of flags at the end, in order. */
  flags: readonly TypedFlag[];
  /** A flag of ours, or of another service, that words follow: answered, not painted. */
  stray: TypedFlag | null;
}

interface Token {
  start: number;
  end: number;
  word: string;
  flagWord: FlagWord | null;
}

/** A flag with the index of the token after it and its value. */
interface Reading {
  flag: TypedFlag;
  next: number;
}

/** Ends the prompt: what stands before it is painted as it stands, when nothing but flags follows. */
export const END_OF_PROMPT = '--';

/** Values are short; a quote that is not closed within this is a quote in prose. */
const LONGEST_QUOTED = 40;

const OPENING_QUOTES = `"'“”„‟«»‘’‚‹›\`＂＇`;
const QUOTED = new RegExp(
  `[${OPENING_QUOTES}]([^${OPENING_QUOTES}\\n]{0,${LONGEST_QUOTED}})[${OPENING_QUOTES}]`,
  'uy',
);
/** "16 : 9", which is one value in three words. */
const SPACED_RATIO = /\d{1,5}\s+[:x×∶：/]\s*\d{1,5}(?![^\s.,;])|\d{1,5}[:x×∶：/]\s+\d{1,5}(?![^\s.,;])/uy;
const QUOTES_AROUND = new RegExp(
  `^[${OPENING_QUOTES}]+|[${OPENING_QUOTES}]+$|[${OPENING_QUOTES}]*[.,;]+$`,
  'gu',
);
const ONLY_DASHES = new RegExp(`^[${DASHES}]+$`, 'u');

/**
 * Divides a clean request into prompt and flags. Only the run of flags at the end counts; it is read from the right, each flag with
 * its value once, so that a hostile text takes no longer than its length.
 */
export function splitRequest(text: string): SplitRequest {
  const tokens = tokensOf(text);
  const readings = tokens.map((_, index) => readFlag(text, tokens, index));
  const runs = runsToEnd(tokens, readings);
  const escape = tokens.findLastIndex(({ word }) => word === END_OF_PROMPT);
  if (escape !== -1 && (escape + 1 === tokens.length || runs[escape + 1] === true))
    return { prompt: textBefore(text, tokens[escape]), flags: flagsFrom(readings, escape + 1), stray: null };
  const first = runs.indexOf(true);
  const before = readings.slice(0, first === -1 ? undefined : first);
  const stray = before.find((reading) => reading && isStray(reading.flag))?.flag ?? null;
  if (first === -1) return { prompt: text.trim(), flags: [], stray };
  return { prompt: textBefore(text, tokens[first]), flags: flagsFrom(readings, first), stray };
}

function tokensOf(text: string): readonly Token[] {
  return [...text.matchAll(/\S+/gu)].map(({ 0: word, index }) => ({
    word,
    start: index,
    end: index + word.length,
    flagWord: readFlagWord(word),
  }));
}

function readFlag(text: string, tokens: readonly Token[], index: number): Reading | null {
  const token = tokens[index];
  const flagWord = token?.flagWord;
  if (!token || !flagWord) return null;
  const { flag, inlineValue } = flagWord;
  if (inlineValue !== null) {
    const start = token.end - inlineValue.length;
    const end = valueEnd(text, flagWord, start, token.end);
    return {
      flag: typedFlag(flagWord, text, token.start, start, end),
      next: nextToken(tokens, index + 1, end),
    };
  }
  const follower = tokens[index + 1];
  const hasValue = follower && !follower.flagWord && !ONLY_DASHES.test(follower.word);
  if ((flag && !flag.takesValue) || !hasValue)
    return { flag: { ...flagWord, text: token.word, value: null }, next: index + 1 };
  const end = valueEnd(text, flagWord, follower.start, follower.end);
  const typed = typedFlag(flagWord, text, token.start, follower.start, end);
  return { flag: typed, next: nextToken(tokens, index + 2, end) };
}

/** Where the value that starts here ends: with its word, or later where quotes or the blanks in "16 : 9" hold words together. */
function valueEnd(text: string, { flag }: FlagWord, start: number, wordEnd: number): number {
  const patterns = flag?.subject === 'aspectRatio' ? [QUOTED, SPACED_RATIO] : [QUOTED];
  for (const pattern of patterns) {
    pattern.lastIndex = start;
    if (pattern.test(text)) return Math.max(wordEnd, pattern.lastIndex);
  }
  return wordEnd;
}

function typedFlag(
  flagWord: FlagWord,
  text: string,
  start: number,
  valueStart: number,
  end: number,
): TypedFlag {
  const value = withoutQuotes(text.slice(valueStart, end));
  return { ...flagWord, text: text.slice(start, end), value: value === '' ? null : value };
}

function withoutQuotes(value: string): string {
  // Nothing that long is a value; and stripping the ends of a long text takes time by its square.
  if (value.length > 2 * LONGEST_QUOTED) return value;
  // Twice, for the comma after a closing quote and the one before it.
  return value.replace(QUOTES_AROUND, '').replace(QUOTES_AROUND, '').trim();
}

/** The first token from `index` on that begins after `end`; values are short, so it is near. */
function nextToken(tokens: readonly Token[], index: number, end: number): number {
  let next = index;
  while ((tokens[next]?.start ?? Infinity) < end) next += 1;
  return next;
}

/** For each token whether a run of nothing but flags reaches from it to the end. */
function runsToEnd(tokens: readonly Token[], readings: readonly (Reading | null)[]): readonly boolean[] {
  const runs = tokens.map(() => false);
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    const here = readings[index];
    if (!here || !countsAtEnd(here.flag)) continue;
    // One hyphen is a slip only where the rest is right; else it is a word of the prompt.
    if (here.flag.dashes === 'single' && !isWellUsed(here.flag)) continue;
    runs[index] = here.next >= tokens.length || runs[here.next] === true;
  }
  return runs;
}

function flagsFrom(readings: readonly (Reading | null)[], first: number): readonly TypedFlag[] {
  const flags: TypedFlag[] = [];
  for (let index = first; index < readings.length;) {
    const here = readings[index];
    if (!here) break;
    flags.push(here.flag);
    index = here.next;
  }
  return flags;
}

/** Among words, two dashes before a name that means something are a flag; a long dash only with a value that fits ("—ar 16:9"). */
function isStray(flag: TypedFlag): boolean {
  if (flag.dashes === 'double') return flag.flag !== null || foreignAdvice(flag.name) !== null;
  return flag.dashes === 'phone' && flag.flag?.takesValue === true && isWellUsed(flag);
}

function isWellUsed({ flag, value }: TypedFlag): boolean {
  if (!flag) return false;
  return flag.takesValue ? value !== null && isValueOf(flag, value) : value === null;
}

function textBefore(text: string, token: Token | undefined): string {
  return text.slice(0, token?.start ?? 0).trim();
}
