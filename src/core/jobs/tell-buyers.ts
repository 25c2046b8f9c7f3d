import { StoreError } from '../errors.ts';
import type { RenderJob, Take } from './job.ts';
import type { JobServices } from './services.ts';
import { canReopen } from './take-transitions.ts';

/**
 * Writes what became of the requests that this job only went on with to the takes that bought them, because limits and budgets count
 * them there. Where that cannot be written, they go on counting as they did.
 */
export async function tellBuyers(
  job: RenderJob,
  { logger, records }: Pick<JobServices, 'logger' | 'records'>,
): Promise<void> {
  for (const take of job.takes) {
    // Who was stopped knows no more than the buyer.
    if (take.boughtByJobId === null || take.state === 'cancelled') continue;
    try {
      await tell(take.boughtByJobId, take, records);
    } catch (error) {
      // A row of another job must not hold up this one's pictures.
      if (!(error instanceof StoreError)) throw error;
      logger.error({ jobId: job.id, take: take.index, error }, 'What a take came to cost cannot be written.');
    }
  }
}

async function tell(buyerId: string, take: Take, records: JobServices['records']): Promise<void> {
  const buyer = await records.get(buyerId);
  const bought = buyer?.takes.find((other) => other.requestId === take.requestId && canReopen(other));
  if (!bought?.failure) return;
  const failure = take.failure ?? { ...bought.failure, charged: 'yes' };
  // The service's words stand where they were told; the buyer may have been forgotten meanwhile.
  const { costUsd, outputUrls } = take;
  const learned = { type: 'learned', failure: { ...failure, detail: null }, costUsd, outputUrls } as const;
  await records.advanceTake(buyerId, bought, learned);
}
