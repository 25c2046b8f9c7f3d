import { SegmindError, StoreError } from '../errors.ts';
import { altText } from '../presenting/alt-text.ts';
import type { OutgoingPicture, PresenterCapabilities } from '../presenting/presenter.ts';
import { DAY_MS } from '../time.ts';
import type { RenderJob, StoredPicture, Take } from './job.ts';
import { keptBytes } from './kept-bytes.ts';
import { PAID_PATIENCE } from './patience.ts';
import type { JobServices } from './services.ts';

/** After a day of a disk that cannot be read its person is told. Where it comes back later, the pictures can still be shown. */
const DISK_PATIENCE_MS = DAY_MS;

/**
 * The job's pictures as its chat takes them, at most as many as fit one delivery. One that is not to be had is left out, so that it does
 * not hold back the others.
 *
 * @param smaller asks for a re-encode, because the chat refused them for their size.
 * @throws StoreError when not one can be shown and one may still be there: a disk that is away says nothing of what is on it.
 * @throws SegmindError `output_unreadable`, charged `yes`, when not one of them is there any more; the signal's reason.
 */
export async function outgoingPictures(
  job: RenderJob,
  capabilities: PresenterCapabilities,
  services: JobServices,
  signal: AbortSignal,
  smaller: boolean,
): Promise<readonly OutgoingPicture[]> {
  const { clock, logger, tools } = services;
  const stored = job.takes.flatMap((take) => (take.pictures ?? []).map((picture) => ({ take, picture })));
  if (stored.length > capabilities.maxPictures)
    logger.warn(
      { jobId: job.id, pictures: stored.length },
      'The chat takes fewer pictures than were painted.',
    );
  const outgoing: OutgoingPicture[] = [];
  const unreadable: StoreError[] = [];
  // One after the other: decoded pictures are large, and their number is not.
  for (const [index, { take, picture }] of stored.slice(0, capabilities.maxPictures).entries()) {
    const bytes = await bytesOf(take, picture);
    if (bytes === null) {
      logger.error({ jobId: job.id, take: take.index }, 'A painted picture is not to be had.');
      continue;
    }
    const { contentTypes } = capabilities;
    const fit = await tools.fitForChat({ ...picture, bytes }, { contentTypes, smaller });
    outgoing.push({
      ...fit,
      fileName: tools.fileName(job, index, fit.contentType),
      altText: altText(job, index, capabilities.maxAltTextChars),
      spoiler: job.request.spoiler,
    });
  }
  if (outgoing.length > 0) return outgoing;
  if (unreadable[0] && !isWaitOver(job, clock.now())) throw unreadable[0];
  throw new SegmindError('output_unreadable', 'The painted pictures are not there any more.', {
    charged: 'yes',
    retry: 'user_may',
  });

  async function bytesOf({ outputUrls }: Take, { hash }: StoredPicture): Promise<Uint8Array | null> {
    try {
      return await keptBytes(hash, outputUrls ?? [], services, { signal, ...PAID_PATIENCE });
    } catch (error) {
      // The others may be readable, and are shown then; the caller's end is where none is.
      if (!(error instanceof StoreError)) throw error;
      unreadable.push(error);
      return null;
    }
  }
}

/** Whether a job that waits to be delivered has waited long enough for a disk. What only is shown once more can be asked for again. */
function isWaitOver({ state, deadlineAt }: RenderJob, now: number): boolean {
  return state === 'delivering' && now > deadlineAt + DISK_PATIENCE_MS;
}
