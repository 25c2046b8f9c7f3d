import type { RenderJob } from '../jobs/job.ts';
import { failedJobSentences, takeSentence } from './failure-words.ts';
import type { JobViewFacts } from './job-status.ts';
import { paintedTakes, serviceSince, statusOf } from './job-status.ts';
import { countText } from './phrases.ts';

/** From this many times the usual on, a person is told that it is not the usual. */
const SLOW_FACTOR = 2;

/** The sentences under the headline, most important first. */
export function sentencesOf(job: RenderJob, facts: JobViewFacts): readonly string[] {
  switch (job.state) {
    case 'accepted':
      return [];
    case 'rendering':
      return [...takeSentences(job), ...slowSentences(job, facts)];
    case 'delivering':
    case 'delivered':
      return [...takeSentences(job), ...repeatSentences(facts)];
    case 'failed':
      return failedJobSentences(job);
    case 'cancelled':
      return [cancelledSentence(job)];
  }
}

/** Those that failed or were stopped, beside those that came; empty for a single picture, whose failure is the job's. */
function takeSentences(job: RenderJob): readonly string[] {
  if (job.takes.length === 1) return [];
  return job.takes.flatMap((take) => takeSentence(take, job.takes.length) ?? []);
}

function slowSentences(job: RenderJob, facts: JobViewFacts): readonly string[] {
  if (facts.estimateMs === null || statusOf(job) === 'PREPARING') return [];
  const isSlow = facts.now - serviceSince(job) > SLOW_FACTOR * facts.estimateMs;
  return isSlow ? ['This takes longer than usual.'] : [];
}

function repeatSentences(facts: JobViewFacts): readonly string[] {
  if (facts.isPossibleRepeat !== true) return [];
  return ['This may be a repeat: nobody could tell whether the first posting arrived.'];
}

function cancelledSentence(job: RenderJob): string {
  const painted = paintedTakes(job).length;
  const underWay = job.takes.filter(
    (take) => take.mayStillBill || take.failure?.charged === 'unknown',
  ).length;
  const charged = painted + job.takes.filter((take) => take.failure?.charged === 'yes').length;
  if (charged > 0)
    return `Stopped. ${countText(charged, 'picture')} had been painted already and was charged.`;
  if (underWay === 0) return 'Stopped before anything was spent.';
  return job.takes.length === 1
    ? 'Stopped waiting. The painting service had it already, so it may still be charged.'
    : `Stopped waiting. The painting service had ${countText(underWay, 'picture')} already, so they may still be charged.`;
}
