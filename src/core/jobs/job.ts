import type { MessageRef } from '../conversation/refs.ts';
import type { Charged, ErrorCode } from '../errors.ts';
import type { JsonValue, RenderRequest } from './request.ts';

/** Why a take or a job ended without its picture. */
export interface Failure {
  code: ErrorCode;
  charged: Charged;
  retry: 'never' | 'user_may';
  /** The service's own words, clipped, when they help the person ("Prompt is mandatory"). Hostile text. */
  detail: string | null;
}

export type TakeState =
  'waiting' | 'submitting' | 'queued' | 'processing' | 'fetching' | 'painted' | 'failed' | 'cancelled';

/** Painted bytes in the picture store. */
export interface StoredPicture {
  /** SHA-256 of the bytes, in hex: the name in the picture store. */
  hash: string;
  contentType: string;
  widthPx: number;
  heightPx: number;
  sizeBytes: number;
}

/** One paid request of a job: a row of its own, written by compare-and-set on its state. */
export interface Take {
  index: number;
  seed: number;
  state: TakeState;
  /** Known from `queued` on; written before the first poll. */
  requestId: string | null;
  /** When the service took it, for its one-hour lifetime and for learning durations. */
  submittedAt: number | null;
  /** Known from `fetching` on. */
  outputUrls: readonly string[] | null;
  /** Known once `painted`. Usually one; the service may return several for one request. */
  pictures: readonly StoredPicture[] | null;
  /** What the service said it cost, in dollars; null until known. */
  costUsd: number | null;
  /** Set when `failed`. */
  failure: Failure | null;
  /** Set when `cancelled`: the service had taken it and bills it if it completes. */
  mayStillBill: boolean;
  /** The job that paid for it, where this one only goes on with what that one bought; null where its own job buys it. */
  boughtByJobId: string | null;
}

export type JobState = 'accepted' | 'rendering' | 'delivering' | 'delivered' | 'failed' | 'cancelled';

export interface RenderJob {
  /** Equal to `request.id`. */
  id: string;
  /** The first job of a chain of edits; its own id when it starts one. */
  rootJobId: string;
  /** The job of which this one brings the failed takes: bought again, or looked at again. At most one unfinished child for each. */
  retryOfJobId: string | null;
  request: RenderRequest;
  takes: readonly Take[];
  state: JobState;
  /** Set when the job as a whole failed (nothing was announced, or no take came through). */
  failure: Failure | null;
  cancelRequestedAt: number | null;
  /** How the presenter finds its message again. Opaque here; a credential: stored encrypted, removed when the job is final. */
  handle: JsonValue;
  statusMessage: MessageRef | null;
  resultMessages: readonly MessageRef[];
  /** When a private job was published by its owner; the share is posted once. */
  sharedAt: number | null;
  /** When waiting for the service ends; `check` may reopen it. */
  deadlineAt: number;
  createdAt: number;
  finishedAt: number | null;
  /** Grows with every save of the job's own columns. */
  version: number;
}

export const FINAL_JOB_STATES = ['delivered', 'failed', 'cancelled'] as const satisfies readonly JobState[];
export const FINAL_TAKE_STATES = ['painted', 'failed', 'cancelled'] as const satisfies readonly TakeState[];

export function isFinalState(state: JobState): boolean {
  return (FINAL_JOB_STATES as readonly JobState[]).includes(state);
}

export function isFinalJob(job: Pick<RenderJob, 'state'>): boolean {
  return isFinalState(job.state);
}

/** Whether its person had it forgotten, or its time was over: no other job is without words. */
export function isForgotten({ request }: { request: Pick<RenderRequest, 'prompt'> }): boolean {
  return request.prompt === '';
}

export function isFinalTake(take: Pick<Take, 'state'>): boolean {
  return (FINAL_TAKE_STATES as readonly TakeState[]).includes(take.state);
}
