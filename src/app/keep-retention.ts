import { DAY_MS, asBotError, type Clock, type Logger } from '../core/index.ts';
import { sweepRetention, type Stores } from '../store/index.ts';

/** Old jobs are looked for this often; a bot that is restarted more often than daily still gets to it. */
const RETENTION_EVERY_MS = DAY_MS / 4;

export interface RetentionOptions {
  stores: Stores;
  clock: Clock;
  logger: Logger;
  /** Finished jobs and pictures go when they are older. */
  retentionDays: number;
}

/** Removes what is old, now and again and again. Returns what ends it, which resolves once a sweep under way has ended. */
export function keepRetention({
  stores,
  clock,
  logger,
  retentionDays,
}: RetentionOptions): () => Promise<void> {
  const ending = new AbortController();
  const sweeping = (async () => {
    for (;;) {
      await sweepRetention(stores, clock, retentionDays).catch((error: unknown) => {
        logger.error({ error: asBotError(error) }, 'old jobs were not removed');
      });
      await clock.sleep(RETENTION_EVERY_MS, ending.signal);
    }
  })().catch(() => undefined); // Ends with `ending`, which is its only way to reject.
  return async () => {
    ending.abort();
    await sweeping;
  };
}
