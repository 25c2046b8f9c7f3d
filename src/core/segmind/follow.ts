import { SegmindError } from '../errors.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../time.ts';
import { backoffMs } from './backoff.ts';
import { deadlinePassed } from './failures.ts';
import { lookOnce, type Missing } from './looks.ts';
import type { ClientParts } from './parts.ts';
import { repeat, type Attempt } from './reads.ts';
import type { FollowOptions, RequestStatus } from './types.ts';

/** The official SDK's time limit for a picture. */
export const DEFAULT_DEADLINE_MS = 10 * MINUTE_MS;

/** The request record lives one hour (Segmind's model page). */
export const REQUEST_LIFETIME_MS = HOUR_MS;

/** Older than the fastest render: something may have happened already, so whoever comes back to it looks at once. */
const RESUMED_AFTER_MS = 5 * SECOND_MS;

/** A word that the contract does not know may stay for long: it is asked about slowly. */
const UNKNOWN_DELAY_MS = 5 * SECOND_MS;

/** 404s in a row that are sat out: right after the submit the status endpoint may lag behind. */
const MAX_MISSES = 2;

/** The one loop that waits for pictures. See `SegmindClient.follow`. */
export async function* follow(
  parts: ClientParts,
  requestId: string,
  options: FollowOptions,
): AsyncGenerator<RequestStatus, void, void> {
  const { clock, pace, limiter } = parts;
  const { profile, submittedAt, signal } = options;
  const deadlineAt = options.deadlineAt ?? submittedAt + DEFAULT_DEADLINE_MS;
  const limits = { maxFailures: Infinity, untilAt: deadlineAt };
  const scheduledMs = (): number =>
    pace.nextDelayMs(profile, Math.max(0, clock.now() - submittedAt)) * limiter.stretch();

  const lookAgain = createLook(parts, requestId, options, deadlineAt);
  const isResumed = clock.now() - submittedAt >= RESUMED_AFTER_MS;
  let delayMs = isResumed ? 0 : scheduledMs();
  let yielded: string | null = null;
  let seenRunningAt = isResumed ? null : submittedAt;
  let misses = 0;
  for (;;) {
    await clock.sleep(Math.max(0, Math.min(delayMs, deadlineAt - clock.now())), signal);
    const tried = await repeat(parts, limits, options, lookAgain);
    if ('again' in tried) throw deadlinePassed(requestId, tried.again);
    const look = tried.value;
    const lookedAt = clock.now();

    if (look.state === 'missing') {
      if (lookedAt - submittedAt >= REQUEST_LIFETIME_MS) throw look.error;
      misses += 1;
      if (misses > MAX_MISSES) throw lostWhileRunning(requestId, look.error);
      delayMs = backoffMs(misses, parts.random);
    } else {
      misses = 0;
      if (look.state === 'completed') {
        const seenMs = seenRunningAt === null ? null : (seenRunningAt + lookedAt) / 2 - submittedAt;
        const durationMs = look.metrics.totalMs ?? seenMs;
        if (durationMs !== null) pace.learn(profile, durationMs);
      }
      const change = look.state === 'unknown' ? `unknown ${look.word}` : look.state;
      if (change !== yielded) yield look;
      if (look.state === 'completed' || look.state === 'failed') return;
      yielded = change;
      seenRunningAt = lookedAt;
      delayMs = look.state === 'unknown' ? Math.max(UNKNOWN_DELAY_MS, scheduledMs()) : scheduledMs();
    }
    if (clock.now() >= deadlineAt) throw deadlinePassed(requestId);
  }
}

/** A look that is refused is sat out like an error. */
function createLook(
  parts: ClientParts,
  requestId: string,
  options: FollowOptions,
  deadlineAt: number,
): () => Promise<Attempt<RequestStatus | Missing>> {
  let isRefusalTold = false;
  return async () => {
    const tried = await lookOnce(parts, requestId, options, deadlineAt);
    if ('again' in tried) return tried;
    const { value } = tried;
    if (value.state !== 'refused') return { value };
    const { error } = value;
    // For the operator, who may have to mend the key. Once: every look until then says the same.
    if (!isRefusalTold) parts.logger.error({ requestId, error }, 'A look is refused; it is repeated.');
    isRefusalTold = true;
    return { again: error };
  };
}

function lostWhileRunning(requestId: string, cause: SegmindError): SegmindError {
  return new SegmindError('result_lost', 'The service has lost this request before its hour was over.', {
    requestId,
    charged: 'unknown',
    retry: 'user_may',
    cause,
  });
}
