import type { Dispatcher } from './dispatcher.ts';
import { entryOf } from './intake.ts';
import type { RenderJob } from './job.ts';
import type { JobServices } from './services.ts';
import { advanceJob, JOB_TABLE } from './transitions.ts';

export interface CancelOptions {
  services: JobServices;
  dispatcher: Dispatcher;
}

/**
 * Asks for the end of a job. The runner reads it, wherever it runs; a job that still waits in line is run for this at once. False when
 * it is too late: the pictures are being posted, or the job has ended.
 */
export async function requestCancel(
  jobId: string,
  { services, dispatcher }: CancelOptions,
): Promise<boolean> {
  const { clock, records } = services;
  const job = await records.change(jobId, (stored) =>
    canCancel(stored) ? advanceJob(stored, { type: 'cancel_requested', at: clock.now() }) : null,
  );
  if (!canCancel(job)) return false;
  // Committed and never enqueued, because the process died in between: then nobody is there to interrupt.
  dispatcher.enqueue(entryOf(job));
  dispatcher.interrupt(jobId);
  return true;
}

function canCancel(job: RenderJob): boolean {
  return JOB_TABLE[job.state].includes('cancel_requested');
}
