import type { RenderJob } from '../jobs/job.ts';
import { failedJobSentences, retrySentences, takeSentence } from './failure-words.ts';
import type { JobViewFacts, PostingFacts } from './job-status.ts';
import { serviceSince, statusOf } from './job-status.ts';
import { countText } from './phrases.ts';

/** From this many times the usual on, a person is told that it is not the usual. */
const SLOW_FACTOR = 2;

/** The sentences under the headline, most important first. */
export function sentencesOf(job: RenderJob, facts: JobViewFacts): readonly string[] {
  switch (job.state) {
    case 'accepted':
      return [];
    case 'rendering':
      return [...takeSentences(job), ...waitSentences(job, facts)];
    case 'delivering':
    case 'delivered':
      return [...takeSentences(job), ...retrySentences(job), ...postingSentences(facts)];
    case 'failed':
      return [...failedJobSentences(job), ...postingSentences(facts)];
    case 'cancelled':
      return [cancelledSentence(job)];
  }
}

/** Those that failed or were stopped, beside those that came; empty for a single picture, whose failure is the job's. */
function takeSentences(job: RenderJob): readonly string[] {
  if (job.takes.length === 1) return [];
  return job.takes.flatMap((take) => takeSentence(take, job.takes.length) ?? []);
}

function waitSentences(job: RenderJob, facts: JobViewFacts): readonly string[] {
  if (facts.isDiskInTheWay === true)
    return [
      "The bot's disk takes no pictures at the moment. What is painted waits, and comes when it does again.",
    ];
  if (facts.estimateMs === null || statusOf(job) === 'PREPARING') return [];
  const isSlow = facts.now - serviceSince(job) > SLOW_FACTOR * facts.estimateMs;
  return isSlow ? ['This takes longer than usual.'] : [];
}

function postingSentences({
  isPossibleRepeat = false,
  isSmaller = false,
  missingPictures = 0,
}: PostingFacts): readonly string[] {
  return [
    ...(missingPictures > 0
      ? [
          `${countText(missingPictures, 'more picture')} ${missingPictures === 1 ? 'was' : 'were'} painted and charged, but cannot be shown.`,
        ]
      : []),
    ...(isSmaller ? ['Shown smaller than painted: files of that size are too large for this chat.'] : []),
    ...(isPossibleRepeat
      ? ['This may be a repeat: nobody could tell whether the first posting arrived.']
      : []),
  ];
}

/** A cancelled job has no painted picture: one would have been delivered. */
function cancelledSentence(job: RenderJob): string {
  const { takes } = job;
  const lost = takes.filter((take) => take.failure?.charged === 'yes').length;
  const unsure = takes.filter((take) => take.mayStillBill || take.failure?.charged === 'unknown').length;
  if (lost > 0) {
    return `Stopped. ${countText(lost, 'picture')} ${lost === 1 ? 'was' : 'were'} lost and charged all the same.`;
  }
  if (unsure === 0) return 'Stopped before anything was spent.';
  const had = takes.length === 1 ? 'it' : countText(unsure, 'picture');
  return `Stopped waiting. The painting service had ${had} already, so ${unsure === 1 ? 'it' : 'they'} may still be charged.`;
}
