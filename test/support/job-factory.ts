import {
  DEFAULT_PARAMETERS,
  type ConversationRef,
  type JobLimits,
  type MessageRef,
  type RenderJob,
  type RenderRequest,
  type Requester,
  type Take,
} from '../../src/core/index.ts';

export const PRICE_USD = 0.042;

export const NO_LIMITS: JobLimits = {
  activeJobsPerUser: null,
  dailyPicturesPerUser: null,
  dailyPicturesPerChannel: null,
  budgetDailyUsd: null,
  budgetMonthlyUsd: null,
  pricePerImageUsd: PRICE_USD,
};

export const ADA: Requester = {
  platform: 'discord',
  workspaceId: 'guild',
  userId: 'ada',
  displayName: 'Ada',
  locale: 'en-GB',
};
export const BOB: Requester = { ...ADA, userId: 'bob', displayName: 'Bob' };

export const GARDEN: ConversationRef = {
  platform: 'discord',
  workspaceId: 'guild',
  channelId: 'garden',
  threadId: null,
};

export function messageIn(conversation: ConversationRef, messageId: string): MessageRef {
  return { conversation, messageId };
}

export interface JobWishes extends Partial<Omit<RenderJob, 'request' | 'takes'>> {
  request?: Partial<Omit<RenderRequest, 'origin'>>;
  origin?: Partial<RenderRequest['origin']>;
  /** One for each take; `{}` for a take that waits. Default: one. */
  takes?: readonly Partial<Take>[];
}

let made = 0;

/** An accepted job with one waiting take, in the garden, for Ada, with ids of its own, but for what is wished. */
export function aJob(wishes: JobWishes = {}): RenderJob {
  made += 1;
  const id = wishes.id ?? `01J${String(made).padStart(23, '0')}`;
  const { request, origin, takes = [{}], ...columns } = wishes;
  const seed = 7;
  return {
    id,
    rootJobId: id,
    retryOfJobId: null,
    takes: takes.map((take, index) => ({ ...aTake(index, seed + index), ...take })),
    state: 'accepted',
    failure: null,
    cancelRequestedAt: null,
    handle: null,
    statusMessage: null,
    resultMessages: [],
    sharedAt: null,
    deadlineAt: Date.UTC(2026, 0, 15, 12, 10),
    createdAt: Date.UTC(2026, 0, 15, 12),
    finishedAt: null,
    version: 0,
    ...columns,
    request: {
      kind: 'generate',
      prompt: 'a red fox',
      parameters: { ...DEFAULT_PARAMETERS, seed },
      count: takes.length,
      sources: [],
      parentJobId: null,
      requester: ADA,
      audience: 'channel',
      spoiler: false,
      ...request,
      id,
      origin: {
        trigger: 'command',
        conversation: GARDEN,
        replyTo: null,
        eventKey: `event of ${id}`,
        replyHandle: null,
        ...origin,
      },
    },
  };
}

export function aTake(index: number, seed: number): Take {
  return {
    index,
    seed,
    state: 'waiting',
    requestId: null,
    submittedAt: null,
    outputUrls: null,
    pictures: null,
    costUsd: null,
    failure: null,
    mayStillBill: false,
    boughtByJobId: null,
  };
}

/** What a take looks like when it ended with this picture. */
export function painted(hash: string): Partial<Take> {
  return {
    state: 'painted',
    requestId: `request of ${hash.slice(0, 4)}`,
    submittedAt: Date.UTC(2026, 0, 15, 12, 1),
    outputUrls: ['https://images.segmind.com/out.jpg'],
    pictures: [{ hash, contentType: 'image/jpeg', widthPx: 1024, heightPx: 1024, sizeBytes: 1000 }],
    costUsd: PRICE_USD,
  };
}

/** A name in the picture store, different for each number. */
export function aHash(number: number): string {
  return number.toString(16).padStart(64, '0');
}
