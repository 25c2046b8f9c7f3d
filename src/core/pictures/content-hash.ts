import { createHash } from 'node:crypto';

/** SHA-256 of a picture's bytes, in hex: its name in the picture store. */
export function contentHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
