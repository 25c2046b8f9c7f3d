import { DEFAULT_DEADLINE_MS } from '../segmind/follow.ts';
import { missingTakes, triesOf } from './again.ts';
import type { CancelOptions } from './cancel.ts';
import { entryOf } from './intake.ts';
import { isFinalJob, isForgotten, type RenderJob } from './job.ts';
import type { JsonValue } from './request.ts';
import type { JobServices } from './services.ts';
import type { JobStore } from './store.ts';
import { canReopen } from './take-transitions.ts';
import { advanceJob } from './transitions.ts';

/**
 * Looks again at a job whose pictures did not come in time: follows the same requests, buys nothing, and brings nothing that another try
 * brought. `under_way` when somebody does already, also by another try. The caller lets no other try begin meanwhile.
 *
 * @param replyHandle of the click, for a job whose message cannot be reached any more.
 */
export async function checkAgain(
  job: RenderJob,
  replyHandle: JsonValue,
  { services, dispatcher, store }: Pick<CancelOptions, 'services' | 'dispatcher'> & { store: JobStore },
): Promise<'reopened' | 'under_way' | 'came_through' | 'nothing'> {
  const others = (await triesOf(job, store)).filter(({ id }) => id !== job.id);
  if (![job, ...others].every(isFinalJob)) return 'under_way';
  const late = job.takes.filter(canReopen);
  const missing = missingTakes(late, others);
  if (missing.length === 0) return late.length === 0 ? 'nothing' : 'came_through';
  if (!(await reopen(job.id, replyHandle, services))) return 'nothing';
  for (const take of missing) await services.records.advanceTake(job.id, take, { type: 'reopened' });
  const reopened = await services.records.get(job.id);
  if (reopened) dispatcher.enqueue(entryOf(reopened));
  return 'reopened';
}

/** The job first: were a take to follow its request while the job is final, a crash would leave nobody to look after it. */
function reopen(
  jobId: string,
  replyHandle: JsonValue,
  { clock, records }: JobServices,
): Promise<RenderJob | null> {
  return records.changeIf(jobId, (stored) => {
    if (stored.state !== 'failed' || isForgotten(stored) || !stored.takes.some(canReopen)) return null;
    const deadlineAt = clock.now() + DEFAULT_DEADLINE_MS;
    const reopened = advanceJob(stored, { type: 'reopened', deadlineAt });
    return stored.handle === null ? withReplyHandle(reopened, replyHandle) : reopened;
  });
}

function withReplyHandle(job: RenderJob, replyHandle: JsonValue): RenderJob {
  return { ...job, request: { ...job.request, origin: { ...job.request.origin, replyHandle } } };
}
