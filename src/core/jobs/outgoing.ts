import { SegmindError } from '../errors.ts';
import { altText } from '../presenting/alt-text.ts';
import type { OutgoingPicture, PresenterCapabilities } from '../presenting/presenter.ts';
import type { RenderJob } from './job.ts';
import { keptBytes } from './kept-bytes.ts';
import { PAID_PATIENCE } from './patience.ts';
import type { JobServices } from './services.ts';

/**
 * The job's pictures as its chat takes them, at most as many as fit one delivery.
 *
 * @param smaller asks for a re-encode, because the chat refused them for their size.
 * @throws SegmindError `output_unreadable`, charged `yes`, when not one of them is there any more; the signal's reason.
 */
export async function outgoingPictures(
  job: RenderJob,
  capabilities: PresenterCapabilities,
  services: JobServices,
  signal: AbortSignal,
  smaller: boolean,
): Promise<readonly OutgoingPicture[]> {
  const { logger, tools } = services;
  const stored = job.takes.flatMap((take) => (take.pictures ?? []).map((picture) => ({ take, picture })));
  if (stored.length > capabilities.maxPictures)
    logger.warn(
      { jobId: job.id, pictures: stored.length },
      'The chat takes fewer pictures than were painted.',
    );
  const outgoing: OutgoingPicture[] = [];
  // One after the other: decoded pictures are large, and their number is not.
  for (const [index, { take, picture }] of stored.slice(0, capabilities.maxPictures).entries()) {
    const bytes = await keptBytes(picture.hash, take.outputUrls ?? [], services, {
      signal,
      ...PAID_PATIENCE,
    });
    if (bytes === null) {
      logger.error(
        { jobId: job.id, take: take.index },
        'A painted picture is missing from the picture store.',
      );
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
  throw new SegmindError('output_unreadable', 'The painted pictures are not there any more.', {
    charged: 'yes',
    retry: 'user_may',
  });
}
