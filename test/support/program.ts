import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';

import { SECOND_MS, endsWithin, systemClock } from '../../src/core/index.ts';

const PROGRAM = path.resolve('bin/imagine-bot.js');

/** The end of the program's first words. */
const LAST_WORDS = '.env.example';

/** On a machine that does much else at the same time. */
const START_WITHIN_MS = 40 * SECOND_MS;

/** `npm start` as a process of its own. */
export class Program {
  readonly #child: ChildProcess;
  #banner = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Begins it, and waits for nothing. */
  static begin(directory: string, environment: Readonly<Record<string, string>>): Program {
    return new Program(spawnProgram(directory, environment, 'ignore'));
  }

  /** Resolves once it has said that it runs. @throws when it ends before, or does not come so far in time; none is left behind then. */
  static async start(directory: string, environment: Readonly<Record<string, string>>): Promise<Program> {
    const child = spawnProgram(directory, environment, 'pipe');
    const program = new Program(child);
    const failed = (what: string): Error => new Error(`It ${what}: ${program.banner}`);
    const begun = Promise.withResolvers<undefined>();
    // Read to the end, so that it can always write.
    child.stdout?.on('data', (chunk: Buffer) => {
      if (!program.#banner.includes(LAST_WORDS)) program.#banner += chunk.toString();
      if (program.#banner.includes(LAST_WORDS)) begun.resolve(undefined);
    });
    child.once('error', begun.reject);
    child.once('close', () => begun.reject(failed('ended')));
    try {
      await endsWithin(systemClock, START_WITHIN_MS, begun.promise, () => failed('hangs'));
      return program;
    } catch (error) {
      await program.kill();
      throw error;
    }
  }

  /** What it said when it began; empty until it runs, and where nobody waited for that. */
  get banner(): string {
    return this.#banner;
  }

  /** Ends it without a word, as a power cut does. */
  async kill(): Promise<void> {
    if (!this.#hasEnded) await this.#end('SIGKILL');
  }

  /** Ends it as an operator does; gives its exit code. @throws when it had ended by itself. */
  async stop(): Promise<number | null> {
    if (this.#hasEnded) throw new Error(`It had ended by itself, with ${this.#child.exitCode}.`);
    return this.#end('SIGTERM');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    const [code] = (await ended) as [number | null];
    return code;
  }
}

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the program until it ends by itself. */
export async function runProgram(
  args: readonly string[],
  directory: string,
  environment: Readonly<Record<string, string>>,
): Promise<Ended> {
  const options = { cwd: directory, env: withPath(environment) };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [PROGRAM, ...args], options);
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as Ended;
  }
}

function spawnProgram(
  directory: string,
  environment: Readonly<Record<string, string>>,
  stdout: 'ignore' | 'pipe',
): ChildProcess {
  return spawn(process.execPath, [PROGRAM, 'start'], {
    cwd: directory,
    env: withPath(environment),
    stdio: ['ignore', stdout, 'inherit'],
  });
}

function withPath(environment: Readonly<Record<string, string>>): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', ...environment };
}
