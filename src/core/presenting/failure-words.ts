import type { Charged } from '../errors.ts';
import type { Failure, RenderJob, Take } from '../jobs/job.ts';
import { canReopen } from '../jobs/take-transitions.ts';
import { excerpt } from '../prompt/excerpt.ts';
import { FAILURE_WORDS, type FailureWords } from './failure-table.ts';
import { oneLine } from './plain-text.ts';

/** The service's own words, when they help; more of them than this helps nobody. */
const MAX_DETAIL_CHARS = 200;

const CHARGED_WORDS = {
  no: 'Nothing was charged.',
  yes: 'It was charged.',
  unknown: 'It may have been charged.',
} as const satisfies Record<Charged, string>;

const RETRY_WORDS = {
  no: 'Trying again can help.',
  yes: 'Trying again can help, and is charged once more.',
  unknown: 'Trying again can help, but may be charged twice.',
} as const satisfies Record<Charged, string>;

const CHECK_WORDS = 'Checking again costs nothing.';

/** What came of the painting is known here: `deadline` says only that our own patience ended. */
const LATE_FILE_WORDS: FailureWords = {
  headline: 'The picture could not be fetched yet',
  what: 'It is painted, but its file could not be fetched yet.',
  otherwise: 'Ask again later.',
};

/** The words for a failure. A request that is late and charged is a file that is late. */
export function wordsOf({ code, charged }: Pick<Failure, 'code' | 'charged'>): FailureWords {
  return code === 'deadline' && charged === 'yes' ? LATE_FILE_WORDS : FAILURE_WORDS[code];
}

/**
 * What happened, whether it was charged, whether trying again can help: three sentences, or four with the service's words.
 *
 * @param options `asksForPicture`: false for a wish that costs nothing, such as to show or to delete a picture that is paid: nothing is
 * said of money then. Default true.
 */
export function failureSentences(failure: Failure, { asksForPicture = true } = {}): readonly string[] {
  const words = wordsOf(failure);
  const ofMoney = [CHARGED_WORDS[failure.charged], ...(failure.code === 'deadline' ? [CHECK_WORDS] : [])];
  return [
    words.what,
    ...detailSentences(failure),
    ...(asksForPicture ? ofMoney : []),
    failure.retry === 'user_may'
      ? RETRY_WORDS[asksForPicture ? failure.charged : 'no']
      : `Trying the same again will not help. ${words.otherwise}`,
  ];
}

/** One line for one take among several: "Picture 3 of 4: … Nothing was charged." */
export function takeSentence(take: Take, total: number): string | null {
  const name = `Picture ${take.index + 1} of ${total}`;
  if (take.state === 'cancelled') {
    return `${name}: cancelled. ${take.mayStillBill ? CHARGED_WORDS.unknown : CHARGED_WORDS.no}`;
  }
  if (take.failure === null) return null;
  return [
    `${name}: ${wordsOf(take.failure).what}`,
    ...detailSentences(take.failure),
    CHARGED_WORDS[take.failure.charged],
  ].join(' ');
}

/** Whether buying the missing pictures again can help, for a job whose pictures ended in different ways. All of them are bought. */
export function retrySentences(job: RenderJob): readonly string[] {
  const failures = failuresOf(job);
  if (failures.length === 0) return [];
  if (!isWorthRetry(failures)) return ['Trying the same again will not help.'];
  return [...(job.takes.some(canReopen) ? [CHECK_WORDS] : []), RETRY_WORDS[worstCharge(failures)]];
}

/** Whether trying again can help with any of these. */
export function isWorthRetry(failures: readonly Failure[]): boolean {
  return failures.some((failure) => failure.retry === 'user_may');
}

/** What the riskiest of these failures may have cost. */
export function worstCharge(failures: readonly Failure[]): Charged {
  const worstFirst = ['unknown', 'yes', 'no'] as const;
  return worstFirst.find((charged) => failures.some((failure) => failure.charged === charged)) ?? 'no';
}

/** All that a failed job has to say. Takes that failed in different ways are told one by one. */
export function failedJobSentences(job: RenderJob): readonly string[] {
  const common = commonFailure(job);
  if (common !== null && !hasPainted(job)) return failureSentences(common);
  const ofTakes = job.takes.flatMap((take) => takeSentence(take, job.takes.length) ?? []);
  return common === null ? [...ofTakes, ...retrySentences(job)] : [...failureSentences(common), ...ofTakes];
}

export function failureHeadline(job: RenderJob): string {
  const common = commonFailure(job);
  if (common !== null) return wordsOf(common).headline;
  return `None of the ${job.takes.length} pictures came through`;
}

/** The failures of the takes; the job's own where it never came to them. */
export function failuresOf(job: RenderJob): readonly Failure[] {
  const ofTakes = job.takes.flatMap((take) => take.failure ?? []);
  return ofTakes.length > 0 || job.failure === null || hasPainted(job) ? ofTakes : [job.failure];
}

/**
 * The one failure that speaks for a failed job; null when its takes have different ones. Where pictures were painted and the job
 * failed all the same, the chat did not take them, and that is what counts.
 */
function commonFailure(job: RenderJob): Failure | null {
  if (hasPainted(job)) return job.failure ?? UNEXPLAINED;
  const failures = failuresOf(job);
  const first = failures[0];
  if (first === undefined) return UNEXPLAINED;
  const isShared = failures.every(
    (failure) =>
      failure.code === first.code && failure.charged === first.charged && failure.retry === first.retry,
  );
  return isShared ? first : null;
}

function hasPainted(job: RenderJob): boolean {
  return job.takes.some((take) => take.state === 'painted');
}

/** A failed job without a recorded reason would be a bug of ours, and is told as one. */
const UNEXPLAINED: Failure = { code: 'internal', charged: 'unknown', retry: 'never', detail: null };

function detailSentences(failure: Failure): readonly string[] {
  if (failure.detail === null) return [];
  const detail = excerpt(oneLine(failure.detail), MAX_DETAIL_CHARS);
  return detail === '' ? [] : [`The painting service says: “${detail}”`];
}
