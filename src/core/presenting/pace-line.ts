import { SECOND_MS, type Clock } from '../time.ts';

export interface PaceLineOptions {
  clock: Clock;
  /** One call in this time on the long run, in milliseconds. */
  intervalMs: number;
  /** So many at once after a rest. */
  burst: number;
}

/** Keeps calls below a limit of a platform, by the generic cell rate algorithm (ITU-T I.371): a time instead of a bucket. */
export interface PaceLine {
  /** Milliseconds until a call fits in, with `kept` of the burst left to others; none or less when it fits now. */
  waitMs(kept?: number): number;
  /** Counts a call. */
  take(): void;
  /** The platform itself asked for a pause. */
  close(retryAfterMs: number): void;
  /**
   * A time for one who has to come back, in milliseconds from now and no sooner than `waitMs`: each is named another one, so that they
   * do not all come back together.
   */
  promiseMs(waitMs: number): number;
  /** Whether it is as good as new. */
  isIdle(): boolean;
}

/** Those who would come back later than this come back then, only to hear when. */
const MAX_PROMISE_MS = 30 * SECOND_MS;

export function createPaceLine({ clock, intervalMs, burst }: PaceLineOptions): PaceLine {
  let freeAtMs = 0;
  let promisedAtMs = 0;
  const slackMs = (burst - 1) * intervalMs;
  return {
    waitMs: (kept = 0) => freeAtMs - Math.max(0, slackMs - kept * intervalMs) - clock.monotonicMs(),
    take() {
      freeAtMs = Math.max(freeAtMs, clock.monotonicMs()) + intervalMs;
    },
    close(retryAfterMs) {
      freeAtMs = Math.max(freeAtMs, clock.monotonicMs() + retryAfterMs + slackMs);
    },
    promiseMs(waitMs) {
      const nowMs = clock.monotonicMs();
      const atMs = Math.max(nowMs + waitMs, promisedAtMs + intervalMs);
      if (atMs - nowMs > MAX_PROMISE_MS) return Math.max(waitMs, MAX_PROMISE_MS);
      promisedAtMs = atMs;
      return atMs - nowMs;
    },
    isIdle: () => freeAtMs <= clock.monotonicMs(),
  };
}
