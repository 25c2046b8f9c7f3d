import type { MessageRef, Platform } from '../conversation/refs.ts';
import type { RenderJob } from '../jobs/job.ts';
import type { JsonValue, RequestOrigin } from '../jobs/request.ts';
import type { JobView, NoticeView } from './view.ts';

/** JSON of at most 2 KB, made and read by one presenter alone. */
export type PresenterHandle = JsonValue;
export const MAX_HANDLE_BYTES = 2048;

export interface PresenterCapabilities {
  /** Never more than one update of a message in this time, in milliseconds. */
  minUpdateIntervalMs: number;
  /** Pictures that fit one delivery. */
  maxPictures: number;
  /** What the platform shows inline; anything else is converted to png before delivery. */
  contentTypes: readonly string[];
  /** Alt text a picture, in characters. */
  maxAltTextChars: number;
}

export interface OutgoingPicture {
  bytes: Uint8Array;
  contentType: string;
  fileName: string;
  altText: string;
  widthPx: number;
  heightPx: number;
  spoiler: boolean;
}

export interface Delivery {
  messages: readonly MessageRef[];
  /** The handle from now on. */
  handle: PresenterHandle;
}

export interface LoadedPicture {
  bytes: Uint8Array;
  /** As the platform called it; used for words, never for a path. */
  fileName: string | null;
}

/**
 * Draws jobs on one platform. Every method may throw a `PlatformError` and nothing else: `handle_expired` (the message cannot be
 * reached by this handle any more), `gone` (message or channel deleted), `missing_permission`, `payload_too_large`,
 * `rate_limited` (with `retryAfterMs`), `unavailable` (nothing happened), `outcome_unknown` (it may have been posted), `rejected`.
 */
export interface Presenter {
  readonly platform: Platform;
  readonly capabilities: PresenterCapabilities;
  /** Posts the status message of a job (or takes over the acknowledgement named by the origin's reply handle). */
  announce(
    job: RenderJob,
    view: JobView,
    signal: AbortSignal,
  ): Promise<{ handle: PresenterHandle; message: MessageRef | null }>;
  /** Redraws the status message. Returns the handle to use from now on: it changes when a new message had to be posted. */
  update(handle: PresenterHandle, view: JobView, signal: AbortSignal): Promise<PresenterHandle>;
  /** Posts the pictures for the whole audience. The same `deliveryKey` again must not be shown twice where the platform can tell. */
  deliver(
    handle: PresenterHandle,
    deliveryKey: string,
    view: JobView,
    pictures: readonly OutgoingPicture[],
    signal: AbortSignal,
  ): Promise<Delivery>;
  /** The messages of an earlier delivery under this key; none when there surely are none; `unknown` when the platform cannot tell. */
  find(
    handle: PresenterHandle,
    deliveryKey: string,
    signal: AbortSignal,
  ): Promise<readonly MessageRef[] | 'unknown'>;
  /** Takes messages away. One that is gone already is no error. */
  remove(messages: readonly MessageRef[], signal: AbortSignal): Promise<void>;
  /** A short answer to the person behind an event, for their eyes only where the platform can. */
  notify(origin: RequestOrigin, notice: NoticeView, signal: AbortSignal): Promise<void>;
  /** The `index`th picture of a message, downloaded under the platform's own guard. */
  loadPicture(message: MessageRef, index: number, signal: AbortSignal): Promise<LoadedPicture>;
  /** Whether this handle still holds a credential with an end, and when that is. Null when it never ends. */
  handleExpiresAt(handle: PresenterHandle): number | null;
}
