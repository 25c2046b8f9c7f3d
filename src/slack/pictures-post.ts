import { PlatformError, SECOND_MS } from '../core/index.ts';
import type { Delivery } from './deliveries.ts';
import { createDeliveryBook } from './delivery-book.ts';
import { findDelivery, type Posted } from './find-delivery.ts';
import { refOf, type SlackPlace } from './handle.ts';
import { picturesMessage, type ShownPicture } from './layout.ts';
import { finishBeside, postBeside, whereSomeMayStand } from './pictures-beside.ts';
import { dataOf, type PaintedJob } from './painted-job.ts';
import type { TeamTools } from './tools.ts';
import { uploadPictures, waitUntilReady } from './uploads.ts';
import { areBlocksRefused } from './web-errors.ts';

/** How long blocks that were refused, maybe for a file that is not ready, may still be taken, as waits between the tries. */
const REFUSED_WAITS_MS: readonly number[] = [SECOND_MS, 2 * SECOND_MS, 4 * SECOND_MS];

/**
 * Posts pictures in one place as a new message: an image block that comes by an update shows a broken picture
 * (slackapi/java-slack-sdk#1441). Each step is written down before it is taken, so that whoever comes after a crash or a lost answer
 * goes on from there.
 *
 * @throws PlatformError; the signal's reason.
 */
export async function postPictures(
  place: SlackPlace,
  job: PaintedJob,
  tools: TeamTools,
  signal: AbortSignal,
): Promise<Posted> {
  const delivery = await tools.deliveries.read(job.key);
  const look = (): ReturnType<typeof findDelivery> => findDelivery(job.key, delivery, tools, signal);
  // A chat that is down is waited for, and the next try looks again; files that were posted by themselves may stand there already.
  const found = await (delivery.attempt?.beside === undefined ? look() : whereSomeMayStand(look));
  if (found !== null && found !== 'unknown') return keep(place, job.key, delivery, found, tools);
  const book = createDeliveryBook(job.key, delivery, tools);
  const finished = await finishBeside(place, job, book, tools, signal);
  if (finished !== null) return keep(place, job.key, book.now(), { ...place, ts: finished }, tools);
  const fileIds = await uploadPictures(job.pictures, delivery.files, book.file, tools, signal);
  await waitUntilReady(fileIds, tools, signal);
  await book.attempt(place);
  const shown = job.pictures.map(({ altText }, index) => ({ fileId: fileIds[index] ?? '', altText }));
  const ts =
    (await postWhenReady(place, job, shown, tools, signal)) ??
    (await postBeside(place, job, book, tools, signal));
  return keep(place, job.key, book.now(), { ...place, ts }, tools);
}

/** An earlier post of pictures, as `findDelivery` looks for it; what is found is kept. @throws PlatformError */
export async function findPictures(
  place: SlackPlace,
  key: string,
  tools: TeamTools,
  signal: AbortSignal,
): Promise<Posted | null | 'unknown'> {
  const delivery = await tools.deliveries.read(key);
  const found = await findDelivery(key, delivery, tools, signal);
  return found === null || found === 'unknown' ? found : keep(place, key, delivery, found, tools);
}

/** Null where Slack refuses the message for anything in it: the pictures are paid, and can be shown without that. */
async function postWhenReady(
  place: SlackPlace,
  job: PaintedJob,
  shown: readonly ShownPicture[],
  { calls, clock, logger }: TeamTools,
  signal: AbortSignal,
): Promise<string[] | null> {
  const message = picturesMessage(job.view, shown);
  for (const waitMs of [...REFUSED_WAITS_MS, null]) {
    try {
      return [await calls.post(place, message, dataOf(job), signal)];
    } catch (error) {
      if (!(error instanceof PlatformError) || error.reason !== 'rejected') throw error;
      logger.info({ jobId: job.view.jobId, error }, 'Slack refused a message with pictures.');
      if (!areBlocksRefused(error)) return null;
      if (waitMs !== null) await clock.sleep(waitMs, signal);
    }
  }
  return null;
}

async function keep(
  { teamId }: SlackPlace,
  key: string,
  delivery: Delivery,
  posted: Posted,
  { deliveries }: TeamTools,
): Promise<Posted> {
  const { channelId, threadTs, ts } = posted;
  const kept: Posted = { channelId, threadTs, ts };
  if (delivery.posted === null) await deliveries.write(key, { ...delivery, posted: kept });
  // The buttons of files that stand alone are on the words beside them.
  for (const each of ts) await deliveries.keepFiles(refOf({ teamId, ...kept }, each), delivery);
  return kept;
}
