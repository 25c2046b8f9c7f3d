import type { ActContext } from '../bot.ts';
import type { RenderJob, Take } from './job.ts';
import type { RenderDraft } from './request.ts';

/** The takes that a retry buys again: those that failed. In a job that was cancelled, those that were stopped. */
export function failedTakes(job: RenderJob): readonly Take[] {
  const failed = job.takes.filter((take) => take.state === 'failed');
  return failed.length > 0 ? failed : job.takes.filter((take) => take.state === 'cancelled');
}

/** The same request for the failed takes alone, with their own seeds; paid by whoever clicked. */
export function againDraft(job: RenderJob, context: ActContext): RenderDraft {
  const seeds = failedTakes(job).map((take) => take.seed);
  return {
    ...sameRequest(job, context),
    kind: job.request.kind,
    count: seeds.length,
    seeds,
    retryOfJobId: job.id,
  };
}

/** The same words and sources, with seeds that are drawn anew. */
export function variationDraft(job: RenderJob, context: ActContext): RenderDraft {
  const draft = sameRequest(job, context);
  return { ...draft, kind: 'vary', parameters: { ...draft.parameters, seed: null } };
}

function sameRequest(job: RenderJob, { requester, origin }: ActContext): RenderDraft {
  const { prompt, parameters, count, sources, audience, spoiler, kind } = job.request;
  return {
    kind,
    prompt,
    parameters,
    count,
    sources,
    audience,
    spoiler,
    parentJobId: job.id,
    requester,
    origin,
  };
}
