import { PlatformError, isFinalJob, type OutgoingPicture, type RenderJob } from '../core/index.ts';
import type { DiscordParts } from './parts.ts';

/**
 * Shows a job's stored pictures once more; smaller ones, where the place refuses them for their size.
 *
 * @throws SegmindError when none is there any more; what `post` throws.
 */
export async function postStored<T>(
  job: RenderJob,
  { bot, signal }: Pick<DiscordParts, 'bot' | 'signal'>,
  post: (pictures: readonly OutgoingPicture[]) => Promise<T>,
): Promise<T> {
  try {
    return await post(await bot.outgoing(job, { smaller: false, signal }));
  } catch (error) {
    // Too large is the one refusal that another try answers.
    if (!(error instanceof PlatformError) || error.reason !== 'payload_too_large') throw error;
    return post(await bot.outgoing(job, { smaller: true, signal }));
  }
}

/** Whether there are pictures to show: what could not be delivered in its place is paid and stored all the same. */
export function hasStoredPictures(job: RenderJob): boolean {
  return isFinalJob(job) && job.takes.some(({ pictures }) => pictures !== null && pictures.length > 0);
}
