import { DEFAULT_DEADLINE_MS } from '../segmind/follow.ts';
import type { CancelOptions } from './cancel.ts';
import { entryOf } from './intake.ts';
import type { RenderJob } from './job.ts';
import type { JsonValue } from './request.ts';
import { canReopen } from './take-transitions.ts';
import { advanceJob } from './transitions.ts';

/**
 * Looks again at a job whose pictures did not come in time: follows the same requests, buys nothing. False when there is nothing to look
 * at.
 *
 * @param replyHandle of the click, for a job whose message cannot be reached any more.
 */
export async function checkAgain(
  jobId: string,
  replyHandle: JsonValue,
  { services, dispatcher }: Pick<CancelOptions, 'services' | 'dispatcher'>,
): Promise<boolean> {
  const { clock, records } = services;
  // The job first: were a take to follow its request while the job is final, a crash would leave nobody to look after it.
  const job = await records.changeIf(jobId, (stored) => {
    if (stored.state !== 'failed' || !stored.takes.some(canReopen)) return null;
    const reopened = advanceJob(stored, { type: 'reopened', deadlineAt: clock.now() + DEFAULT_DEADLINE_MS });
    return stored.handle === null ? withReplyHandle(reopened, replyHandle) : reopened;
  });
  if (job === null) return false;
  for (const take of job.takes.filter(canReopen))
    await records.advanceTake(jobId, take, { type: 'reopened' });
  const reopened = await records.get(jobId);
  if (reopened) dispatcher.enqueue(entryOf(reopened));
  return true;
}

function withReplyHandle(job: RenderJob, replyHandle: JsonValue): RenderJob {
  return { ...job, request: { ...job.request, origin: { ...job.request.origin, replyHandle } } };
}
