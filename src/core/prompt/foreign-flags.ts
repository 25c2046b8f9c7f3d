/** What to do instead of a flag that people know from elsewhere: Midjourney's parameter list and Stable Diffusion's bots. */
const ADVICE: readonly { names: readonly string[]; advice: string }[] = [
  {
    names: ['ratio', 'size', 'width', 'height', 'w', 'h', 'format'],
    advice: 'The shape is `--ar 16:9`; the format is `--png` or `--jpg`.',
  },
  { names: ['repeat', 'r', 'n', 'num', 'number', 'images'], advice: 'Several pictures are `--count 4`.' },
  { names: ['no', 'neg', 'negative'], advice: 'Say in the prompt what the picture must not show.' },
  {
    names: ['sref', 'cref', 'oref', 'iw', 'sw', 'cw', 'ow', 'image', 'img'],
    advice: 'Attach the pictures to work from, and say in the prompt what to take from each.',
  },
  {
    names: [
      'style',
      'stylize',
      's',
      'chaos',
      'c',
      'weird',
      'exp',
      'raw',
      'tile',
      'niji',
      'quality',
      'q',
      'hd',
    ],
    advice: 'Say in the prompt how the picture should look.',
  },
  {
    names: ['fast', 'relax', 'turbo', 'draft', 'stop', 'steps', 'cfg', 'scale', 'sampler'],
    advice: '`--think minimal` paints faster.',
  },
  { names: ['v', 'version', 'model', 'profile', 'p', 'personalize'], advice: 'There is one model here.' },
  { names: ['stealth', 'hidden', 'ephemeral'], advice: '`--private` shows the picture to you alone.' },
  { names: ['public', 'video', 'loop', 'motion'], advice: 'Leave it out: there is nothing like it here.' },
];

const BY_NAME: ReadonlyMap<string, string> = new Map(
  ADVICE.flatMap(({ names, advice }) => names.map((name) => [name, advice] as const)),
);

/** A sentence on what to do instead; null for a name that is not known from elsewhere. */
export function foreignAdvice(name: string): string | null {
  return BY_NAME.get(name) ?? null;
}
