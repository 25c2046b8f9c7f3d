import type { ActContext } from '../bot.ts';
import { REQUEST_LIFETIME_MS } from '../segmind/follow.ts';
import type { RenderJob, Take } from './job.ts';
import type { RenderDraft } from './request.ts';
import { audienceAfter } from './sources.ts';
import type { JobStore } from './store.ts';
import { canReopen } from './take-transitions.ts';

/** The takes that a retry buys again: those that failed. In a job that was cancelled, those that were stopped. */
export function failedTakes(job: RenderJob): readonly Take[] {
  const failed = job.takes.filter((take) => take.state === 'failed');
  return failed.length > 0 ? failed : job.takes.filter((take) => take.state === 'cancelled');
}

/**
 * Every job that is to bring the same pictures: the first, those that tried again for it, and those that tried again for theirs. Parents
 * first, older before newer. As far back as the rows reach.
 */
export async function triesOf(
  job: RenderJob,
  store: Pick<JobStore, 'get' | 'children'>,
): Promise<readonly RenderJob[]> {
  const tries: RenderJob[] = [];
  const id = await firstTryId(job, store);
  const first = await store.get(id);
  if (first) tries.push(first);
  const parents = [id];
  for (let parent = parents.shift(); parent !== undefined; parent = parents.shift()) {
    for (const child of await store.children(parent)) {
      if (child.retryOfJobId !== parent) continue;
      tries.push(child);
      parents.push(child.id);
    }
  }
  return tries;
}

/** The job that was tried again first, as far back as the rows reach: what all the tries have in common. */
export async function firstTryId(
  { id, retryOfJobId }: Pick<RenderJob, 'id' | 'retryOfJobId'>,
  store: Pick<JobStore, 'get'>,
): Promise<string> {
  if (retryOfJobId === null) return id;
  const retried = await store.get(retryOfJobId);
  return retried === null ? retryOfJobId : firstTryId(retried, store);
}

/**
 * The takes of a job that may still come: only our patience ended, the service still has them or their files, and no try was told that
 * they failed.
 */
export function lateTakes(job: RenderJob, tries: readonly RenderJob[], now: number): readonly Take[] {
  const ended = tries
    .flatMap(({ takes }) => takes)
    .filter((take) => take.state === 'failed' && !canReopen(take))
    .map(({ requestId }) => requestId);
  const isKnown = ({ outputUrls, submittedAt }: Take): boolean =>
    outputUrls !== null || (submittedAt !== null && now < submittedAt + REQUEST_LIFETIME_MS);
  return job.takes.filter((take) => canReopen(take) && isKnown(take) && !ended.includes(take.requestId));
}

/** Those of the takes that no try has brought into the chat. */
export function missingTakes(takes: readonly Take[], tries: readonly RenderJob[]): readonly Take[] {
  return takes.filter((take) => !tries.some((tried) => hasBrought(tried, take)));
}

/** Whether the picture of this take came into the chat with that job. */
export function hasBrought(job: RenderJob, { seed }: Pick<Take, 'seed'>): boolean {
  return (
    job.state === 'delivered' && job.takes.some((take) => take.seed === seed && take.state === 'painted')
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

/** The same takes once more, as the service has them: nothing is bought. */
export function checkDraft(job: RenderJob, takes: readonly Take[], context: ActContext): RenderDraft {
  return { ...againDraft(job, takes, context), adopts: true };
}

/** The same words and sources, with seeds that are drawn anew. */
export function variationDraft(job: RenderJob, context: ActContext): RenderDraft {
  const draft = sameRequest(job, context);
  return { ...draft, kind: 'vary', parameters: { ...draft.parameters, seed: null } };
}

function sameRequest(job: RenderJob, { requester, origin, onlyInPrivate }: ActContext): RenderDraft {
  const { prompt, parameters, count, sources, spoiler, kind } = job.request;
  return {
    kind,
    prompt,
    parameters,
    count,
    sources,
    audience: onlyInPrivate === true ? 'requester' : audienceAfter(job),
    spoiler,
    parentJobId: job.id,
    requester,
    origin,
  };
}
