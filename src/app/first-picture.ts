import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { Config } from '../config.ts';
import { EXIT, type CommandIo } from './command-io.ts';
import { imagineCommand } from './imagine/index.ts';

const FIRST_WORDS = ['a red fox in the snow at dawn', '--aspect-ratio', '16:9', '--think', 'minimal'];

const WHAT_ELSE = `
What else there is:
  npm run imagine -- "a lighthouse in a storm" --ar 21:9 --seed 7 --output lighthouse.jpg
  npm run imagine -- "make it night" --image lighthouse.jpg --output night.jpg
  npm run emulator -- --port 8787 --speed 20    Segmind's queue on this machine (docs/emulator.md)
  npm run bench -- pace                         how soon a finished picture is noticed, and for how many looks
  npm run torture -- --kills 20                 the bot under kill -9, and what it loses: nothing

For real pictures put SEGMIND_API_KEY=SG_… into .env (.env.example has every setting).
`;

const NOT_FOR_MONEY =
  'A key is set, and a start alone buys nothing: pictures are painted when you ask for them.\n';

/**
 * Paints one picture with the emulator, so that whoever starts the program for the first time sees what it does. With a real key
 * nothing is painted. Returns the exit code of `imagine`.
 */
export async function firstPicture(config: Config, io: CommandIo): Promise<number> {
  if (config.service.apiKey !== null) {
    io.stdout(NOT_FOR_MONEY + WHAT_ELSE);
    return EXIT.ok;
  }
  await mkdir(config.state.dataDir, { recursive: true });
  const output = join(config.state.dataDir, 'first-picture.jpg');
  const code = await imagineCommand([...FIRST_WORDS, '--output', output], io);
  io.stdout(WHAT_ELSE);
  return code;
}
