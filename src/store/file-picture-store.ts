import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';

import {
  contentHash,
  createAlone,
  SECOND_MS,
  StoreError,
  type Clock,
  type PictureStore,
} from '../core/index.ts';

import { DATA_DIR_MODE } from './encryption-key.ts';
import { fileError, isMissing } from './file-errors.ts';

/** SHA-256 in lower-case hex: nothing else is ever made into a path. */
const HASH = /^[0-9a-f]{64}$/;
const SHELF = /^[0-9a-f]{2}$/;
/** Files are written here first; a crash leaves them here, and a sweep takes them away. */
const UNFINISHED = 'unfinished';

/**
 * Pictures as files named by their SHA-256, `ab/cdef…`, under one directory. A file is written aside, synced and renamed: it is whole
 * or it is not there. Its time of change is when it was last put, by the given clock.
 *
 * Every method throws a `StoreError`: `disk_full`, `unreadable`, or `corrupt` for a file whose bytes are no longer what its name says.
 */
export function createFilePictureStore(directory: string, clock: Clock): PictureStore {
  const alone = createAlone();
  const place = (hash: string): string => path.join(directory, hash.slice(0, 2), hash.slice(2));

  async function write(file: string, bytes: Uint8Array): Promise<void> {
    const aside = path.join(directory, UNFINISHED, randomUUID());
    const shelf = path.dirname(file);
    await mkdir(path.dirname(aside), { recursive: true, mode: DATA_DIR_MODE });
    if ((await mkdir(shelf, { recursive: true, mode: DATA_DIR_MODE })) !== undefined) await sync(directory);
    const handle = await open(aside, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(aside, file);
    await sync(shelf);
  }

  return {
    async put(bytes) {
      const hash = contentHash(bytes);
      const file = place(hash);
      await alone(hash, async () => {
        try {
          if (!(await isWhole(file, hash))) await write(file, bytes);
          await touch(file, clock.now());
        } catch (error) {
          throw fileError(error, 'A picture cannot be stored.');
        }
      });
      return hash;
    },
    async get(hash) {
      if (!HASH.test(hash)) return null;
      const bytes = await readFile(place(hash)).catch((error: unknown) => {
        if (isMissing(error)) return null;
        throw fileError(error, 'A stored picture cannot be read.');
      });
      if (bytes && contentHash(bytes) !== hash)
        throw new StoreError('corrupt', 'A stored picture is damaged.', { details: { hash } });
      return bytes;
    },
    async sweep(before, keep) {
      for (const name of await namesIn(path.join(directory, UNFINISHED))) {
        const file = path.join(directory, UNFINISHED, name);
        if (await isOlder(file, before)) await remove(file);
      }
      let removed = 0;
      for (const shelf of (await namesIn(directory)).filter((name) => SHELF.test(name))) {
        for (const name of await namesIn(path.join(directory, shelf))) {
          const hash = shelf + name;
          if (!HASH.test(hash)) continue;
          // The same picture may be put at this very moment: then it is younger, or waits until it is gone and writes it anew.
          const isGone = await alone(hash, async () => {
            if (!(await isOlder(place(hash), before)) || (await keep(hash))) return false;
            await remove(place(hash));
            return true;
          });
          if (isGone) removed += 1;
        }
      }
      return removed;
    },
  };
}

/** Makes the names in a directory durable; Windows has no such call and needs none. */
async function sync(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function touch(file: string, at: number): Promise<void> {
  await utimes(file, at / SECOND_MS, at / SECOND_MS);
}

/** Whether its bytes are what it is named by. A file that cannot be read is none to rely on either: it is written anew. */
async function isWhole(file: string, hash: string): Promise<boolean> {
  const bytes = await readFile(file).catch(() => null);
  return bytes !== null && contentHash(bytes) === hash;
}

async function isOlder(file: string, before: number): Promise<boolean> {
  try {
    return (await stat(file)).mtimeMs < before;
  } catch (error) {
    if (isMissing(error)) return false;
    throw fileError(error, 'The stored pictures cannot be swept.');
  }
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isMissing(error)) return [];
    throw fileError(error, 'The stored pictures cannot be listed.');
  }
}

async function remove(file: string): Promise<void> {
  try {
    await rm(file, { force: true });
  } catch (error) {
    throw fileError(error, 'A stored picture cannot be removed.');
  }
}
