import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

import { StoreError } from '../core/index.ts';

const ALGORITHM = 'aes-256-gcm';
/** AES-256. */
export const KEY_BYTES = 32;
/** NIST SP 800-38D, 8.2: 96 bits, drawn at random, is the length that GCM is made for. */
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** The envelope's first characters: a later way of sealing gets a number of its own, and rows of both can be read. */
const VERSION = 'v1:';

/** Seals short texts (handles, tokens, notes) for the disk. */
export interface Cipher {
  /** `place` names the table, the column and the row: a value that was moved to another row does not open there. */
  seal(text: string, place: readonly string[]): string;
  /** @throws StoreError `bad_key` when the key is another one, or the value was changed or moved; `corrupt` when it is no envelope. */
  open(sealed: string, place: readonly string[]): string;
}

export function createCipher(key: Uint8Array): Cipher {
  if (key.length !== KEY_BYTES)
    throw new StoreError('bad_key', `The encryption key must be ${KEY_BYTES} bytes long.`);
  return {
    seal(text, place) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(additionalData(place));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return VERSION + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
    },
    open(sealed, place) {
      const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64');
      if (!sealed.startsWith(VERSION) || bytes.length < IV_BYTES + TAG_BYTES)
        throw new StoreError('corrupt', 'A stored secret is not readable: it is no sealed value.');
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(additionalData(place));
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      try {
        const body = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
        return Buffer.concat([body, decipher.final()]).toString('utf8');
      } catch (error) {
        // Node says no more than that the tag does not fit; the words for it are ours.
        throw new StoreError(
          'bad_key',
          'A stored secret does not open: ENCRYPTION_KEY is not the key it was sealed with, or the value was changed.',
          { cause: error },
        );
      }
    },
  };
}

function additionalData(place: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(place), 'utf8');
}
