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
      await timer(Math.min(leftMs, MAX_TIMER_MS), signal);
    }
  },
};

/**
 * Node's own promised timer would do, but makes an AbortError with a stack for each one that ends early, as every guard over a
 * request does: that was an eighth of the client's processor time (measured with 1,000 jobs in flight).
 */
function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timeout);
      reject(signal?.reason as Error);
    };
    const timeout = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });
}

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Why the timer of a guard ends early. One for all: an error of its own for each would cost a stack. */
const GUARD_IS_OVER = new Error('What this timer guarded has ended.');

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
  return { signal, clear: () => stop.abort(GUARD_IS_OVER) };
}
