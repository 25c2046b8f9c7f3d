import { readFile, stat } from 'node:fs/promises';

import {
  MAX_DOWNLOAD_BYTES,
  UserError,
  createGuardedFetch,
  prepareReference,
  type Clock,
  type PreparedPicture,
} from '../../core/index.ts';

/** Time for one picture to come over the network, generous for a slow host: nobody waits for it but the one who named it. */
const DOWNLOAD_TIMEOUT_MS = 30_000;

const ADDRESS = /^[a-z][a-z0-9+.-]*:/i;

/**
 * Reads the pictures named on the command line, paths and addresses alike, and makes them fit for the service.
 *
 * @throws UserError with one sentence on the first that cannot be used; nothing has been sent anywhere then.
 */
export async function readReferences(
  images: readonly string[],
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly PreparedPicture[]> {
  const fetchPicture = createGuardedFetch({ clock });
  return Promise.all(
    images.map(async (image) => {
      const bytes = ADDRESS.test(image)
        ? (
            await fetchPicture(
              image,
              { hosts: 'any-public', maxBytes: MAX_DOWNLOAD_BYTES, timeoutMs: DOWNLOAD_TIMEOUT_MS },
              { signal },
            )
          ).bytes
        : await readPath(image);
      return prepareReference(bytes);
    }),
  );
}

async function readPath(path: string): Promise<Uint8Array> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) throw new UserError('picture_unreadable', `There is no file ${path}.`);
  if (found.size > MAX_DOWNLOAD_BYTES)
    throw new UserError('picture_too_large', `${path} is larger than ${MAX_DOWNLOAD_BYTES / 1024 ** 2} MB.`);
  try {
    return await readFile(path);
  } catch (error) {
    throw new UserError('picture_unreadable', `${path} cannot be read.`, { cause: error });
  }
}
