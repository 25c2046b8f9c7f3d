import { isFinalTake, type RenderJob, type Take } from './job.ts';
import { LOST_SUBMIT } from './failures.ts';
import { takeKey, type JobServices } from './services.ts';

/**
 * What a handler does to the rows before anything else. The takes that wait, that the service has, or whose result is known go on from
 * where they are. A submit whose answer this process holds and could not write goes on too. One that was cut off by the death of the
 * process cannot: its answer, with the id, is lost, so it may have been bought, and it is never bought again by itself.
 */
export async function settleSubmits(
  job: RenderJob,
  { answers, logger, records }: Pick<JobServices, 'answers' | 'logger' | 'records'>,
): Promise<void> {
  for (const take of job.takes.filter(({ state }) => state === 'submitting')) {
    const key = takeKey(job.id, take);
    const answer = answers.get(key);
    if (!answer)
      logger.warn(
        { jobId: job.id, take: take.index },
        'A submit was cut off; whether it was taken is unknown.',
      );
    await records.keepTake(job.id, take, answer ?? { type: 'failed', failure: LOST_SUBMIT });
    answers.delete(key);
  }
}

/**
 * Ends what a person does not want any more. Before its submit a take costs nothing; what the service has may still be billed, and we
 * only stop waiting for it; what is completed is paid, and its picture is fetched and kept.
 */
export async function cancelTakes(jobId: string, { records }: Pick<JobServices, 'records'>): Promise<void> {
  const isCancellable = ({ state }: Take): boolean =>
    state === 'waiting' || state === 'queued' || state === 'processing';
  const job = await records.get(jobId);
  for (const take of job?.takes ?? []) {
    let current: Take | undefined = take;
    // A runner that starts at this very moment may move the take; then its new state decides.
    while (current && isCancellable(current)) {
      if (await records.advanceTake(jobId, current, { type: 'cancelled' })) break;
      current = (await records.get(jobId))?.takes[take.index];
    }
  }
}

/** Whether every picture of the job has come to its end. */
export function hasEnded(job: RenderJob): boolean {
  return job.takes.every(isFinalTake);
}
