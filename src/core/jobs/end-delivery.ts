import type { MessageRef } from '../conversation/refs.ts';
import { asBotError, StoreError } from '../errors.ts';
import { failureOf } from './failures.ts';
import { isFinalJob, type Failure, type RenderJob } from './job.ts';
import { PAID_PATIENCE, patiently } from './patience.ts';
import type { JobRecords } from './records.ts';
import type { JobServices } from './services.ts';
import { advanceJob } from './transitions.ts';

/** Without the record the next one who comes would post again, so a store that fails is waited for. */
export async function recordDelivery(
  jobId: string,
  messages: readonly MessageRef[],
  { clock, desk, logger, posted, records }: JobServices,
  signal: AbortSignal,
): Promise<void> {
  const event = { type: 'delivered', handle: null, messages, at: clock.now() } as const;
  const patience = {
    clock,
    signal,
    ...PAID_PATIENCE,
    isTransient: (error: unknown) => error instanceof StoreError && error.reason !== 'not_found',
    onRetry: (error: unknown) =>
      logger.error({ jobId, error }, 'A delivery could not be written; trying again.'),
  };
  await patiently(patience, () => endUnlessEnded(records, jobId, (job) => advanceJob(job, event)));
  posted.delete(jobId);
  desk.forget(jobId);
  logger.info({ jobId, messages: messages.length }, 'A job was delivered.');
}

/** The pictures were paid and stay in the picture store; the person is told where that is still possible. */
export async function giveUpDelivery(
  job: RenderJob,
  error: unknown,
  services: JobServices,
  signal: AbortSignal,
): Promise<void> {
  const { clock, desk, logger, records } = services;
  logger.error(
    { jobId: job.id, error },
    'Paid pictures cannot be delivered; they stay in the picture store.',
  );
  // What was painted is not bought again, so there is nothing that a retry could do.
  const failure: Failure = {
    ...failureOf(error, 'fetching'),
    code: asBotError(error).code,
    retry: 'never',
  };
  await desk.lastWord(advanceJob(job, { type: 'undeliverable', failure, at: clock.now() }), signal);
  await endUnlessEnded(records, job.id, (stored) =>
    advanceJob(stored, { type: 'undeliverable', failure, at: clock.now() }),
  );
  desk.forget(job.id);
}

function endUnlessEnded(
  records: JobRecords,
  jobId: string,
  end: (job: RenderJob) => RenderJob,
): Promise<RenderJob> {
  return records.change(jobId, (job) => (isFinalJob(job) ? null : end(job)));
}
