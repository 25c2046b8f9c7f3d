import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import path from 'node:path';

import { StoreError } from '../core/index.ts';

import { KEY_BYTES } from './cipher.ts';
import { fileError, isMissing } from './file-errors.ts';

const KEY_FILE = 'encryption.key';
/** For its owner alone. */
const KEY_FILE_MODE = 0o600;
/** Only the user who runs the bot reads what it keeps: prompts, pictures and the key file. */
export const DATA_DIR_MODE = 0o700;

export interface EncryptionKeyOptions {
  /** `ENCRYPTION_KEY`: 32 bytes in base64; null reads (or makes) the key file. */
  encryptionKey: string | null;
  dataDir: string;
  /** Whether a missing key file may be made. Default true. */
  create?: boolean;
}

/**
 * The key for what is sealed at rest: the setting, else the file `encryption.key` in the data directory, which is drawn at random and
 * written for its owner alone when there is none.
 *
 * @throws StoreError `bad_key` when it is not 32 bytes in base64 or missing, `unreadable` or `disk_full` when the file cannot be used.
 */
export async function loadEncryptionKey(options: EncryptionKeyOptions): Promise<Uint8Array> {
  if (options.encryptionKey !== null) return decode(options.encryptionKey, 'ENCRYPTION_KEY');
  const file = path.join(options.dataDir, KEY_FILE);
  const stored = await read(file);
  if (stored !== null) return decode(stored, file);
  if (options.create === false)
    throw new StoreError(
      'bad_key',
      `There is no key file at ${file}. Start the bot once, or set ENCRYPTION_KEY.`,
    );
  await make(file);
  return decode((await read(file)) ?? '', file);
}

function decode(text: string, from: string): Uint8Array {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length === KEY_BYTES) return key;
  throw new StoreError(
    'bad_key',
    `${from} does not hold ${KEY_BYTES} bytes in base64 (openssl rand -base64 32).`,
  );
}

async function read(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw fileError(error, `The key file ${file} cannot be read.`);
  }
}

/** Written aside and linked: another process that starts at the same moment sees no key or a whole one, and both use the same. */
async function make(file: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: DATA_DIR_MODE });
    const handle = await open(aside, 'wx', KEY_FILE_MODE);
    try {
      await handle.writeFile(`${randomBytes(KEY_BYTES).toString('base64')}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    try {
      await link(aside, file);
    } catch (error) {
      if (!isTaken(error)) throw error;
    } finally {
      await unlink(aside);
    }
  } catch (error) {
    throw fileError(error, `The key file ${file} cannot be made.`);
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
