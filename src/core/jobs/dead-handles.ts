import { BotError } from '../errors.ts';
import { isFinalJob, type RenderJob } from './job.ts';
import type { JobServices } from './services.ts';
import type { JobStore } from './store.ts';
import { advanceJob } from './transitions.ts';

/**
 * Takes the handle from every ended job whose credential is dead; the next click on its message brings another. A job that goes on keeps
 * its handle, for that also says where its message stands, and loses the credential with the next redraw.
 */
export async function dropDeadHandles(
  store: Pick<JobStore, 'listKeptHandles'>,
  services: JobServices,
): Promise<void> {
  const { clock, logger, records } = services;
  for (const jobId of await store.listKeptHandles()) {
    try {
      await records.changeIf(jobId, (job) =>
        isFinalJob(job) && isDead(job) ? advanceJob(job, { type: 'handle_changed', handle: null }) : null,
      );
    } catch (error) {
      // One row that cannot be read, or a platform that is not connected, must not keep the others from it.
      if (!(error instanceof BotError)) throw error;
      logger.warn({ jobId, error }, 'The handle of an ended job could not be looked at.');
    }
  }

  function isDead({ handle, request }: RenderJob): boolean {
    if (handle === null) return false;
    const expiresAt = services.presenterOf(request.requester.platform).handleExpiresAt(handle);
    return expiresAt !== null && expiresAt <= clock.now();
  }
}
