import type { JobViewWire, MessageWire } from '../../../src/studio/wire.ts';

/** A job in the middle of its painting. */
export function aJob(more: Partial<JobViewWire> = {}): JobViewWire {
  return {
    jobId: 'job',
    kind: 'generate',
    audience: 'channel',
    jobState: 'rendering',
    status: 'PROCESSING',
    headline: 'Painting, 1 s',
    sentences: [],
    prompt: 'a fox',
    promptIsClipped: false,
    requesterName: 'Ada',
    requesterUserId: 'ada',
    facts: [],
    painted: 0,
    total: 1,
    elapsedMs: 1000,
    estimateMs: null,
    aspectRatio: null,
    actions: [],
    spoiler: false,
    viewedAt: 0,
    seed: 7,
    ...more,
  };
}

export function aMessage(more: Partial<MessageWire> = {}): MessageWire {
  return {
    id: 'message',
    room: 'general',
    at: 1,
    author: { id: 'ada', name: 'Ada', isBot: false },
    text: '',
    tone: 'plain',
    replyTo: null,
    references: [],
    job: null,
    pictures: [],
    isPrivate: false,
    version: 1,
    ...more,
  };
}
