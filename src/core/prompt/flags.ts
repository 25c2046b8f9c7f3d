import { ASPECT_RATIOS, MAX_COUNT, SAFETY_TOLERANCE, SEED, THINKING_LEVELS } from '../segmind/parameters.ts';

/** What a flag decides. Two flags that decide the same cannot stand together. */
export type FlagSubject =
  'aspectRatio' | 'seed' | 'outputFormat' | 'thinkingLevel' | 'safetyTolerance' | 'count' | 'audience';

export interface PromptFlag {
  /** Without the dashes. */
  name: string;
  aliases: readonly string[];
  subject: FlagSubject;
  takesValue: boolean;
  /** Every value where they can be listed, for completion; none for a flag without a value, and for seeds. */
  values: readonly string[];
  /** As it is typed, for help: `--ar 16:9`. */
  usage: string;
  /** One line for help and completion. */
  about: string;
}

/** The flags of a typed request, in the order in which help shows them and `formatPrompt` writes them. */
export const PROMPT_FLAGS = [
  {
    name: 'ar',
    aliases: ['aspect', 'aspect-ratio'],
    subject: 'aspectRatio',
    takesValue: true,
    values: ASPECT_RATIOS,
    usage: '--ar 16:9',
    about: 'The shape of the picture, width to height; auto leaves it to the model.',
  },
  {
    name: 'seed',
    aliases: [],
    subject: 'seed',
    takesValue: true,
    values: [],
    usage: '--seed 42',
    about: `A number from ${SEED.min} to ${SEED.max}: the same prompt with the same seed paints alike. -1 draws one.`,
  },
  {
    name: 'png',
    aliases: [],
    subject: 'outputFormat',
    takesValue: false,
    values: [],
    usage: '--png',
    about: 'A png instead of a jpg.',
  },
  {
    name: 'jpg',
    aliases: ['jpeg'],
    subject: 'outputFormat',
    takesValue: false,
    values: [],
    usage: '--jpg',
    about: 'A jpg, as it is without a flag.',
  },
  {
    name: 'think',
    aliases: ['thinking'],
    subject: 'thinkingLevel',
    takesValue: true,
    values: THINKING_LEVELS,
    usage: '--think minimal',
    about: 'How much the model thinks before it paints: minimal is faster, high keeps closer to the words.',
  },
  {
    name: 'safety',
    aliases: [],
    subject: 'safetyTolerance',
    takesValue: true,
    values: numbers(SAFETY_TOLERANCE.min, SAFETY_TOLERANCE.max),
    usage: '--safety 4',
    about: `What the model lets pass, from ${SAFETY_TOLERANCE.min} (strict) to ${SAFETY_TOLERANCE.max} (permissive).`,
  },
  {
    name: 'count',
    aliases: [],
    subject: 'count',
    takesValue: true,
    values: numbers(1, MAX_COUNT),
    usage: '--count 4',
    about: `How many pictures, 1 to ${MAX_COUNT}; each is paid.`,
  },
  {
    name: 'private',
    aliases: [],
    subject: 'audience',
    takesValue: false,
    values: [],
    usage: '--private',
    about: 'Only you see the picture until you share it.',
  },
] as const satisfies readonly PromptFlag[];

const BY_NAME: ReadonlyMap<string, PromptFlag> = new Map(
  PROMPT_FLAGS.flatMap((flag) => [flag.name, ...flag.aliases].map((name) => [name, flag] as const)),
);

/** Every name and alias, for suggestions. */
export const FLAG_NAMES: readonly string[] = [...BY_NAME.keys()];

/** By name or alias in lower case, without dashes; null for none of ours. */
export function flagNamed(name: string): PromptFlag | null {
  return BY_NAME.get(name) ?? null;
}

/** "`--ar`, `--seed`, …", for a sentence. */
export function flagList(): string {
  return PROMPT_FLAGS.map((flag) => `\`--${flag.name}\``).join(', ');
}

function numbers(from: number, to: number): readonly string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
}
