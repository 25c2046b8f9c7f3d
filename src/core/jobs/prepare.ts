import { PlatformError, StoreError } from '../errors.ts';
import { requesterKey } from '../conversation/ref-codec.ts';
import { refusal } from '../presenting/notice-words.ts';
import type { LoadedPicture } from '../presenting/presenter.ts';
import { MINUTE_MS, SECOND_MS } from '../time.ts';
import { abortable } from '../waiting.ts';
import type { RenderJob } from './job.ts';
import { keptBytes } from './kept-bytes.ts';
import { chatCall, isWorthRepeating, isServiceDown, patiently } from './patience.ts';
import type { PictureSource } from './request.ts';
import type { JobServices } from './services.ts';
import { picturesOf } from './sources.ts';

/** Nothing is spent yet, and the person can ask again: a minute of trying is enough. */
const PREPARE_PATIENCE = { totalMs: MINUTE_MS, maxWaitMs: 10 * SECOND_MS } as const;

/**
 * The job's pictures to work from, each where the service can fetch it, in their order. Once for all takes; it costs nothing.
 *
 * @throws UserError where a picture cannot be used, PlatformError or SegmindError where it cannot be brought, the signal's reason.
 */
export async function prepareSources(
  job: RenderJob,
  services: JobServices,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { clock, tools, uploads } = services;
  const fairnessKey = requesterKey(job.request.requester);
  const once = async (source: PictureSource): Promise<string> => {
    const reference = await tools.prepareReference(await loadSource(source, services, signal));
    return uploads.url(reference.bytes, reference.contentType, { signal, fairnessKey });
  };
  const patience = {
    clock,
    signal,
    ...PREPARE_PATIENCE,
    // Reading and uploading have no effect that could happen twice.
    isTransient: (error: unknown) => isWorthRepeating(error) || isServiceDown(error),
  };
  return Promise.all(job.request.sources.map((source) => patiently(patience, () => once(source))));
}

async function loadSource(
  source: PictureSource,
  services: JobServices,
  signal: AbortSignal,
): Promise<Uint8Array> {
  switch (source.kind) {
    case 'stored':
      return kept(source.hash, [], services, signal);
    case 'job': {
      const job = await services.records.get(source.jobId);
      const picture = job === null ? undefined : picturesOf(job)[source.index];
      if (!picture) throw refusal('picture_gone');
      const urls = job?.takes.find((take) => take.pictures?.includes(picture))?.outputUrls ?? [];
      return kept(picture.hash, urls, services, signal);
    }
    case 'message':
      return fromMessage(source, services, signal);
    case 'url':
      if (!services.tools.loadAddress) throw refusal('address_refused');
      return services.tools.loadAddress(source.url, { signal });
  }
}

async function kept(
  hash: string,
  urls: readonly string[],
  services: JobServices,
  signal: AbortSignal,
): Promise<Uint8Array> {
  try {
    const bytes = await keptBytes(hash, urls, services, { signal, ...PREPARE_PATIENCE });
    if (bytes) return bytes;
  } catch (error) {
    // Nothing is spent yet: its person is told now, rather than kept waiting for the disk.
    if (!(error instanceof StoreError)) throw error;
  }
  throw refusal('picture_gone');
}

async function fromMessage(
  { message, index }: Extract<PictureSource, { kind: 'message' }>,
  services: JobServices,
  signal: AbortSignal,
): Promise<Uint8Array> {
  try {
    const presenter = services.presenterOf(message.conversation.platform);
    const load = (inner: AbortSignal): Promise<LoadedPicture> => presenter.loadPicture(message, index, inner);
    // A stop or a cancel does not wait for it: a reading that is cut off has done nothing.
    return (await abortable(chatCall(services.clock, signal, load), signal)).bytes;
  } catch (error) {
    // To the person it is their picture that is gone, not a place to post in.
    if (error instanceof PlatformError && error.reason === 'gone')
      throw refusal('picture_gone', { cause: error });
    throw error;
  }
}
