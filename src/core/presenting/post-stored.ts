import type { ImagineBot } from '../bot.ts';
import { PlatformError } from '../errors.ts';
import type { RenderJob } from '../jobs/job.ts';
import type { OutgoingPicture } from './presenter.ts';
import type { JobView } from './view.ts';

/**
 * Shows a job's stored pictures once more; smaller ones, with a view that says so, where the place refuses them for their size.
 *
 * @throws SegmindError when none is there any more; what `post` throws.
 */
export async function postStored<T>(
  job: RenderJob,
  { bot, signal }: { bot: Pick<ImagineBot, 'outgoing' | 'view'>; signal: AbortSignal },
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
