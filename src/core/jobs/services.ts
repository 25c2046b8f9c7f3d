import type { MessageRef, Platform } from '../conversation/refs.ts';
import type { Logger } from '../logger.ts';
import type { OutgoingPicture, Presenter, PresenterCapabilities } from '../presenting/presenter.ts';
import type { UploadCache } from '../segmind/assets.ts';
import type { SegmindClient } from '../segmind/types.ts';
import type { Clock } from '../time.ts';
import type { PostingFacts } from '../presenting/job-status.ts';
import type { JobView } from '../presenting/view.ts';
import type { StatusDesk } from './desk.ts';
import type { RenderJob, StoredPicture, Take } from './job.ts';
import type { PictureStore } from './picture-store.ts';
import type { JobRecords } from './records.ts';
import type { TakeEvent } from './take-transitions.ts';

/** What is done with the bytes of pictures. */
export interface PictureTools {
  /** Type and size by looking at the bytes. @throws UserError `picture_unreadable`, `picture_too_large`. */
  inspect(bytes: Uint8Array): Promise<{ contentType: string; widthPx: number; heightPx: number }>;
  /** As the service takes it, without metadata. @throws UserError `picture_unreadable`, `picture_too_large`. */
  prepareReference(bytes: Uint8Array): Promise<{ bytes: Uint8Array; contentType: string }>;
  /** A painted picture. @throws SegmindError `unavailable` while it may still come, `output_unreadable` or `result_lost` else. */
  downloadOutput(
    url: string,
    options: { signal: AbortSignal },
  ): Promise<{ bytes: Uint8Array; contentType: string; widthPx: number; heightPx: number }>;
  /** Of a kind that the chat shows; `smaller` asks for a re-encode, because the chat refused it for its size. */
  fitForChat(
    picture: Omit<StoredPicture, 'hash'> & { bytes: Uint8Array },
    want: Pick<PresenterCapabilities, 'contentTypes'> & { smaller: boolean },
  ): Promise<Pick<OutgoingPicture, 'bytes' | 'contentType' | 'widthPx' | 'heightPx'>>;
  /** A name that says nothing hostile. */
  fileName(job: RenderJob, index: number, contentType: string): string;
  /** Bytes of an address that the operator's own command named; null where addresses are refused. */
  loadAddress: ((url: string, options: { signal: AbortSignal }) => Promise<Uint8Array>) | null;
}

export function takeKey(jobId: string, take: Pick<Take, 'index'>): string {
  return `${jobId}/${take.index}`;
}

/** What the steps of a job's life work with. */
export interface JobServices {
  clock: Clock;
  logger: Logger;
  records: JobRecords;
  pictures: PictureStore;
  segmind: SegmindClient;
  /** Where references are put; the same bytes only once. */
  uploads: UploadCache;
  tools: PictureTools;
  desk: StatusDesk;
  /** By job: deliveries that stand in the chat and are not in their rows yet. They are recorded, never posted again. */
  posted: Map<string, readonly MessageRef[]>;
  /** By job: called when it gets a fresher handle, while its delivery is under way here. */
  onFreshHandle: Map<string, () => void>;
  /** By `takeKey`: what came of a submit and is not in its row yet. It is recorded, never called unknown. */
  answers: Map<string, TakeEvent>;
  /** Jobs of which a painted picture waits for the disk; their messages say so. */
  keptOut: Set<string>;
  /** The job as it is to be drawn now. */
  view(job: RenderJob, facts?: PostingFacts): JobView;
  /** @throws PlatformError `unavailable` when this platform is not connected (any more). */
  presenterOf(platform: Platform): Presenter;
  /** The model that paints, for the profile of durations. */
  model: string;
}
