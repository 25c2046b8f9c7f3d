import { StoreError } from '../errors.ts';
import { DEFAULT_DEADLINE_MS } from '../segmind/follow.ts';
import type { CancelOptions } from './cancel.ts';
import { entryOf } from './intake.ts';
import { isFinalJob, isForgotten, type RenderJob } from './job.ts';
import type { JsonValue } from './request.ts';
import type { JobServices } from './services.ts';
import type { JobStore } from './store.ts';
import { canReopen } from './take-transitions.ts';
import { advanceJob } from './transitions.ts';

/**
 * Looks again at a job whose pictures did not come in time: follows the same requests, buys nothing. `under_way` when somebody does
 * already, also for another try at the same pictures.
 *
 * @param replyHandle of the click, for a job whose message cannot be reached any more.
 */
export async function checkAgain(
  jobId: string,
  replyHandle: JsonValue,
  { services, dispatcher, store }: Pick<CancelOptions, 'services' | 'dispatcher'> & { store: JobStore },
): Promise<'reopened' | 'under_way' | 'nothing'> {
  const found = await services.records.get(jobId);
  if (found === null) return 'nothing';
  if (await hasRival(found, store)) return 'under_way';
  const job = await reopen(jobId, replyHandle, services);
  if (job === 'under_way' || job === 'nothing') return job;
  for (const take of job.takes.filter(canReopen))
    await services.records.advanceTake(jobId, take, { type: 'reopened' });
  const reopened = await services.records.get(jobId);
  if (reopened) dispatcher.enqueue(entryOf(reopened));
  return 'reopened';
}

/** Whether another try at the same job is unfinished: it brings what this one would. */
async function hasRival(
  { id, retryOfJobId }: RenderJob,
  store: Pick<JobStore, 'children'>,
): Promise<boolean> {
  if (retryOfJobId === null) return false;
  const children = await store.children(retryOfJobId);
  return children.some(
    (other) => other.retryOfJobId === retryOfJobId && other.id !== id && !isFinalJob(other),
  );
}

/** The job first: were a take to follow its request while the job is final, a crash would leave nobody to look after it. */
async function reopen(
  jobId: string,
  replyHandle: JsonValue,
  { clock, records }: JobServices,
): Promise<RenderJob | 'under_way' | 'nothing'> {
  let refusal: 'under_way' | 'nothing' = 'nothing';
  try {
    const job = await records.changeIf(jobId, (stored) => {
      refusal = isFinalJob(stored) ? 'nothing' : 'under_way';
      if (stored.state !== 'failed' || isForgotten(stored) || !stored.takes.some(canReopen)) return null;
      const deadlineAt = clock.now() + DEFAULT_DEADLINE_MS;
      const reopened = advanceJob(stored, { type: 'reopened', deadlineAt });
      return stored.handle === null ? withReplyHandle(reopened, replyHandle) : reopened;
    });
    return job ?? refusal;
  } catch (error) {
    // Another try began since it was looked for: an answer, not a failure.
    if (error instanceof StoreError && error.reason === 'retry_under_way') return 'under_way';
    throw error;
  }
}

function withReplyHandle(job: RenderJob, replyHandle: JsonValue): RenderJob {
  return { ...job, request: { ...job.request, origin: { ...job.request.origin, replyHandle } } };
}
