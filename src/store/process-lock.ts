import Database from 'better-sqlite3';

import { StoreError } from '../core/index.ts';

import { inWords } from './sqlite-errors.ts';

/** Given back by `release`, or by the operating system when the process ends, however it ends. */
export interface ProcessLock {
  release(): void;
}

/**
 * Holds `thing` for this process alone, by the lock file `file`. That is a small SQLite file with an exclusive transaction that never
 * ends: SQLite locks it by `fcntl`, and the kernel frees that at `kill -9` as well, which no file with a process id in it can promise.
 *
 * @throws StoreError `in_use` when another process (or this one) holds it; another one, which names the file, when it cannot be used.
 */
export function takeProcessLock(file: string, thing: 'database' | 'DATA_DIR'): ProcessLock {
  let lock: Database.Database | null = null;
  try {
    const opened = (lock = inWords(() => new Database(file, { timeout: 0 })));
    inWords(() => opened.exec('BEGIN EXCLUSIVE'));
    return { release: () => void opened.close() };
  } catch (error) {
    lock?.close();
    throw error instanceof StoreError ? lockError(error, file, thing) : error;
  }
}

/** SQLite's words are about the database, and this file is none. */
function lockError(error: StoreError, file: string, thing: string): StoreError {
  const details = error.details ?? {};
  const words =
    error.reason === 'in_use'
      ? `Another imagine-bot runs on this ${thing} already. Stop it first, or give this one a DATABASE_URL and a DATA_DIR of its own.`
      : `The lock file of the ${thing}, ${file}, cannot be used (${String(details['sqliteCode'])}). Look at its disk, and at the rights of the file and its directory.`;
  return new StoreError(error.reason, words, { cause: error, details });
}
