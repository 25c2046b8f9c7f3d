import { mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';

import type { Kysely } from 'kysely';

import {
  ConfigError,
  StoreError,
  type Clock,
  type DurationStore,
  type JobStore,
  type Logger,
  type NoteStore,
  type PictureStore,
} from '../core/index.ts';

import { createCipher, type Cipher } from './cipher.ts';
import { createDurationStore } from './duration-store.ts';
import { DATA_DIR_MODE, loadEncryptionKey } from './encryption-key.ts';
import { fileError, isMissing } from './file-errors.ts';
import { createFilePictureStore } from './file-picture-store.ts';
import { createJobCleaning } from './job-cleaning.ts';
import { createJobReading } from './job-reading.ts';
import { createJobWriting } from './job-writing.ts';
import { migrate } from './migrate.ts';
import { createNoteStore } from './note-store.ts';
import { takeProcessLock, type ProcessLock } from './process-lock.ts';
import type { Tables } from './schema.ts';
import { openSqliteFile, type SqliteFile } from './sqlite-file.ts';

export interface OpenStoreOptions {
  /** `sqlite:PATH` (`DATABASE_URL`); the file and its directory are made when absent. */
  databaseUrl: string;
  /** Where pictures go, and the key file when `encryptionKey` is null. */
  dataDir: string;
  /** `ENCRYPTION_KEY`, 32 bytes in base64. Null: the file `encryption.key` in `dataDir`, made when absent. */
  encryptionKey: string | null;
  clock: Clock;
  logger: Logger;
  /** Looks at the database beside the process that works on it: takes no lock, makes and changes nothing. Default false. */
  readOnly?: boolean;
}

export interface Stores {
  jobs: JobStore;
  notes: NoteStore;
  durations: DurationStore;
  pictures: PictureStore;
  /** Lets go of the file and of the locks. May be called twice. */
  close(): Promise<void>;
}

/** In `dataDir`: held while a process removes what its database does not name from the pictures there. */
const DATA_DIR_LOCK = 'in-use.lock';

/** Sealed with the key when the file is made, so that another key is told at the start and not at the first secret that it misses. */
const KEY_CHECK = 'key_check';

/**
 * Opens everything that is kept, for this process alone (unless `readOnly`).
 *
 * @throws StoreError `in_use`, `newer_schema`, `bad_key`, `corrupt`, `disk_full` or `unreadable`, each with what to do about it;
 *   `not_found` when there is nothing to look at; ConfigError when `databaseUrl` names no SQLite file.
 */
export async function openStore(options: OpenStoreOptions): Promise<Stores> {
  const readOnly = options.readOnly ?? false;
  const file = await findFile(databasePath(options.databaseUrl), readOnly);
  const lock = readOnly ? null : await takeLocks(file, options.dataDir);
  let opened: SqliteFile | null = null;
  try {
    opened = openSqliteFile(file, { readOnly });
    const { db } = opened;
    await migrate(db, !readOnly);
    const { encryptionKey, dataDir } = options;
    const cipher = createCipher(await loadEncryptionKey({ encryptionKey, dataDir, create: !readOnly }));
    await checkKey(db, cipher, readOnly);
    return assemble(options, db, cipher, lock);
  } catch (error) {
    opened?.raw.close();
    lock?.release();
    throw error;
  }
}

function assemble(
  { clock, logger, dataDir }: OpenStoreOptions,
  db: Kysely<Tables>,
  cipher: Cipher,
  lock: ProcessLock | null,
): Stores {
  const parts = { db, cipher, logger };
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closing ??= db.destroy().finally(() => lock?.release());
    return closing;
  };
  return {
    jobs: {
      ...createJobReading(parts),
      ...createJobWriting(parts),
      ...createJobCleaning(db, clock),
      close,
    },
    notes: createNoteStore(db, cipher, clock),
    durations: createDurationStore(db),
    pictures: createFilePictureStore(path.join(dataDir, 'pictures'), clock),
    close,
  };
}

function databasePath(databaseUrl: string): string {
  const [, name] = /^sqlite:(.+)$/.exec(databaseUrl) ?? [];
  if (name !== undefined) return path.resolve(name);
  throw new ConfigError(['DATABASE_URL: this version keeps its state in one SQLite file; set sqlite:PATH.']);
}

/** The database and the pictures may lie apart, and each belongs to one process. */
async function takeLocks(file: string, dataDir: string): Promise<ProcessLock> {
  const database = takeProcessLock(`${file}.lock`, 'database');
  try {
    await mkdir(dataDir, { recursive: true, mode: DATA_DIR_MODE });
    const pictures = takeProcessLock(path.join(dataDir, DATA_DIR_LOCK), 'DATA_DIR');
    return {
      release() {
        pictures.release();
        database.release();
      },
    };
  } catch (error) {
    database.release();
    throw fileError(error, `DATA_DIR ${dataDir} cannot be used.`);
  }
}

/** The file by its one true name: by whatever links two processes come to it, they meet at the same lock. */
async function findFile(name: string, readOnly: boolean): Promise<string> {
  const directory = path.dirname(name);
  try {
    if (!readOnly) await mkdir(directory, { recursive: true, mode: DATA_DIR_MODE });
    return await realpath(name);
  } catch (error) {
    if (!isMissing(error)) throw fileError(error, `The database's directory ${directory} cannot be used.`);
    if (readOnly)
      throw new StoreError('not_found', `There is no database at ${name} yet. Start the bot once.`, {
        cause: error,
      });
    return path.join(await realpath(directory), path.basename(name));
  }
}

async function checkKey(db: Kysely<Tables>, cipher: Cipher, readOnly: boolean): Promise<void> {
  const place = ['facts', KEY_CHECK];
  const fact = await db.selectFrom('facts').select('value').where('name', '=', KEY_CHECK).executeTakeFirst();
  if (!fact) {
    if (readOnly) return;
    const value = cipher.seal(KEY_CHECK, place);
    await db.insertInto('facts').values({ name: KEY_CHECK, value }).execute();
    return;
  }
  try {
    cipher.open(fact.value, place);
  } catch (error) {
    throw new StoreError(
      'bad_key',
      'The database was sealed with another key. Give it back its ENCRYPTION_KEY (or the file encryption.key), or move the database away to begin anew.',
      { cause: error },
    );
  }
}
