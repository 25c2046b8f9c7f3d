import { DEFAULT_PARAMETERS } from '../segmind/parameters.ts';
import type { ParsedPrompt } from './parse.ts';
import { END_OF_PROMPT, splitRequest } from './split-request.ts';

/**
 * The request as it would be typed, to be shown, copied and typed again: `parsePrompt` reads the same request out of it. Only what
 * differs from the defaults is written; `outputResolution` and `responseModalities` have no flag. A prompt that ends in something
 * like a flag, or has one in it, is closed with a lone `--`.
 *
 * @param parsed its prompt is clean, as `parsePrompt` returns it.
 */
export function formatPrompt(parsed: ParsedPrompt): string {
  const flags = flagsOf(parsed);
  const plain = [parsed.prompt, ...flags].join(' ');
  const read = splitRequest(plain);
  const isReadAlike = read.prompt === parsed.prompt && read.flags.length === flags.length && !read.stray;
  return isReadAlike ? plain : [parsed.prompt, END_OF_PROMPT, ...flags].join(' ');
}

function flagsOf({ parameters, count, audience }: ParsedPrompt): readonly string[] {
  const { aspectRatio, seed, outputFormat, thinkingLevel, safetyTolerance } = {
    ...DEFAULT_PARAMETERS,
    ...parameters,
  };
  return [
    ...(aspectRatio === DEFAULT_PARAMETERS.aspectRatio ? [] : [`--ar ${aspectRatio}`]),
    ...(seed === null ? [] : [`--seed ${seed}`]),
    ...(outputFormat === DEFAULT_PARAMETERS.outputFormat ? [] : [`--${outputFormat}`]),
    ...(thinkingLevel === DEFAULT_PARAMETERS.thinkingLevel ? [] : [`--think ${thinkingLevel}`]),
    ...(safetyTolerance === DEFAULT_PARAMETERS.safetyTolerance ? [] : [`--safety ${safetyTolerance}`]),
    ...(count === null || count === 1 ? [] : [`--count ${count}`]),
    ...(audience === 'requester' ? ['--private'] : []),
  ];
}
