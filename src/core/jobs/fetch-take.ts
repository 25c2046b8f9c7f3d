import { requesterKey } from '../conversation/ref-codec.ts';
import { InternalError, SegmindError, StoreError } from '../errors.ts';
import { REQUEST_LIFETIME_MS } from '../segmind/follow.ts';
import { failureOf } from './failures.ts';
import { readResult } from './follow-take.ts';
import type { RenderJob, StoredPicture, Take } from './job.ts';
import { isServiceDown, PAID_PATIENCE, patiently } from './patience.ts';
import type { JobServices } from './services.ts';

/**
 * Brings one paid picture home: its bytes are in the picture store before the take is called painted. Returns the take as it is now
 * written.
 *
 * @throws the signal's reason; the take stays `fetching`, and its addresses are in its row.
 */
export async function fetchTake(
  job: RenderJob,
  take: Take,
  services: JobServices,
  signal: AbortSignal,
): Promise<Take> {
  const { logger, records } = services;
  try {
    const pictures = await fetchKnownOrNew(job, take, services, signal);
    return await records.keepTake(job.id, take, { type: 'painted', pictures });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof SegmindError)) throw error;
    const failure = failureOf(error, 'fetching');
    const facts = { jobId: job.id, take: take.index, requestId: take.requestId };
    logger.warn({ ...facts, charged: failure.charged, error }, 'A paid picture could not be fetched.');
    return records.keepTake(job.id, take, { type: 'failed', failure });
  }
}

/** From the addresses in the row; when they bring nothing, from those that the service names now. */
async function fetchKnownOrNew(
  job: RenderJob,
  take: Take,
  services: JobServices,
  signal: AbortSignal,
): Promise<readonly StoredPicture[]> {
  const { outputUrls, requestId, submittedAt } = take;
  if (outputUrls === null || requestId === null || submittedAt === null)
    throw new InternalError('A take that is fetching must have its addresses.', {
      details: { jobId: job.id, take: take.index },
    });
  try {
    return await fetchPictures(job, outputUrls, services, signal);
  } catch (error) {
    const isOver = services.clock.now() >= submittedAt + REQUEST_LIFETIME_MS;
    if (!(error instanceof SegmindError) || isServiceDown(error) || isOver) throw error;
    const call = { signal, fairnessKey: requesterKey(job.request.requester) };
    const { outputUrls: newUrls } = await readResult(requestId, services, call);
    const isNews = newUrls.some((url) => !outputUrls.includes(url));
    if (!isNews) throw error;
    return fetchPictures(job, newUrls, services, signal);
  }
}

/** What can be had of the pictures; the error of the first only where none can. */
async function fetchPictures(
  job: RenderJob,
  urls: readonly string[],
  services: JobServices,
  signal: AbortSignal,
): Promise<readonly StoredPicture[]> {
  const fetched = await Promise.allSettled(urls.map((url) => fetchPicture(job.id, url, services, signal)));
  const pictures = fetched.filter((one) => one.status === 'fulfilled').map((one) => one.value);
  if (pictures.length > 0) return pictures;
  throw fetched.find((one) => one.status === 'rejected')?.reason;
}

async function fetchPicture(
  jobId: string,
  url: string,
  services: JobServices,
  signal: AbortSignal,
): Promise<StoredPicture> {
  const { clock, tools } = services;
  const patience = { clock, signal, ...PAID_PATIENCE, isTransient: isServiceDown };
  const { bytes, contentType, widthPx, heightPx } = await patiently(patience, () =>
    tools.downloadOutput(url, { signal }),
  );
  const hash = await keep(jobId, bytes, services, signal);
  return { hash, contentType, widthPx, heightPx, sizeBytes: bytes.length };
}

/** A disk that takes no pictures is sat out with the bytes in hand: they are paid, and the service has them for a while only. */
async function keep(
  jobId: string,
  bytes: Uint8Array,
  { clock, keptOut, logger, pictures }: JobServices,
  signal: AbortSignal,
): Promise<string> {
  const patience = {
    clock,
    signal,
    ...PAID_PATIENCE,
    totalMs: Number.POSITIVE_INFINITY,
    isTransient: (error: unknown) => error instanceof StoreError,
    onRetry(error: unknown) {
      keptOut.add(jobId);
      logger.error({ jobId, error }, 'A paid picture cannot be stored; trying again.');
    },
  };
  try {
    return await patiently(patience, () => pictures.put(bytes));
  } finally {
    keptOut.delete(jobId);
  }
}
