import type { ImagineBot } from '../bot.ts';
import { errorJson, PlatformError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { OutgoingPicture } from '../presenting/presenter.ts';
import type { JobView } from '../presenting/view.ts';
import type { RenderJob } from './job.ts';
import { isSurelyNotPosted } from './patience.ts';
import { missingPictures } from './sources.ts';

/**
 * Shows a job's stored pictures once more; smaller ones, with a view that says so, where the place refuses them for their size.
 *
 * @throws SegmindError when none is there any more, StoreError when none can be read for now; what `post` throws.
 */
export async function postStored<T>(
  job: RenderJob,
  { bot, signal }: { bot: Pick<ImagineBot, 'outgoing' | 'view'>; signal: AbortSignal },
  post: (pictures: readonly OutgoingPicture[], view: JobView) => Promise<T>,
): Promise<T> {
  const postAs = async (smaller: boolean): Promise<T> => {
    const pictures = await bot.outgoing(job, { smaller, signal });
    const facts = { isSmaller: smaller, missingPictures: missingPictures(job, pictures) };
    return post(pictures, bot.view(job, facts));
  };
  try {
    return await postAs(false);
  } catch (error) {
    // Too large is the one refusal that another try answers.
    if (!(error instanceof PlatformError) || error.reason !== 'payload_too_large') throw error;
    return postAs(true);
  }
}

/**
 * As `postStored`, for what must not be posted twice.
 *
 * @param post is not called any more once the signal has aborted.
 * @returns null when nobody can tell whether it stands there; the log says why.
 * @throws as `postStored` does, and the signal's reason: only where nothing surely stands there.
 */
export async function postStoredOnce<T>(
  job: RenderJob,
  {
    bot,
    logger,
    signal,
  }: { bot: Pick<ImagineBot, 'outgoing' | 'view'>; logger: Logger; signal: AbortSignal },
  post: (pictures: readonly OutgoingPicture[], view: JobView, signal: AbortSignal) => Promise<T>,
): Promise<T | null> {
  const course = { mayBePosted: false };
  try {
    return await postStored(job, { bot, signal }, async (pictures, view) => {
      signal.throwIfAborted();
      try {
        return await post(pictures, view, signal);
      } catch (error) {
        course.mayBePosted = !isSurelyNotPosted(error, signal);
        throw error;
      }
    });
  } catch (error) {
    if (!course.mayBePosted) throw error;
    // Its caller tells the person, and posts it no second time.
    logger.warn({ jobId: job.id, error: errorJson(error) }, 'Pictures may or may not be posted.');
    return null;
  }
}
