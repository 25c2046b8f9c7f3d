import { SECOND_MS } from '../core/index.ts';

const FIRST_PAUSE_MS = SECOND_MS / 2;

/** A workspace that cannot be reached for a while must not wait long for its bot once it can. */
const LONGEST_PAUSE_MS = 10 * SECOND_MS;

/**
 * How long a start waits for each of the two first calls to Slack, of the bot token and of the socket, before it goes on without it: the
 * other platforms and the jobs of an earlier run wait behind it. The tries themselves go on.
 */
export const START_WITHIN_MS = 5 * SECOND_MS;

/** Milliseconds to wait after the `failures`-th failure in a row (from 1): 0.5 s, doubling to at most 10 s. */
export function pauseAfter(failures: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
}
