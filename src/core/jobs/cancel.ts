import type { Dispatcher } from './dispatcher.ts';
import { closeWithoutPictures } from './finish.ts';
import { entryOf } from './intake.ts';
import type { RenderJob } from './job.ts';
import { cancelTakes, hasEnded } from './recovery.ts';
import type { JobServices } from './services.ts';
import { advanceJob, JOB_TABLE } from './transitions.ts';

export interface CancelOptions {
  services: JobServices;
  dispatcher: Dispatcher;
  /** Runs what the click need not wait for; ends with the program. */
  inBackground: (work: (signal: AbortSignal) => Promise<void>) => void;
}

/**
 * Asks for the end of a job. The runner reads it, wherever it runs; a job that still waits in line is ended here, at once. False when it
 * is too late: the pictures are being posted, or the job has ended.
 */
export async function requestCancel(
  jobId: string,
  { services, dispatcher, inBackground }: CancelOptions,
): Promise<boolean> {
  const { clock, records } = services;
  const job = await records.change(jobId, (stored) =>
    canCancel(stored) ? advanceJob(stored, { type: 'cancel_requested', at: clock.now() }) : null,
  );
  if (!canCancel(job)) return false;
  if (dispatcher.placeInLine(jobId) === null) {
    dispatcher.interrupt(jobId);
    // Committed and never enqueued, because the process died in between: then nobody is there to interrupt.
    dispatcher.enqueue(entryOf(job));
    return true;
  }
  await cancelTakes(jobId, services);
  const cancelled = await records.get(jobId);
  if (cancelled && hasEnded(cancelled))
    inBackground((signal) => closeWithoutPictures(cancelled, services, signal));
  // It leaves the line as soon as it can: there is nothing left to wait for.
  dispatcher.interrupt(jobId);
  return true;
}

function canCancel(job: RenderJob): boolean {
  return JOB_TABLE[job.state].includes('cancel_requested');
}
