import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';

const PROGRAM = path.resolve('bin/imagine-bot.js');

/** The end of the program's first words. */
const LAST_WORDS = '.env.example';

/** `npm start` as a process of its own. */
export class Program {
  readonly #child: ChildProcess;
  /** What it said when it began; empty until it runs. */
  banner = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Begins it, and waits for nothing. */
  static begin(directory: string, environment: Readonly<Record<string, string>>): Program {
    const child = spawn(process.execPath, [PROGRAM, 'start'], {
      cwd: directory,
      env: withPath(environment),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return new Program(child);
  }

  /** Resolves once it has said that it runs. @throws when it ends before. */
  static async start(directory: string, environment: Readonly<Record<string, string>>): Promise<Program> {
    const program = Program.begin(directory, environment);
    for await (const chunk of program.#child.stdout as AsyncIterable<Buffer>) {
      program.banner += chunk.toString();
      if (program.banner.includes(LAST_WORDS)) return program;
    }
    throw new Error(`It ended: ${program.banner}`);
  }

  /** Ends it without a word, as a power cut does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Ends it as an operator does; gives its exit code. */
  async stop(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return this.#child.exitCode;
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

function withPath(environment: Readonly<Record<string, string>>): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', ...environment };
}
