import type { RenderJob } from '../jobs/job.ts';
import { excerpt } from '../prompt/excerpt.ts';
import type { AspectRatio } from '../segmind/parameters.ts';
import { factsOf } from './job-facts.ts';
import { actionsOf } from './job-actions.ts';
import { elapsedMs, paintedTakes, serviceSince, statusOf, type JobViewFacts } from './job-status.ts';
import { sentencesOf } from './job-sentences.ts';
import { oneLine } from './plain-text.ts';
import { headlineOf } from './status-words.ts';
import type { JobView } from './view.ts';

/** Longest prompt that a message shows: about four lines, far below every platform's limit of a message. */
export const SHOWN_PROMPT_CHARS = 300;

/** Discord's display names have up to 32 characters, Slack's up to 80. */
const SHOWN_NAME_CHARS = 80;

/** The job as a person is to see it now. Pure: the same job and facts make the same view. */
export function jobView(job: RenderJob, facts: JobViewFacts): JobView {
  const { request } = job;
  const prompt = oneLine(request.prompt);
  return {
    jobId: job.id,
    kind: request.kind,
    audience: request.audience,
    jobState: job.state,
    status: statusOf(job),
    headline: headlineOf(job, facts),
    sentences: sentencesOf(job, facts),
    prompt: excerpt(prompt, SHOWN_PROMPT_CHARS),
    promptIsClipped: prompt.length > SHOWN_PROMPT_CHARS,
    requesterName: excerpt(oneLine(request.requester.displayName), SHOWN_NAME_CHARS),
    requesterUserId: request.requester.userId,
    facts: factsOf(job, facts.pricePerImageUsd),
    painted: paintedTakes(job).length,
    total: job.takes.length,
    elapsedMs: elapsedMs(job, facts.now),
    estimateMs: remainingMs(job, facts),
    aspectRatio: dimensionsOf(request.parameters.aspectRatio),
    actions: actionsOf(job),
    spoiler: request.spoiler,
  };
}

/** Only while the service works on it: before that the estimate says nothing about when. */
function remainingMs(job: RenderJob, facts: JobViewFacts): number | null {
  const isAtService = statusOf(job) === 'QUEUED' || statusOf(job) === 'PROCESSING';
  if (!isAtService || facts.estimateMs === null) return null;
  return Math.max(0, facts.estimateMs - (facts.now - serviceSince(job)));
}

function dimensionsOf(ratio: AspectRatio): JobView['aspectRatio'] {
  const [width, height] = ratio.split(':').map(Number);
  return width === undefined || height === undefined ? null : { width, height };
}
