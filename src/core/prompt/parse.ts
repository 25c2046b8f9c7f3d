import { UserError } from '../errors.ts';
import type { Audience } from '../jobs/request.ts';
import { MAX_PROMPT_CHARS, type RenderParameters } from '../segmind/parameters.ts';
import { cleanPrompt, isBlank } from './clean.ts';
import { bareChoice, isValueOf, quoteTyped, readFlagValue, type FlagChoice } from './flag-values.ts';
import { FLAG_NAMES, flagList, flagNamed, PROMPT_FLAGS, type FlagSubject, type PromptFlag } from './flags.ts';
import { foreignAdvice } from './foreign-flags.ts';
import { nearestWord } from './nearest.ts';
import { END_OF_PROMPT, splitRequest, type TypedFlag } from './split-request.ts';

/** A typed request: what to paint, and what the flags say; nothing that was not typed. */
export interface ParsedPrompt {
  /** Clean (see `cleanPrompt`), never blank, at most `MAX_PROMPT_CHARS` long. */
  prompt: string;
  parameters: Partial<RenderParameters>;
  /** Null: not said. */
  count: number | null;
  audience: Audience | null;
}

/** All flags with their longest values take under 150 characters; a longer text is refused before it is read word by word. */
const MAX_FLAGS_CHARS = 1000;

const HOW_TO_PAINT_WORDS = `To paint these words as they stand, end the request with \` ${END_OF_PROMPT}\`.`;

/**
 * Reads a request as people type it: `a red fox in the snow --ar 16:9 --seed 7`.
 *
 * Flags stand at the end, in any order: `--ar`, `--seed`, `--png`, `--jpg`, `--think`, `--safety`, `--count`, `--private`, and their
 * aliases (`PROMPT_FLAGS`). `--flag=value` and `--flag:value` are read too, values may be quoted, and the dashes may be what a phone
 * made of them. A `--word` with more than one word after it is prose, unless it is a known flag: that one is answered, for nobody
 * means it to be painted. A lone `--` with nothing but flags after it ends the prompt, and everything before it is painted as it
 * stands: `a sign that says --ar 16:9 -- --seed 7`.
 *
 * @throws UserError `bad_prompt` when there is nothing to paint, or too much; `bad_flag` for a flag that is not known, stands in the
 * wrong place, stands twice or has a wrong value, each with what was probably meant.
 */
export function parsePrompt(text: string): ParsedPrompt {
  const request = cleanPrompt(text);
  if (request.length > MAX_PROMPT_CHARS + MAX_FLAGS_CHARS) throw tooLong(request.length);
  const { prompt, flags, stray } = splitRequest(request);
  const choices = chooseAll(flags);
  if (stray) throw new UserError('bad_flag', strayAnswer(stray));
  checkPrompt(prompt);
  return {
    prompt,
    parameters: Object.assign(
      {},
      ...choices.map(({ parameters }) => parameters),
    ) as Partial<RenderParameters>,
    count: choices.find(({ count }) => count !== undefined)?.count ?? null,
    audience: choices.find(({ audience }) => audience !== undefined)?.audience ?? null,
  };
}

function checkPrompt(prompt: string): void {
  if (isBlank(prompt))
    throw new UserError('bad_prompt', 'Say what to paint, for example: `a red fox in the snow --ar 16:9`.');
  if (prompt.length > MAX_PROMPT_CHARS) throw tooLong(prompt.length);
}

function tooLong(chars: number): UserError {
  return new UserError(
    'bad_prompt',
    `The prompt has ${chars} characters; at most ${MAX_PROMPT_CHARS} can be painted.`,
  );
}

function chooseAll(flags: readonly TypedFlag[]): readonly FlagChoice[] {
  const seen = new Map<FlagSubject, PromptFlag>();
  return flags.map((typed) => {
    const { flag, value } = typed;
    if (!flag) throw new UserError('bad_flag', unknownAnswer(typed));
    const earlier = seen.get(flag.subject);
    if (earlier) throw new UserError('bad_flag', twiceAnswer(earlier, flag));
    seen.set(flag.subject, flag);
    if (value !== null) return readFlagValue(flag, value);
    if (flag.takesValue)
      throw new UserError('bad_flag', `\`--${flag.name}\` needs a value, as in \`${flag.usage}\`.`);
    return bareChoice(flag);
  });
}

function twiceAnswer(earlier: PromptFlag, later: PromptFlag): string {
  return earlier.name === later.name
    ? `\`--${later.name}\` stands there twice: keep one.`
    : `\`--${earlier.name}\` and \`--${later.name}\` contradict each other: keep one.`;
}

function unknownAnswer({ name, text, value }: TypedFlag): string {
  const refusal = `${quoteTyped(text)} is not a flag I know.`;
  const meant = flagMeantBy(name, value);
  if (meant !== null) return `${refusal} Did you mean \`${meant}\`?`;
  const advice = foreignAdvice(name) ?? `The flags are ${flagList()}.`;
  return `${refusal} ${advice} ${HOW_TO_PAINT_WORDS}`;
}

function flagMeantBy(name: string, value: string | null): string | null {
  // What other services call something is no slip, however near it is ("--size" and "--seed").
  if (foreignAdvice(name) !== null) return null;
  const nearest = nearestWord(name, FLAG_NAMES);
  const flag = nearest === null ? null : flagNamed(nearest);
  if (flag) {
    if (!flag.takesValue) return `--${flag.name}`;
    return value !== null && isValueOf(flag, value) ? `--${flag.name} ${value}` : flag.usage;
  }
  // `--16:9` is a name and an inline value to the reader of words.
  const ratio = PROMPT_FLAGS[0];
  const written = value === null ? name : `${name}:${value}`;
  return isValueOf(ratio, written) ? `--${ratio.name} ${written}` : null;
}

function strayAnswer({ name, text, flag }: TypedFlag): string {
  const advice = flag ? null : foreignAdvice(name);
  const place = `Flags go at the end, after everything that is to be painted, but words follow ${quoteTyped(text)}.`;
  return [
    place,
    ...(advice === null ? [] : [`Besides, it is not a flag I know. ${advice}`]),
    HOW_TO_PAINT_WORDS,
  ].join(' ');
}
