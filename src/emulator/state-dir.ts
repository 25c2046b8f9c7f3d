import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

import { z } from 'zod';

import { submitSchema } from './wire.ts';

/** A request as it is kept: everything that was drawn when it came. How it goes on follows from the clock. */
const keptJobSchema = z.object({
  requestId: z.string(),
  api: z.enum(['v1', 'v2']),
  input: submitSchema,
  seed: z.number(),
  acceptedAt: z.number(),
  startsAt: z.number(),
  /** Null: never. */
  endsAt: z.number().nullable(),
  scenarios: z.array(z.string()),
});
export type KeptJob = z.output<typeof keptJobSchema>;

const ASSET_NAME = /^[0-9a-f-]{36}\.[a-z]{3,4}$/u;

/** Only the user who runs it reads what people asked for. */
const DIRECTORY_MODE = 0o700;

/**
 * What the emulator knows, in a folder, so that its next start goes on where this one ends, however it ends: requests as lines of
 * JSON, uploads as files, and the port, since addresses that it gave away hold it.
 */
export class StateDir {
  readonly #directory: string;
  readonly #file: number;
  /** Kept by an earlier run, oldest first. */
  readonly jobs: readonly KeptJob[];
  /** Where an earlier run listened; null when there was none. */
  readonly port: number | null;

  /** @param since what is older, in milliseconds since 1970, is let go of. @throws the file system's error. */
  constructor(directory: string, since: number) {
    this.#directory = directory;
    mkdirSync(this.#path('assets'), { recursive: true, mode: DIRECTORY_MODE });
    this.jobs = readLines(this.#path('requests.jsonl')).filter(({ acceptedAt }) => acceptedAt > since);
    this.port = readPort(this.#path('port'));
    for (const name of readdirSync(this.#path('assets'))) {
      const file = this.#path('assets', name);
      if (statSync(file).mtimeMs <= since) rmSync(file);
    }
    // Written anew and put in place as a whole: a crash in between leaves the old one.
    const fresh = this.#path('requests.jsonl.new');
    writeFileSync(fresh, this.jobs.map(lineOf).join(''));
    renameSync(fresh, this.#path('requests.jsonl'));
    this.#file = openSync(this.#path('requests.jsonl'), 'a');
  }

  /** On the disk before the submit is answered. */
  addJob(job: KeptJob): void {
    writeSync(this.#file, lineOf(job));
    fsyncSync(this.#file);
  }

  putAsset(name: string, bytes: Buffer): void {
    if (ASSET_NAME.test(name)) writeFileSync(this.#path('assets', name), bytes);
  }

  asset(name: string): { bytes: Buffer; storedAt: number } | null {
    if (!ASSET_NAME.test(name)) return null;
    const file = this.#path('assets', name);
    const facts = statSync(file, { throwIfNoEntry: false });
    return facts ? { bytes: readFileSync(file), storedAt: facts.mtimeMs } : null;
  }

  keepPort(port: number): void {
    writeFileSync(this.#path('port'), String(port));
  }

  close(): void {
    closeSync(this.#file);
  }

  #path(...names: readonly string[]): string {
    return path.join(this.#directory, ...names);
  }
}

/** Whether this port can be listened on now. */
export async function isFree(port: number, host: string): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen({ port, host }, () => probe.close(() => resolve(true)));
  });
}

function lineOf(job: KeptJob): string {
  return `${JSON.stringify(job)}\n`;
}

function readLines(file: string): readonly KeptJob[] {
  const text = statSync(file, { throwIfNoEntry: false }) ? readFileSync(file, 'utf8') : '';
  return text.split('\n').flatMap((line) => {
    try {
      return keptJobSchema.parse(JSON.parse(line));
    } catch {
      // A line that a crash cut off was never answered; the lines around it are whole.
      return [];
    }
  });
}

function readPort(file: string): number | null {
  const text = statSync(file, { throwIfNoEntry: false }) ? readFileSync(file, 'utf8') : '';
  return /^\d{1,5}$/u.test(text) ? Number(text) : null;
}
