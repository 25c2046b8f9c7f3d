import sharp, { type Sharp } from 'sharp';

import { UserError } from '../errors.ts';
import { MAX_PIXELS } from './limits.ts';

/** Pictures that are decoded at the same time; each may take 200 MB (`MAX_PIXELS`), and more at once are not faster on few cores. */
const PARALLEL_PICTURES = 2;

/** The queue of the whole process: memory is the process's own, whoever asks. */
const waiting: (() => void)[] = [];
let running = 0;

/**
 * Decodes and encodes in turn.
 *
 * @throws UserError `picture_unreadable` for everything that sharp says of the bytes.
 */
export async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= PARALLEL_PICTURES) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw unreadable('The picture is damaged: it cannot be decoded.', error);
  } finally {
    // The place goes straight to the next in line, so that nobody can step in between.
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

/** Opens bytes whose type and size `inspectPicture` has allowed. A picture that ends early is an error, not a grey area. */
export function open(bytes: Uint8Array): Sharp {
  return sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error', sequentialRead: true });
}

/** Reads the head alone; the caller judges the size. */
export function openHead(bytes: Uint8Array): Sharp {
  return sharp(bytes, { limitInputPixels: false });
}

export function unreadable(message: string, cause?: unknown): UserError {
  return new UserError('picture_unreadable', message, cause === undefined ? {} : { cause });
}
