import { mkdirSync, openSync, closeSync, fsyncSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import type { Clock } from '../../core/index.ts';

const FILE_NAME = 'imagine-requests.jsonl';

/** What the command line did with money, a line each. Prompts do not stand in it. */
export type JournalEntry =
  | { event: 'submitting'; seed: number }
  | { event: 'submitted'; seed: number; requestId: string }
  | { event: 'saved'; requestId: string; file: string }
  | { event: 'failed'; seed: number | null; requestId: string | null; code: string; charged: string };

export interface Journal {
  /** Durable when it returns: a paid request must be on disk before and after it is sent. */
  write(entry: JournalEntry): void;
  close(): void;
}

/** Appends to `DATA_DIR/imagine-requests.jsonl`, which is where a request id can be found again after a crash. */
export function openJournal(dataDir: string, clock: Clock): Journal {
  mkdirSync(dataDir, { recursive: true });
  const file = openSync(join(dataDir, FILE_NAME), 'a', 0o600);
  return {
    write(entry) {
      writeSync(file, `${JSON.stringify({ at: new Date(clock.now()).toISOString(), ...entry })}\n`);
      fsyncSync(file);
    },
    close: () => closeSync(file),
  };
}
