import { asBotError, SegmindError, type BotError, type Charged } from '../errors.ts';
import type { Failure, Take } from './job.ts';

/**
 * Where in a take's life an error struck. It decides what may have been charged: an error's own word counts for the call that failed,
 * and nobody bills a look at a job, while the job itself was sold long before.
 */
export type Stage =
  /** Nothing has been sent. */
  | 'before_submit'
  /** The submit itself: the client knows, and says so in the error. Anything that is not the client's is a riddle. */
  | 'submit'
  /** The service said that it failed: its word on the charge counts. */
  | 'refused_by_service'
  /** The service has it, and how it ended is not known. */
  | 'following'
  /** The service completed it, so it is paid. */
  | 'fetching';

/** The one place where an error becomes what a job remembers of it. */
export function failureOf(thrown: unknown, stage: Stage): Failure {
  const error = asBotError(thrown);
  // The service was down for longer than we wait, but what was painted is still there: `check` fetches it.
  const isOnlyLate = stage === 'fetching' && error instanceof SegmindError && error.retry === 'safe';
  return {
    code: isOnlyLate ? 'deadline' : error.code,
    charged: chargedAt(stage, error),
    // `safe` is advice to the program, which has used up its own patience by now: the person may ask again.
    retry: error.retry === 'never' ? 'never' : 'user_may',
    detail: error instanceof SegmindError ? error.detail : null,
  };
}

function chargedAt(stage: Stage, error: BotError): Charged {
  switch (stage) {
    case 'before_submit':
      return 'no';
    case 'submit':
      return error instanceof SegmindError ? error.charged : 'unknown';
    case 'refused_by_service':
      return error.charged;
    case 'following':
      return error.charged === 'no' ? 'unknown' : error.charged;
    case 'fetching':
      return 'yes';
  }
}

/** A submit whose answer nobody can ask for any more. */
export const LOST_SUBMIT: Failure = {
  code: 'submit_outcome_unknown',
  charged: 'unknown',
  retry: 'user_may',
  detail: null,
};

/** The service keeps a request for one hour; after that its end cannot be asked for. */
export const EXPIRED: Failure = { code: 'expired', charged: 'unknown', retry: 'user_may', detail: null };

/** What a failed job as a whole says: the most expensive failure of its takes, and whether any of them is worth another try. */
export function jobFailure(takes: readonly Take[]): Failure | null {
  const failures = takes.flatMap((take) => take.failure ?? []);
  const worst = (['unknown', 'yes', 'no'] as const)
    .map((charged) => failures.find((failure) => failure.charged === charged))
    .find((failure) => failure !== undefined);
  if (!worst) return null;
  return { ...worst, retry: failures.some(({ retry }) => retry === 'user_may') ? 'user_may' : 'never' };
}
