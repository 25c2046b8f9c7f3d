import { setTimeout as delay } from 'node:timers/promises';

/**
 * The one source of time. Everything that waits or stamps takes a `Clock`, so that tests move time instead of
 * spending it. The system clock below is the only place that touches `Date.now` and timers.
 */
export interface Clock {
  /** Wall-clock time in milliseconds since 1970, for stamps that are stored or shown. */
  now(): number;
  /** Milliseconds on a clock that never jumps, for measuring how long something took. */
  monotonicMs(): number;
  /**
   * Resolves after `ms` milliseconds (at once for 0 or less).
   *
   * @throws the signal's `reason`, as soon as `signal` aborts; an already aborted signal throws at once.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The longest delay that a Node timer keeps: 2^31 − 1 ms (Node's documentation of `setTimeout`). */
const MAX_TIMER_MS = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  async sleep(ms, signal) {
    signal?.throwIfAborted();
    for (let leftMs = ms; leftMs > 0; leftMs -= MAX_TIMER_MS) {
      try {
        await delay(Math.min(leftMs, MAX_TIMER_MS), undefined, signal ? { signal } : {});
      } catch (error) {
        // Node wraps the reason in its own AbortError; callers of a Clock get the reason itself.
        signal?.throwIfAborted();
        throw error;
      }
    }
  },
};

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/**
 * A signal that aborts with `reason` after `ms`, or with the parent's reason when that aborts first. Call `clear` when the
 * guarded work is done; otherwise the timer lives on until it fires.
 */
export function deadlineSignal(
  clock: Clock,
  ms: number,
  reason: () => Error,
  parent?: AbortSignal,
): { signal: AbortSignal; clear: () => void } {
  const deadline = new AbortController();
  const stop = new AbortController();
  clock.sleep(ms, stop.signal).then(
    () => deadline.abort(reason()),
    // Only `stop` rejects this sleep: the work ended first and the deadline is void.
    () => undefined,
  );
  const signal = parent ? AbortSignal.any([parent, deadline.signal]) : deadline.signal;
  return { signal, clear: () => stop.abort() };
}
