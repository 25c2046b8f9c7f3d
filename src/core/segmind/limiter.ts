import { MINUTE_MS, type Clock } from '../time.ts';
import { createFairLine } from './fair-line.ts';

/** The one limit on the key's requests per minute, shared by all jobs and fair between them. */
export interface RequestLimiter {
  /**
   * Resolves when a request may be sent. Callers with different keys are served round robin, those with the same key in order.
   *
   * @throws the signal's `reason` as soon as it aborts; the place in the line is given back and no request is counted.
   */
  acquire(key: string, signal?: AbortSignal): Promise<void>;
  /**
   * Nobody passes before `at` (milliseconds since 1970): what a 429 with a reset time asks for. Never shortens a pause; no pause
   * lasts over five minutes, whatever the answer said. What was saved up is void: after it requests go out one by one.
   */
  pauseUntil(at: number): void;
  /**
   * From 1 to 1.5: by how much the looks of all jobs should widen, because more is asked than the budget of requests gives. Rises
   * as the second half of the saved requests runs out, before there is a line.
   */
  stretch(): number;
}

export interface RequestLimiterOptions {
  requestsPerMinute: number;
  /** How many requests may be sent at once after a quiet time; at least 1. */
  burst: number;
  clock: Clock;
}

/** The reset header is undocumented and per-minute limits reset within a minute: a longer pause is a misread date. */
const MAX_PAUSE_MS = 5 * MINUTE_MS;

/**
 * How far the looks widen. Measured with 1 to 20 jobs of 12 s in flight at 60 requests a minute (`npm run bench -- limiter`): early and
 * mild widening brings up to 15 % more pictures a minute. More than this, or more with a longer line, only notices them later: the
 * line itself keeps looks apart, since each job has one request in it.
 */
const STRETCH_WHEN_SPENT = 0.5;

/** Rounding must not keep a whole token from counting as one. */
const TOKEN = 1 - 1e-9;

/** A token bucket, full at the start: never more than `burst` + rate · t requests in any time t. */
export function createRequestLimiter(options: RequestLimiterOptions): RequestLimiter {
  const { clock } = options;
  const burst = Math.max(1, options.burst);
  const msPerToken = MINUTE_MS / options.requestsPerMinute;
  const line = createFairLine();
  let tokens = burst;
  /** Up to when refilling is accounted for, on the monotonic clock; in the future while the limiter is paused. */
  let countedToMs = clock.monotonicMs();
  let serving: AbortController | null = null;

  const refill = (): void => {
    const nowMs = clock.monotonicMs();
    if (nowMs <= countedToMs) return;
    tokens = Math.min(burst, tokens + (nowMs - countedToMs) / msPerToken);
    countedToMs = nowMs;
  };

  const untilTokenMs = (): number =>
    Math.max(0, countedToMs - clock.monotonicMs()) + Math.max(0, 1 - tokens) * msPerToken;

  const serve = async (mine: AbortController): Promise<void> => {
    while (line.size() > 0 && !mine.signal.aborted) {
      refill();
      if (tokens >= TOKEN && countedToMs <= clock.monotonicMs()) {
        tokens -= 1;
        line.next()?.();
      } else {
        await clock.sleep(Math.ceil(untilTokenMs()), mine.signal);
      }
    }
    // In the same breath as the last look at the line: whoever joins after it starts serving anew.
    if (serving === mine) serving = null;
  };

  const startServing = (): void => {
    if (serving) return;
    serving = new AbortController();
    // Only `stopWhenEmpty` ends a sleep early: nobody waits for its answer any more.
    serve(serving).catch(() => undefined);
  };

  const stopWhenEmpty = (): void => {
    if (line.size() > 0) return;
    serving?.abort();
    serving = null;
  };

  return {
    acquire(key, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const leave = (): void => {
          place.leave();
          stopWhenEmpty();
          reject(signal?.reason as Error);
        };
        const place = line.join(key, () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        });
        signal?.addEventListener('abort', leave, { once: true });
        startServing();
      });
    },

    pauseUntil(at) {
      const pauseMs = Math.min(MAX_PAUSE_MS, at - clock.now());
      const untilMs = clock.monotonicMs() + pauseMs;
      // Also false for a date that could not be read.
      if (!(pauseMs > 0 && untilMs > countedToMs)) return;
      tokens = 0;
      countedToMs = untilMs;
    },

    stretch() {
      refill();
      return 1 + STRETCH_WHEN_SPENT * Math.max(0, 1 - tokens / (burst / 2));
    },
  };
}
