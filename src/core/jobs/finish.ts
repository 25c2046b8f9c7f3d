import type { BotError } from '../errors.ts';
import { deliverJob } from './deliver.ts';
import type { RunContext } from './dispatcher.ts';
import { failureOf } from './failures.ts';
import { isFinalJob, type RenderJob } from './job.ts';
import type { JobServices } from './services.ts';
import { tellBuyers } from './tell-buyers.ts';
import { advanceJob } from './transitions.ts';

/**
 * Brings a job whose takes have all ended to its end: delivers what was painted, or says the one last word that nothing was.
 *
 * @throws the signal's reason; whoever comes next does the same from the rows.
 */
export async function finishJob(job: RenderJob, services: JobServices, context: RunContext): Promise<void> {
  context.releaseSlot();
  // First, because a job that is over is not taken up again.
  await tellBuyers(job, services);
  const at = services.clock.now();
  if (advanceJob(job, { type: 'takes_ended', at }).state !== 'delivering') {
    await closeWithoutPictures(job, services, context.signal);
    return;
  }
  const delivering = await services.records.advance(job.id, { type: 'takes_ended', at });
  await deliverJob(delivering, services, context.signal, { mayBePosted: false });
}

/**
 * The message first and the row after it: a crash in between repeats a harmless edit, where the other order would leave a message that
 * waits for ever.
 */
export async function closeWithoutPictures(
  job: RenderJob,
  services: JobServices,
  signal: AbortSignal,
): Promise<void> {
  const { clock, desk } = services;
  await desk.lastWord(advanceJob(job, { type: 'takes_ended', at: clock.now() }), signal);
  await endRow(job.id, services);
}

/** Ends the takes that have not begun, before anything is spent on them. */
export async function failWaiting(job: RenderJob, error: BotError, services: JobServices): Promise<void> {
  const { logger, records } = services;
  logger.warn({ jobId: job.id, error }, 'A job failed before anything was spent.');
  const failure = failureOf(error, 'before_submit');
  for (const take of job.takes.filter(({ state }) => state === 'waiting'))
    await records.advanceTake(job.id, take, { type: 'failed', failure });
}

/** The end of a job that has no message: the person is told by another way, where the chat has one. */
export async function closeUnannounced(
  job: RenderJob,
  error: BotError,
  services: JobServices,
  signal: AbortSignal,
): Promise<void> {
  await services.desk.apologise(job, error, signal);
  await endRow(job.id, services);
}

/** Unless somebody else has written the end already. */
async function endRow(jobId: string, { clock, desk, logger, records }: JobServices): Promise<void> {
  const { state, failure } = await records.change(jobId, (stored) =>
    isFinalJob(stored) ? null : advanceJob(stored, { type: 'takes_ended', at: clock.now() }),
  );
  desk.forget(jobId);
  logger.info({ jobId, state, code: failure?.code ?? null }, 'A job ended without a picture.');
}
