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
   * At least 1: by how much the looks of all jobs should widen, because more is asked than the budget of requests gives. Rises to
   * 2 as the saved requests run out, and from there with the time that a newcomer would wait in the line.
   */
  stretch(): number;
}

export interface RequestLimiterOptions {
  requestsPerMinute: number;
  /** How many requests may be sent at once after a quiet time. */
  burst: number;
  clock: Clock;
}

/** The reset header is undocumented and per-minute limits reset within a minute: a longer pause is a misread date. */
const MAX_PAUSE_MS = 5 * MINUTE_MS;

/** A line of so many milliseconds widens the looks by another 1. */
const STRETCH_STEP_MS = 1000;

/** Rounding must not keep a whole token from counting as one. */
const TOKEN = 1 - 1e-9;

/** A token bucket, full at the start: never more than `burst` + rate · t requests in any time t. */
export function createRequestLimiter(options: RequestLimiterOptions): RequestLimiter {
  const { clock, burst } = options;
  const msPerToken = MINUTE_MS / options.requestsPerMinute;
  const line = createFairLine();
  let tokens = burst;
  /** Up to when refilling is accounted for, on the monotonic clock; in the future while the limiter is paused. */
  let countedToMs = clock.monotonicMs();
  let alarm: AbortController | null = null;

  const refill = (): void => {
    const passedMs = clock.monotonicMs() - countedToMs;
    if (passedMs <= 0) return;
    tokens = Math.min(burst, tokens + passedMs / msPerToken);
    countedToMs += passedMs;
  };

  const untilTokenMs = (): number =>
    Math.max(0, countedToMs - clock.monotonicMs()) + Math.max(0, 1 - tokens) * msPerToken;

  const serve = async (wake: AbortSignal): Promise<void> => {
    while (line.size() > 0) {
      refill();
      if (tokens >= TOKEN && countedToMs <= clock.monotonicMs()) {
        tokens -= 1;
        line.next()?.();
      } else {
        await clock.sleep(Math.ceil(untilTokenMs()), wake);
      }
    }
  };

  const startServing = (): void => {
    if (alarm) return;
    const mine = new AbortController();
    alarm = mine;
    serve(mine.signal).then(
      () => {
        alarm = null;
      },
      // Only the last caller's leaving ends the sleep: the line is empty then and nobody waits for an answer.
      () => undefined,
    );
  };

  const stopWhenEmpty = (): void => {
    if (line.size() > 0) return;
    alarm?.abort();
    alarm = null;
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
      const lineMs = line.size() * msPerToken;
      return 1 + Math.max(0, 1 - tokens / (burst / 2)) + lineMs / STRETCH_STEP_MS;
    },
  };
}
