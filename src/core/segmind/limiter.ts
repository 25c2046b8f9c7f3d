import type { Clock } from '../time.ts';

/** The one limit on the key's requests per minute, shared by all jobs and fair between them. */
export interface RequestLimiter {
  /**
   * Resolves when a request may be sent. Callers with different keys are served round robin, those with the same key in order.
   *
   * @throws the signal's `reason` as soon as it aborts; the place in the line is given back and no request is counted.
   */
  acquire(key: string, signal?: AbortSignal): Promise<void>;
  /** Nobody passes before `at` (milliseconds since 1970): what a 429 with a reset time asks for. Never shortens a pause. */
  pauseUntil(at: number): void;
  /** At least 1: by how much the looks of all jobs should widen, because more is asked than the budget of requests gives. */
  stretch(): number;
}

export interface RequestLimiterOptions {
  requestsPerMinute: number;
  /** How many requests may be sent at once after a quiet time. */
  burst: number;
  clock: Clock;
}

export function createRequestLimiter(_options: RequestLimiterOptions): RequestLimiter {
  return { acquire: () => Promise.resolve(), pauseUntil: () => undefined, stretch: () => 1 };
}
