import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

import type { SubmitWire } from './wire.ts';

/** One submit that the service took, whether or not its answer reached the client. */
export interface LedgerEntry {
  requestId: string;
  /** When it was taken, in milliseconds since 1970. */
  at: number;
  /** The v2 queue or the synchronous v1 call. */
  api: 'v2' | 'v1';
  prompt: string;
  /** As they came over the wire, defaults filled in; the seed is the one that was painted with. */
  parameters: Omit<SubmitWire, 'prompt' | 'image_urls'>;
  imageUrls: readonly string[];
  outcome: 'running' | 'completed' | 'failed';
  billedUsd: number;
}

/** Entries kept in memory: a long soak must not fill it. The file keeps all. */
const MAX_ENTRIES = 200_000;

export class Ledger {
  readonly #entries = new Map<string, LedgerEntry>();
  readonly #file: number | null;

  /** @throws the file system's error when `path` cannot be opened for appending. */
  constructor(path: string | undefined) {
    this.#file = path === undefined ? null : openSync(path, 'a');
  }

  /** An entry of an earlier run: in memory alone, for its file has it. */
  recall(entry: LedgerEntry): void {
    this.#entries.set(entry.requestId, entry);
  }

  /** Written and synced before the submit is answered: a crash test that lost its client can still count what was spent. */
  add(entry: LedgerEntry): void {
    this.#entries.set(entry.requestId, entry);
    if (this.#file !== null) {
      writeSync(this.#file, `${JSON.stringify(entry)}\n`);
      fsyncSync(this.#file);
    }
    if (this.#entries.size <= MAX_ENTRIES) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  settle(requestId: string, outcome: 'completed' | 'failed', billedUsd: number): void {
    const entry = this.#entries.get(requestId);
    if (entry) this.#entries.set(requestId, { ...entry, outcome, billedUsd });
  }

  list(): readonly LedgerEntry[] {
    return [...this.#entries.values()];
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
  }
}
