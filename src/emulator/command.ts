import { once } from 'node:events';
import { parseArgs } from 'node:util';

import { startEmulator, type Emulator, type EmulatorOptions } from './server.ts';

/** What the command needs of the world outside. */
export interface EmulatorCommandIo {
  stdout(text: string): void;
  stderr(text: string): void;
  /** Runs until this aborts. */
  signal: AbortSignal;
}

const USAGE_EXIT_CODE = 2;

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  speed: { type: 'string' },
  credits: { type: 'string' },
  key: { type: 'string' },
  seed: { type: 'string' },
  ledger: { type: 'string' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const HELP = `npm run emulator -- [options]

Segmind's v2 queue on this machine: it paints, and goes wrong on demand (docs/emulator.md).

  --port N        port to listen on; 0 takes any free one (8787)
  --host HOST     address to listen on (127.0.0.1)
  --speed X       divides every waiting time; 1 is as slow as the service (1)
  --credits USD   the balance to begin with (100)
  --key SG_…      the one key that opens (any key that begins with SG_)
  --seed TEXT     makes waiting times and drawn seeds the same in each run
  --ledger FILE   appends each submit as a line of JSON, synced before it is answered
  --quiet         does not print a line for each request
`;

const DEFAULT_PORT = 8787;
const MAX_PORT = 65_535;

class BadUsage extends Error {}

/**
 * `npm run emulator -- --port 8787 --speed 20`: starts the emulator, prints the settings that point the bot to it, and runs until
 * the signal. Answers the exit code: 0, or 2 with one sentence on stderr when it cannot start.
 */
export async function emulatorCommand(argv: readonly string[], io: EmulatorCommandIo): Promise<number> {
  let emulator: Emulator;
  try {
    const options = readOptions(argv, io);
    if (options === 'help') {
      io.stdout(HELP);
      return 0;
    }
    emulator = await startEmulator(options);
  } catch (error) {
    io.stderr(`${sentenceOf(error)}\n`);
    return USAGE_EXIT_CODE;
  }
  io.stdout(greeting(emulator));
  if (!io.signal.aborted) await once(io.signal, 'abort');
  await emulator.close();
  return 0;
}

function readOptions(argv: readonly string[], io: EmulatorCommandIo): EmulatorOptions | 'help' {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: false });
  if (values.help) return 'help';
  return {
    port: numberOf('port', values.port, DEFAULT_PORT, (n) => Number.isInteger(n) && n >= 0 && n <= MAX_PORT),
    speed: numberOf('speed', values.speed, 1, (n) => n > 0),
    ...(values.credits === undefined
      ? {}
      : { creditsUsd: numberOf('credits', values.credits, 0, (n) => n >= 0) }),
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values.key === undefined ? {} : { apiKey: values.key }),
    ...(values.seed === undefined ? {} : { randomSeed: values.seed }),
    ...(values.ledger === undefined ? {} : { ledgerPath: values.ledger }),
    ...(values.quiet ? {} : { log: (line: string) => io.stdout(`${line}\n`) }),
  };
}

function numberOf(
  name: string,
  text: string | undefined,
  otherwise: number,
  fits: (n: number) => boolean,
): number {
  if (text === undefined) return otherwise;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value) || !fits(value)) throw new BadUsage(`--${name} does not take “${text}”.`);
  return value;
}

function sentenceOf(error: unknown): string {
  if (error instanceof BadUsage) return error.message;
  if (!(error instanceof Error)) return 'The emulator could not start.';
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'EADDRINUSE') return 'The port is taken: choose another with --port, or 0 for any free one.';
  if (code === 'EACCES') return 'This port or file may not be used: choose another with --port or --ledger.';
  // parseArgs explains at length, the first sentence says what is wrong.
  if (code.startsWith('ERR_PARSE_ARGS')) return `${error.message.split(/\.\s|\n/u)[0] ?? error.message}.`;
  return `The emulator could not start: ${error.message}.`;
}

function greeting(emulator: Emulator): string {
  return `The Segmind emulator listens on ${emulator.url}. Point the bot to it with:

  SEGMIND_BASE_URL=${emulator.url}
  SEGMIND_UPLOAD_URL=${emulator.uploadUrl}
  SEGMIND_OUTPUT_HOSTS=${emulator.outputHost}
  SEGMIND_API_KEY=SG_emulator

Scenarios and their magic words are in docs/emulator.md; ${emulator.url}/emulator/ledger lists what was paid. Ctrl-C stops it.
`;
}
