import { isForgotten, type RenderJob } from './job.ts';
import type { JsonValue } from './request.ts';
import type { JobServices } from './services.ts';
import { canReopen } from './take-transitions.ts';
import { advanceJob, JOB_TABLE } from './transitions.ts';

/**
 * Gives a job a fresher way to its message. Ignored for a job that needs its message no more: a final one keeps no credential, unless
 * `check` may still take it up.
 */
export async function refreshHandle(
  jobId: string,
  handle: JsonValue,
  { records, desk, onFreshHandle }: Pick<JobServices, 'records' | 'desk' | 'onFreshHandle'>,
): Promise<void> {
  if ((await records.get(jobId)) === null) return;
  const job = await records.changeIf(jobId, (stored) =>
    needsHandle(stored) ? advanceJob(stored, { type: 'handle_changed', handle }) : null,
  );
  if (job === null) return;
  desk.refresh(job);
  // A delivery that waits for its chat need not wait any longer; a post that is on its way is let arrive.
  onFreshHandle.get(jobId)?.();
}

function needsHandle(job: RenderJob): boolean {
  if (job.state === 'failed') return job.takes.some(canReopen) && !isForgotten(job);
  return JOB_TABLE[job.state].includes('handle_changed');
}
