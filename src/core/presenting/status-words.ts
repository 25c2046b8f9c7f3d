import { isFinalJob, type RenderJob } from '../jobs/job.ts';
import { failureHeadline } from './failure-words.ts';
import { elapsedMs, paintedTakes, serviceSince, statusOf, type JobViewFacts } from './job-status.ts';
import { countText, durationText, estimateText, ordinalText } from './phrases.ts';

/** The line that says it all. */
export function headlineOf(job: RenderJob, facts: JobViewFacts): string {
  if (job.cancelRequestedAt !== null && !isFinalJob(job)) return 'Stopping';
  switch (statusOf(job)) {
    case 'IN LINE':
      return placeText(facts.placeInLine);
    case 'PREPARING':
      return `Preparing, ${durationText(facts.now - job.createdAt)}`;
    case 'QUEUED':
      return `Waiting at the service, ${atServiceText(job, facts)}`;
    case 'PROCESSING':
      return paintingText(job, facts);
    case 'COMPLETED':
      return completedText(job, facts.now);
    case 'FAILED':
      return failureHeadline(job);
    case 'CANCELLED':
      return 'Cancelled';
  }
}

function placeText(placeInLine: number | null): string {
  if (placeInLine === null) return 'Getting ready';
  return placeInLine === 1 ? 'Next in line' : `${ordinalText(placeInLine)} in line`;
}

function paintingText(job: RenderJob, facts: JobViewFacts): string {
  const painted = paintedTakes(job).length;
  const total = job.takes.length;
  const what =
    painted > 0
      ? `${painted} of ${total} painted`
      : total === 1
        ? 'Painting'
        : `Painting ${countText(total, 'picture')}`;
  return `${what}, ${atServiceText(job, facts)}`;
}

/** "usually" and "about": what past renders took, not a promise. */
function atServiceText(job: RenderJob, facts: JobViewFacts): string {
  const passed = durationText(facts.now - serviceSince(job));
  return facts.estimateMs === null ? passed : `${passed} · usually about ${estimateText(facts.estimateMs)}`;
}

function completedText(job: RenderJob, now: number): string {
  const painted = paintedTakes(job).length;
  const total = job.takes.length;
  const took = `ainted in ${durationText(elapsedMs(job, now))}`;
  const text = painted < total ? `${painted} of ${total} p${took}` : `P${took}`;
  return job.state === 'delivering' ? `${text}, posting now` : text;
}
