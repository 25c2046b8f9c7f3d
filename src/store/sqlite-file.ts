import Database from 'better-sqlite3';
import {
  CompiledQuery,
  Kysely,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type Driver,
  type SqliteDatabase,
  type SqliteStatement,
  type TransactionSettings,
} from 'kysely';

import type { Tables } from './schema.ts';
import { inWords } from './sqlite-errors.ts';

/** How long a statement waits for a lock of another process (a read-only command, a backup) before it gives up. */
const BUSY_TIMEOUT_MS = 5000;
/** Statements kept ready: more than the program has, and still an end where lists of different lengths make new ones. */
const MAX_STATEMENTS = 256;

export interface SqliteFile {
  db: Kysely<Tables>;
  /** For what Kysely has no words for. */
  raw: Database.Database;
}

/**
 * Opens the file, made when absent, so that what was committed survives a power cut: a write-ahead log, synced at each commit.
 *
 * @throws StoreError `unreadable` or `corrupt` when it cannot be opened.
 */
export function openSqliteFile(file: string, options: { readOnly?: boolean } = {}): SqliteFile {
  const readonly = options.readOnly ?? false;
  const raw = inWords(
    () => new Database(file, { readonly, fileMustExist: readonly, timeout: BUSY_TIMEOUT_MS }),
  );
  try {
    inWords(() => {
      if (!readonly) raw.pragma('journal_mode = WAL');
      raw.pragma('synchronous = FULL');
      raw.pragma('foreign_keys = ON');
    });
  } catch (error) {
    raw.close();
    throw error;
  }
  return { db: new Kysely<Tables>({ dialect: new FileDialect(raw) }), raw };
}

class FileDialect extends SqliteDialect {
  readonly #raw: Database.Database;
  readonly #database: SqliteDatabase;

  constructor(raw: Database.Database) {
    const database = withWords(raw);
    super({ database });
    this.#raw = raw;
    this.#database = database;
  }

  override createDriver(): Driver {
    return new FileDriver(this.#raw, this.#database);
  }
}

class FileDriver extends SqliteDriver {
  readonly #raw: Database.Database;

  constructor(raw: Database.Database, database: SqliteDatabase) {
    super({ database });
    this.#raw = raw;
  }

  /** Writers take the lock at once: a transaction that first reads and then finds the file locked could only be thrown away. */
  override async beginTransaction(
    connection: DatabaseConnection,
    settings?: TransactionSettings,
  ): Promise<void> {
    const readsOnly = settings?.accessMode === 'read only';
    await connection.executeQuery(CompiledQuery.raw(readsOnly ? 'begin' : 'begin immediate'));
  }

  /** SQLite rolls back by itself on a full disk and the like; a second rollback would fail, and hide the reason. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#raw.inTransaction) await super.rollbackTransaction(connection);
  }
}

/** The database as Kysely wants it: statements are prepared once, and what they throw is in the program's words. */
function withWords(raw: Database.Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    close: () => void raw.close(),
    prepare(sql) {
      const ready = statements.get(sql);
      if (ready) return ready;
      const statement = inWords(() => raw.prepare(sql));
      const guarded: SqliteStatement = {
        reader: statement.reader,
        all: (parameters) => inWords(() => statement.all(...parameters)),
        run: (parameters) => inWords(() => statement.run(...parameters)),
        iterate: (parameters) => statement.iterate(...parameters),
      };
      if (statements.size >= MAX_STATEMENTS) statements.clear();
      statements.set(sql, guarded);
      return guarded;
    },
  };
}
