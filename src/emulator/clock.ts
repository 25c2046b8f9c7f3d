import { setTimeout as delay } from 'node:timers/promises';

/** The emulator's one source of time, so that tests can move an hour in a moment. Everything but the network waits on it. */
export interface EmulatorClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** @throws the signal's `reason` as soon as `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: EmulatorClock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    signal?.throwIfAborted();
    try {
      if (ms > 0) await delay(ms, undefined, signal ? { signal } : {});
    } catch (error) {
      // Node wraps the reason in an AbortError of its own; callers get the reason itself.
      signal?.throwIfAborted();
      throw error;
    }
  },
};

export const SECOND_MS = 1000;
export const HOUR_MS = 3600 * SECOND_MS;
export const DAY_MS = 24 * HOUR_MS;
