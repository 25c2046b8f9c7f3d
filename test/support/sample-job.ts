import type { ConversationRef, Requester } from '../../src/core/conversation/refs.ts';
import type { ErrorCode } from '../../src/core/errors.ts';
import type { Failure, RenderJob, StoredPicture, Take } from '../../src/core/jobs/job.ts';
import type { RenderRequest } from '../../src/core/jobs/request.ts';
import { DEFAULT_PARAMETERS } from '../../src/core/segmind/parameters.ts';

export const SAMPLE_JOB_ID = '01JZZZZZZZZZZZZZZZZZZZZZZZ';
export const SAMPLE_CREATED_AT = Date.UTC(2026, 0, 15, 12);

export const sampleConversation: ConversationRef = {
  platform: 'studio',
  workspaceId: null,
  channelId: 'room',
  threadId: null,
};

export const sampleRequester: Requester = {
  platform: 'studio',
  workspaceId: null,
  userId: 'ada',
  displayName: 'Ada',
  locale: null,
};

export function sampleRequest(changes: Partial<RenderRequest> = {}): RenderRequest {
  return {
    id: SAMPLE_JOB_ID,
    kind: 'generate',
    prompt: 'a red fox',
    parameters: { ...DEFAULT_PARAMETERS, seed: 7 },
    count: 1,
    sources: [],
    parentJobId: null,
    requester: sampleRequester,
    origin: {
      trigger: 'command',
      conversation: sampleConversation,
      replyTo: null,
      eventKey: 'event-1',
      replyHandle: null,
    },
    audience: 'channel',
    spoiler: false,
    ...changes,
  };
}

export function sampleTake(changes: Partial<Take> = {}): Take {
  return {
    index: 0,
    seed: 7 + (changes.index ?? 0),
    state: 'waiting',
    requestId: null,
    submittedAt: null,
    outputUrls: null,
    pictures: null,
    costUsd: null,
    failure: null,
    mayStillBill: false,
    boughtByJobId: null,
    ...changes,
  };
}

export function samplePicture(changes: Partial<StoredPicture> = {}): StoredPicture {
  return {
    hash: 'a'.repeat(64),
    contentType: 'image/jpeg',
    widthPx: 64,
    heightPx: 64,
    sizeBytes: 1000,
    ...changes,
  };
}

export function paintedTake(index = 0, changes: Partial<Take> = {}): Take {
  return sampleTake({
    index,
    state: 'painted',
    requestId: `request-${index}`,
    submittedAt: SAMPLE_CREATED_AT + 1000,
    pictures: [samplePicture()],
    costUsd: 0.042,
    ...changes,
  });
}

export function sampleFailure(code: ErrorCode, changes: Partial<Failure> = {}): Failure {
  return { code, charged: 'no', retry: 'never', detail: null, ...changes };
}

export function failedTake(index: number, code: ErrorCode, changes: Partial<Failure> = {}): Take {
  return sampleTake({ index, state: 'failed', failure: sampleFailure(code, changes) });
}

/** Our own patience ended before the service was done with it. */
export function lateTake(index: number, charged: Failure['charged']): Take {
  const submittedAt = SAMPLE_CREATED_AT + 1000;
  return {
    ...failedTake(index, 'deadline', { charged, retry: 'user_may' }),
    requestId: `request-${index}`,
    submittedAt,
  };
}

export function sampleJob(changes: Partial<RenderJob> = {}): RenderJob {
  return {
    id: SAMPLE_JOB_ID,
    rootJobId: SAMPLE_JOB_ID,
    retryOfJobId: null,
    request: sampleRequest(),
    takes: [sampleTake()],
    state: 'accepted',
    failure: null,
    cancelRequestedAt: null,
    handle: null,
    statusMessage: null,
    resultMessages: [],
    sharedAt: null,
    deadlineAt: SAMPLE_CREATED_AT + 600_000,
    createdAt: SAMPLE_CREATED_AT,
    finishedAt: null,
    version: 1,
    ...changes,
  };
}

/** Delivered 11 s after it was asked for, with as many pictures as it has painted takes. */
export function deliveredJob(changes: Partial<RenderJob> = {}): RenderJob {
  return sampleJob({
    state: 'delivered',
    takes: [paintedTake()],
    finishedAt: SAMPLE_CREATED_AT + 11_000,
    ...changes,
  });
}
