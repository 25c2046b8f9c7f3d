import { parseArgs, type ParseArgsConfig } from 'node:util';

import { MAX_SOURCES, PROMPT_FLAGS, UserError, parsePrompt, type ParsedPrompt } from '../../core/index.ts';

export const IMAGINE_HELP = `npm run imagine -- "a red fox in the snow" [flags]

  --aspect-ratio 16:9      also --ar, --aspect
  --seed 7                 with --count the seeds count up from it
  --image ./cat.jpg        a picture to work from; again for more, up to ${MAX_SOURCES}; https addresses work too
  --output fox.jpg         where to put the picture; with --count: fox-1.jpg, fox-2.jpg, …
  --count 4                1 to 4 pictures, each is paid
  --png | --jpg            the format
  --think minimal|high     how long the model thinks first
  --safety 1..6            1 is strict, 6 permissive
  --json                   one line of JSON on standard output
  --resume REQUEST_ID      pick up a request that was left waiting (within its hour); buys nothing
`;

export interface ImagineArguments {
  /** Null with `--resume`. */
  request: ParsedPrompt | null;
  images: readonly string[];
  output: string | null;
  json: boolean;
  resume: string | null;
  help: boolean;
}

const OWN_OPTIONS = {
  image: { type: 'string', multiple: true },
  output: { type: 'string' },
  json: { type: 'boolean' },
  resume: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsConfig['options'];

/**
 * Reads a command line. Words and the grammar's flags go through the one grammar of typed requests, so that a wrong flag
 * gets the same answer here as in a chat.
 *
 * @throws UserError with one sentence on what is wrong.
 */
export function readArguments(argv: readonly string[]): ImagineArguments {
  const { values, tokens } = parseArgs({
    args: [...argv],
    options: { ...OWN_OPTIONS, ...grammarOptions() },
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const words: string[] = [];
  const flags: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    if (Object.hasOwn(OWN_OPTIONS, token.name)) {
      if (OWN_OPTIONS[token.name as keyof typeof OWN_OPTIONS].type === 'string' && token.value === undefined)
        throw new UserError('bad_usage', `${token.rawName} needs a value.`);
      continue;
    }
    flags.push(token.value === undefined ? token.rawName : `${token.rawName} ${token.value}`);
  }
  const images = ((values['image'] as string[] | undefined) ?? []).filter((image) => image !== '');
  if (images.length > MAX_SOURCES)
    throw new UserError(
      'too_many_pictures',
      `At most ${MAX_SOURCES} pictures can be worked from; these are ${images.length}.`,
    );
  const resume = (values['resume'] as string | undefined) ?? null;
  const help = values['help'] === true;
  return {
    request: help || resume !== null ? null : parsePrompt([words.join(' '), ...flags].join(' ')),
    images,
    output: (values['output'] as string | undefined) ?? null,
    json: values['json'] === true,
    resume,
    help,
  };
}

/** The grammar's flags as `parseArgs` wants them, so that `--seed 7 "a fox"` does not take the prompt for a value or a value for the prompt. */
function grammarOptions(): Record<string, { type: 'string' | 'boolean' }> {
  return Object.fromEntries(
    PROMPT_FLAGS.flatMap((flag) =>
      [flag.name, ...flag.aliases].map((name) => [
        name.replace(/^--/, ''),
        { type: flag.takesValue ? ('string' as const) : ('boolean' as const) },
      ]),
    ),
  );
}
