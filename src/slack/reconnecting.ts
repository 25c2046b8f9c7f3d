import { SECOND_MS } from '../core/index.ts';

const FIRST_PAUSE_MS = SECOND_MS / 2;

/** A workspace that cannot be reached for a while must not wait long for its bot once it can. */
const LONGEST_PAUSE_MS = 10 * SECOND_MS;

/** Milliseconds to wait after the `failures`-th failure in a row (from 1): 0.5 s, doubling to at most 10 s. */
export function pauseAfter(failures: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
}
