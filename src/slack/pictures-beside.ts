import { asBotError, isChatDown, PlatformError, SECOND_MS } from '../core/index.ts';
import type { DeliveryBook } from './delivery-book.ts';
import { filesSharedAt, sharedAt } from './find-delivery.ts';
import { refOf, type SlackPlace } from './handle.ts';
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
  const { logger } = tools;
  logger.warn({ jobId: job.view.jobId }, 'Slack shows no files in blocks; they are posted by themselves.');
  await book.beside(place, 'files');
  const [first = ''] = await uploadInto(place, job.pictures, book.file, tools, signal);
  const words = await whereSomeMayStand(() => postWords(place, job, book, tools, signal));
  const shared = await toldWhere(first, place, tools, signal);
  if (shared !== null) return [shared, ...words];
  if (words.length > 0) return words;
  throw new PlatformError('outcome_unknown', 'Slack does not tell where the files stand.');
}

/** The message of a file that was posted just now; null where Slack does not tell in time. */
async function toldWhere(
  fileId: string,
  place: SlackPlace,
  tools: TeamTools,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    for (const waitMs of SHARED_WAITS_MS) {
      await tools.clock.sleep(waitMs, signal);
      const shared = await sharedAt(fileId, place, tools, signal);
      if (shared !== null) return shared;
    }
  } catch (error) {
    // The words that stand there are a delivery without it.
    if (!isChatDown(error)) throw error;
  }
  return null;
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
  { calls, deliveries, logger }: TeamTools,
  signal: AbortSignal,
): Promise<string[]> {
  await book.beside(place, 'words');
  try {
    const ts = await calls.post(place, captionMessage(job.view), dataOf(job), signal);
    // At once: who looks for the delivery after a crash may find the files alone, and the button Delete is on the words.
    await deliveries.keepFiles(refOf(place, ts), book.now());
    return [ts];
  } catch (error) {
    if (!(error instanceof PlatformError) || error.reason === 'outcome_unknown') throw error;
    // Every other error says that they are not there.
    await book.beside(place, 'files');
    if (isChatDown(error)) throw error;
    logger.warn({ jobId: job.view.jobId, error }, 'Files stay without their words.');
    return [];
  }
}
