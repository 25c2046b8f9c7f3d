import {
  PlatformError,
  isFinalJob,
  type JobView,
  type OutgoingPicture,
  type RenderJob,
} from '../core/index.ts';
import type { DiscordParts } from './parts.ts';

/**
 * Shows a job's stored pictures once more; smaller ones, with a view that says so, where the place refuses them for their size.
 *
 * @throws SegmindError when none is there any more; what `post` throws.
 */
export async function postStored<T>(
  job: RenderJob,
  { bot, signal }: Pick<DiscordParts, 'bot' | 'signal'>,
  post: (pictures: readonly OutgoingPicture[], view: JobView) => Promise<T>,
): Promise<T> {
  const postAs = async (smaller: boolean): Promise<T> =>
    post(await bot.outgoing(job, { smaller, signal }), bot.view(job, { isSmaller: smaller }));
  try {
    return await postAs(false);
  } catch (error) {
    // Too large is the one refusal that another try answers.
    if (!(error instanceof PlatformError) || error.reason !== 'payload_too_large') throw error;
    return postAs(true);
  }
}

/** Whether there are pictures to show: what could not be delivered in its place is paid and stored all the same. */
export function hasStoredPictures(job: RenderJob): boolean {
  return isFinalJob(job) && job.takes.some(({ pictures }) => pictures !== null && pictures.length > 0);
}
