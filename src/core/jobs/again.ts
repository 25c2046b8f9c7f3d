import type { ActContext } from '../bot.ts';
import type { RenderJob, Take } from './job.ts';
import type { RenderDraft } from './request.ts';
import type { JobStore } from './store.ts';

/** The takes that a retry buys again: those that failed. In a job that was cancelled, those that were stopped. */
export function failedTakes(job: RenderJob): readonly Take[] {
  const failed = job.takes.filter((take) => take.state === 'failed');
  return failed.length > 0 ? failed : job.takes.filter((take) => take.state === 'cancelled');
}

/** Every job that bought takes of this one again, and those that bought theirs: parents first, older before newer. */
export async function retriesOf(
  job: RenderJob,
  store: Pick<JobStore, 'children'>,
): Promise<readonly RenderJob[]> {
  const retries: RenderJob[] = [];
  const parents = [job];
  for (let parent = parents.shift(); parent; parent = parents.shift()) {
    const { id } = parent;
    const retried = (await store.children(id)).filter((child) => child.retryOfJobId === id);
    retries.push(...retried);
    parents.push(...retried);
  }
  return retries;
}

/** The failed takes that no retry has brought into the chat since. */
export function missingTakes(job: RenderJob, retries: readonly RenderJob[]): readonly Take[] {
  const delivered = retries.filter(({ state }) => state === 'delivered').flatMap(({ takes }) => takes);
  return failedTakes(job).filter(
    ({ seed }) => !delivered.some((take) => take.seed === seed && take.state === 'painted'),
  );
}

/** The same request for these takes alone, with their own seeds; paid by whoever clicked. */
export function againDraft(job: RenderJob, takes: readonly Take[], context: ActContext): RenderDraft {
  const seeds = takes.map((take) => take.seed);
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

function sameRequest(job: RenderJob, { requester, origin, onlyInPrivate }: ActContext): RenderDraft {
  const { prompt, parameters, count, sources, audience, spoiler, kind } = job.request;
  return {
    kind,
    prompt,
    parameters,
    count,
    sources,
    audience: onlyInPrivate === true ? 'requester' : audience,
    spoiler,
    parentJobId: job.id,
    requester,
    origin,
  };
}
