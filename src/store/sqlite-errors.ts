import Database from 'better-sqlite3';

import { StoreError, type StoreErrorCode } from '../core/index.ts';

interface Explanation {
  reason: StoreErrorCode;
  words: string;
}

/** By the beginning of SQLite's result code: extended codes only add detail (sqlite.org/rescode.html). */
const EXPLANATIONS: readonly (readonly [prefix: string, Explanation])[] = [
  [
    'SQLITE_FULL',
    {
      reason: 'disk_full',
      words: 'The disk is full: the database could not be written, and nothing of it was.',
    },
  ],
  [
    'SQLITE_CORRUPT',
    {
      reason: 'corrupt',
      words: 'The database file is damaged. Restore it from a copy, or move it away to begin anew.',
    },
  ],
  [
    'SQLITE_NOTADB',
    {
      reason: 'corrupt',
      words: 'The database file is not a SQLite database. Look at what DATABASE_URL names.',
    },
  ],
  [
    'SQLITE_IOERR',
    { reason: 'unreadable', words: 'The disk failed while the database was read or written.' },
  ],
  [
    'SQLITE_READONLY',
    {
      reason: 'unreadable',
      words: 'The database may be read only. Look at the rights of its file and directory.',
    },
  ],
  [
    'SQLITE_CANTOPEN',
    {
      reason: 'unreadable',
      words: 'The database file cannot be opened. Look at DATABASE_URL and the rights of its directory.',
    },
  ],
  [
    'SQLITE_PERM',
    { reason: 'unreadable', words: 'The database file may not be opened. Look at its rights.' },
  ],
  ['SQLITE_BUSY', { reason: 'in_use', words: 'Another program holds the database.' }],
  ['SQLITE_LOCKED', { reason: 'in_use', words: 'Another program holds the database.' }],
];

/** SQLite's error in the program's words. What is no state of the disk (a broken rule, a bug in a statement) comes back as it is. */
export function sqliteError(error: unknown): unknown {
  const code = sqliteCode(error);
  const found = EXPLANATIONS.find(([prefix]) => code?.startsWith(prefix));
  if (!found || code === null) return error;
  const { reason, words } = found[1];
  return new StoreError(reason, words, { cause: error, details: { sqliteCode: code } });
}

/** Whether a unique index refused the row. */
export function isUniqueViolation(error: unknown): boolean {
  return sqliteCode(error) === 'SQLITE_CONSTRAINT_UNIQUE';
}

/** Runs `work` and throws what it throws in the program's words. */
export function inWords<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw sqliteError(error);
  }
}

function sqliteCode(error: unknown): string | null {
  return error instanceof Database.SqliteError ? error.code : null;
}
