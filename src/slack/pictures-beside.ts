import { asBotError, isChatDown, PlatformError, SECOND_MS } from '../core/index.ts';
import type { DeliveryBook } from './delivery-book.ts';
import { filesSharedAt, sharedAt } from './find-delivery.ts';
import type { SlackPlace } from './handle.ts';
import { captionMessage } from './layout.ts';
import { dataOf, type PaintedJob } from './painted-job.ts';
import type { TeamTools } from './tools.ts';
import { uploadInto } from './uploads.ts';

/** A file that was posted straight into a place is in its list of shares within a moment; nobody waits longer to learn its number. */
const SHARED_WAITS_MS: readonly number[] = [0, SECOND_MS, 2 * SECOND_MS];

/**
 * The pictures as plain files, with everything else in a message after them. Their uploads were used up, so they are sent anew.
 *
 * @returns the messages, the files first where Slack tells their number in time.
 * @throws PlatformError, once the files stand there `outcome_unknown` alone; `finishBeside` goes on from there.
 */
export async function postBeside(
  place: SlackPlace,
  job: PaintedJob,
  book: DeliveryBook,
  tools: TeamTools,
  signal: AbortSignal,
): Promise<string[]> {
  const { clock, logger } = tools;
  logger.warn({ jobId: job.view.jobId }, 'Slack shows no files in blocks; they are posted by themselves.');
  await book.beside(place, 'files');
  const [first = ''] = await uploadInto(place, job.pictures, book.file, tools, signal);
  return whereSomeMayStand(async () => {
    const words = await postWords(place, job, book, tools, signal);
    for (const waitMs of SHARED_WAITS_MS) {
      await clock.sleep(waitMs, signal);
      const shared = await sharedAt(first, place, tools, signal);
      if (shared !== null) return [shared, ...words];
    }
    if (words.length > 0) return words;
    throw new PlatformError('outcome_unknown', 'Slack does not tell where the files stand.');
  });
}

/** Posts the words of files that stand there by themselves already; null where there are none such. @throws PlatformError */
export async function finishBeside(
  place: SlackPlace,
  job: PaintedJob,
  book: DeliveryBook,
  tools: TeamTools,
  signal: AbortSignal,
): Promise<string[] | null> {
  const delivery = book.now();
  const { attempt } = delivery;
  const isHere = attempt?.channelId === place.channelId && attempt.threadTs === place.threadTs;
  if (attempt?.beside === undefined || !isHere) return null;
  return whereSomeMayStand(async () => {
    const shared = await filesSharedAt(delivery, tools, signal);
    return shared === null ? null : [shared, ...(await postWords(place, job, book, tools, signal))];
  });
}

/** Where pictures may stand already a chat that is down must not read as "nothing was posted". */
export async function whereSomeMayStand<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isChatDown(error)) throw error;
    const { retryAfterMs } = asBotError(error);
    throw new PlatformError('outcome_unknown', 'Slack cannot be reached, and pictures may stand there.', {
      cause: error,
      retryAfterMs,
    });
  }
}

/** Where Slack refuses them too, for whatever reason, the pictures are left alone: they are what was paid. */
async function postWords(
  place: SlackPlace,
  job: PaintedJob,
  book: DeliveryBook,
  { calls, logger }: TeamTools,
  signal: AbortSignal,
): Promise<string[]> {
  await book.beside(place, 'words');
  try {
    return [await calls.post(place, captionMessage(job.view), dataOf(job), signal)];
  } catch (error) {
    if (!(error instanceof PlatformError) || error.reason === 'outcome_unknown') throw error;
    // Every other error says that they are not there.
    await book.beside(place, 'files');
    if (isChatDown(error)) throw error;
    logger.warn({ jobId: job.view.jobId, error }, 'Files stay without their words.');
    return [];
  }
}
