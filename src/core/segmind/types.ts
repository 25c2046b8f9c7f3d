import type { SegmindError } from '../errors.ts';
import type { RenderParameters } from './parameters.ts';

/** One paid request: what `POST /v2/nano-banana-2-lite` takes, in our names. */
export interface SubmitInput {
  prompt: string;
  parameters: RenderParameters;
  /** http(s) addresses that the service can fetch, in order; `upload` makes them from bytes. */
  imageUrls: readonly string[];
}

/** What the service measured, in milliseconds and dollars; it sends seconds, and any of them may be missing. */
export interface RenderMetrics {
  queueMs: number | null;
  inferenceMs: number | null;
  totalMs: number | null;
  costUsd: number | null;
  remainingCreditsUsd: number | null;
}

export type RequestStatus =
  | { state: 'queued'; requestId: string }
  | { state: 'processing'; requestId: string }
  | { state: 'completed'; requestId: string; metrics: RenderMetrics }
  /** Terminal, not charged. `error.code` is `blocked` for a content block, `invalid_input` or `render_failed` else. */
  | { state: 'failed'; requestId: string; error: SegmindError }
  /** A word that the contract does not know. Polled on, slowly, until the deadline. */
  | { state: 'unknown'; requestId: string; word: string };

export interface RenderResult {
  requestId: string;
  /** At least one. On the output host, public: never send the key there. */
  outputUrls: readonly string[];
  /** Text beside the picture, where the service sent any. */
  text: string | null;
  seed: number | null;
  metrics: RenderMetrics;
}

/** A v1 call: the bytes and what the accounting headers said. */
export interface SyncResult {
  bytes: Uint8Array;
  contentType: string;
  requestId: string | null;
  costUsd: number | null;
  remainingCreditsUsd: number | null;
  generationMs: number | null;
  seed: number | null;
}

export interface Balance {
  creditsUsd: number;
  freeCreditsUsd: number;
}

export interface CallOptions {
  signal?: AbortSignal;
  /** Whose turn it is at the limiter: callers with different keys are served round robin. Default: one shared line. */
  fairnessKey?: string;
}

export interface SubmitOptions extends CallOptions {
  /**
   * Awaited once the request has its turn, before each time that its body may leave: until it resolves, nothing can have been bought.
   * What it throws ends the call as it is. A submit that is sent again, because it surely has bought nothing, calls it again.
   */
  beforeSend?: () => Promise<void>;
  /**
   * Cuts off the exchange itself, where that may last longer than `signal` allows: its answer is the id of something that is paid.
   * `signal` then only ends what comes before and in between. Default: `signal`.
   */
  exchangeSignal?: AbortSignal;
}

/** Durations differ by these; `pace` learns one distribution for each combination. */
export interface RenderProfile {
  model: string;
  thinkingLevel: RenderParameters['thinkingLevel'];
  hasSources: boolean;
}

export interface FollowOptions extends CallOptions {
  profile: RenderProfile;
  /** When the service took the request, in milliseconds since 1970: the schedule counts from there. */
  submittedAt: number;
  /** When to give up with `deadline`, in milliseconds since 1970. Default: `submittedAt` + 600 s. */
  deadlineAt?: number;
}

/** A request that the service has taken; can be made again from a stored id at any time within its hour. */
export interface SegmindJob {
  readonly requestId: string;
  status(options?: CallOptions): Promise<RequestStatus>;
  result(options?: CallOptions): Promise<RenderResult>;
  follow(options: FollowOptions): AsyncGenerator<RequestStatus, void, void>;
}

/**
 * Segmind's queue. Every method throws `SegmindError` (or the signal's reason, or what `beforeSend` throws) and nothing else.
 *
 * `submit` is sent once: it is repeated only where the request surely never reached the service (refused connection, failed DNS
 * look-up, 429 within the call's patience, one explicit 500/502/503). Anything else after the body may have left is
 * `submit_outcome_unknown`, charged `unknown`. GETs are repeated with back-off and jitter.
 */
export interface SegmindClient {
  /**
   * Waits for its turn at the limiter, then sends. The reason of a signal is thrown only where nothing was bought: in the line, between
   * two tries, or before the body left; an exchange that is cut off later is `submit_outcome_unknown`.
   */
  submit(input: SubmitInput, options?: SubmitOptions): Promise<SegmindJob>;
  /** A handle for a stored request id; no call is made. @throws SegmindError `invalid_input` for an id that cannot be one. */
  job(requestId: string): SegmindJob;
  status(requestId: string, options?: CallOptions): Promise<RequestStatus>;
  /** @throws SegmindError `result_lost` when a completed request has no result any more, `protocol` while it is still running. */
  result(requestId: string, options?: CallOptions): Promise<RenderResult>;
  /**
   * Yields each change of state and ends after `completed` or `failed`. Errors are sat out until the deadline, and so is a look that
   * is refused (a key that is being changed, a gateway's 403): it says nothing about a picture that the service has taken.
   *
   * @throws SegmindError `deadline` (the request may still complete; the same id can be followed again), `expired`, `result_lost`.
   */
  follow(requestId: string, options: FollowOptions): AsyncGenerator<RequestStatus, void, void>;
  /** Submit, follow, result. */
  run(
    input: SubmitInput,
    options?: CallOptions & { onStatus?: (status: RequestStatus) => void; deadlineMs?: number },
  ): Promise<RenderResult>;
  /** The synchronous v1 call. Same rule as `submit`: never repeated once the body may have left. */
  sync(input: SubmitInput, options?: CallOptions): Promise<SyncResult>;
  balance(options?: CallOptions): Promise<Balance>;
  /** Puts a picture where the service can fetch it; free. Returns its public address. */
  upload(bytes: Uint8Array, contentType: string, options?: CallOptions): Promise<string>;
  /** The expected time from submit to completion by what was learned, in milliseconds; null before anything was. An estimate. */
  estimateMs(profile: RenderProfile): number | null;
  /** Releases sockets and timers. */
  close(): Promise<void>;
}
