import type { Charged } from '../errors.ts';
import type { Failure, RenderJob, Take } from '../jobs/job.ts';
import { FAILURE_WORDS } from './failure-table.ts';
import { clip, oneLine } from './plain-text.ts';

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

/** What happened, whether it was charged, whether trying again can help: three sentences, or four with the service's words. */
export function failureSentences(failure: Failure): readonly string[] {
  const words = FAILURE_WORDS[failure.code];
  return [
    words.what,
    ...detailSentences(failure),
    CHARGED_WORDS[failure.charged],
    failure.retry === 'user_may'
      ? RETRY_WORDS[failure.charged]
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
  const { code, charged } = take.failure;
  return [
    `${name}: ${FAILURE_WORDS[code].what}`,
    ...detailSentences(take.failure),
    CHARGED_WORDS[charged],
  ].join(' ');
}

/** All that a failed job has to say. Takes that failed in different ways are told one by one. */
export function failedJobSentences(job: RenderJob): readonly string[] {
  const common = commonFailure(job);
  if (common !== null) return failureSentences(common);
  return job.takes.flatMap((take) => takeSentence(take, job.takes.length) ?? []);
}

export function failureHeadline(job: RenderJob): string {
  const common = commonFailure(job);
  if (common !== null) return FAILURE_WORDS[common.code].headline;
  return `None of the ${job.takes.length} pictures came through`;
}

/** The failures that a retry could mend: those of the takes, or the job's own where it never came to its takes. */
export function failuresOf(job: RenderJob): readonly Failure[] {
  const ofTakes = job.takes.flatMap((take) => take.failure ?? []);
  return ofTakes.length > 0 || job.failure === null ? ofTakes : [job.failure];
}

/** The one failure that speaks for a failed job; null when its takes have different ones. */
function commonFailure(job: RenderJob): Failure | null {
  const failures = failuresOf(job);
  const first = failures[0] ?? null;
  if (first === null) return UNEXPLAINED;
  const isShared = failures.every(
    (failure) =>
      failure.code === first.code && failure.charged === first.charged && failure.retry === first.retry,
  );
  const isWhole = failures.length === job.takes.length || job.takes.every((take) => take.failure === null);
  return isShared && isWhole ? first : null;
}

/** A failed job without a recorded reason would be a bug of ours, and is told as one. */
const UNEXPLAINED: Failure = { code: 'internal', charged: 'unknown', retry: 'never', detail: null };

function detailSentences(failure: Failure): readonly string[] {
  if (failure.detail === null) return [];
  const detail = clip(oneLine(failure.detail), MAX_DETAIL_CHARS);
  return detail === '' ? [] : [`The painting service says: “${detail}”`];
}
