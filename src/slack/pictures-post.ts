import { PlatformError, SECOND_MS, type JobView, type OutgoingPicture } from '../core/index.ts';
import type { Delivery, UploadedFile } from './deliveries.ts';
import { RENDER_EVENT, findDelivery, sharedAt, type Posted } from './find-delivery.ts';
import { refOf, type SlackPlace } from './handle.ts';
import { captionMessage, picturesMessage, type ShownPicture, type SlackMessage } from './layout.ts';
import type { TeamTools } from './tools.ts';
import { uploadInto, uploadPictures, waitUntilReady } from './uploads.ts';
import { areBlocksRefused } from './web-errors.ts';

/** What is to be shown of a job that is painted. */
export interface PaintedJob {
  /** Names this post: the same key again shows nothing twice. */
  key: string;
  view: JobView;
  pictures: readonly OutgoingPicture[];
}

/** How long blocks that were refused, maybe for a file that is not ready, may still be taken, as waits between the tries. */
const REFUSED_WAITS_MS: readonly number[] = [SECOND_MS, 2 * SECOND_MS, 4 * SECOND_MS];
/** A file that was posted straight into a place is in its list of shares within a moment; nobody waits longer to learn its number. */
const SHARED_WAITS_MS: readonly number[] = [0, SECOND_MS, 2 * SECOND_MS];

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
  const found = await findDelivery(job.key, delivery, tools, signal);
  if (found !== null && found !== 'unknown') return keep(place, job.key, delivery, found, tools);
  const book = createBook(job.key, delivery, tools);
  const fileIds = await uploadPictures(job.pictures, delivery.files, book.file, tools, signal);
  await waitUntilReady(fileIds, tools, signal);
  await book.attempt(place);
  const shown = job.pictures.map(({ altText }, index) => ({ fileId: fileIds[index] ?? '', altText }));
  const ts =
    (await postWhenReady(place, job, shown, tools, signal)) ??
    (await postBeside(place, job, book, tools, signal));
  return keep(place, job.key, book.now(), { ...place, ts }, tools);
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

/** The pictures as plain files, with everything else in a message after them. Their uploads were used up, so they are sent anew. */
async function postBeside(
  place: SlackPlace,
  job: PaintedJob,
  book: Book,
  tools: TeamTools,
  signal: AbortSignal,
): Promise<string[]> {
  const { calls, clock, logger } = tools;
  logger.warn({ jobId: job.view.jobId }, 'Slack shows no files in blocks; they are posted by themselves.');
  const ids = await uploadInto(place, job.pictures, book.file, tools, signal);
  const caption: SlackMessage = captionMessage(job.view);
  const ts = await calls.post(place, caption, dataOf(job), signal);
  for (const waitMs of SHARED_WAITS_MS) {
    await clock.sleep(waitMs, signal);
    const shared = await sharedAt(ids[0] ?? '', place, tools, signal);
    if (shared !== null) return [shared, ts];
  }
  return [ts];
}

function dataOf({ key, view }: PaintedJob): { eventType: string; payload: Record<string, string> } {
  return { eventType: RENDER_EVENT, payload: { job_id: view.jobId, delivery_key: key } };
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
  const fileIds = delivery.files.flatMap((file) => (file === null ? [] : [file.id]));
  const [first] = ts;
  if (first !== undefined) await deliveries.keepFiles(refOf({ teamId, ...kept }, first), fileIds);
  return kept;
}

type Book = ReturnType<typeof createBook>;

/** Writes down what is about to happen to one delivery. */
// The return type is the list of the functions below.
function createBook(key: string, start: Delivery, { deliveries, clock }: TeamTools) {
  let delivery = start;
  const write = (next: Delivery): Promise<void> => {
    delivery = next;
    return deliveries.write(key, next);
  };
  return {
    now: () => delivery,
    file: (index: number, file: UploadedFile): Promise<void> => {
      const files = Array.from({ length: Math.max(delivery.files.length, index + 1) }, (_, at) =>
        at === index ? file : (delivery.files[at] ?? null),
      );
      return write({ ...delivery, files });
    },
    attempt: ({ channelId, threadTs }: SlackPlace): Promise<void> =>
      write({ ...delivery, attempt: { channelId, threadTs, at: clock.now() } }),
  };
}
