import Database from 'better-sqlite3';

import { StoreError } from '../core/index.ts';

import { inWords } from './sqlite-errors.ts';

/** Given back by `release`, or by the operating system when the process ends, however it ends. */
export interface ProcessLock {
  release(): void;
}

/**
 * Holds `thing` for this process alone, by the lock file `file`. That is a small SQLite file with an exclusive transaction that never ends: SQLite locks it by
 * `fcntl`, and the kernel frees that at `kill -9` as well, which no file with a process id in it can promise.
 *
 * @throws StoreError `in_use` when another process (or this one) holds it; `unreadable` when the file cannot be made.
 */
export function takeProcessLock(file: string, thing: 'database' | 'DATA_DIR'): ProcessLock {
  const lock = inWords(() => new Database(file, { timeout: 0 }));
  try {
    inWords(() => lock.exec('BEGIN EXCLUSIVE'));
  } catch (error) {
    lock.close();
    if (error instanceof StoreError && error.reason === 'in_use')
      throw new StoreError(
        'in_use',
        `Another imagine-bot runs on this ${thing} already. Stop it first, or give this one a DATABASE_URL and a DATA_DIR of its own.`,
        { cause: error },
      );
    throw error;
  }
  return { release: () => void lock.close() };
}
