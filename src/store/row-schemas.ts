import { z } from 'zod';

import {
  MAX_COUNT,
  parametersSchema,
  PLATFORMS,
  type ErrorCode,
  type Failure,
  type MessageRef,
  type RenderRequest,
  type StoredPicture,
} from '../core/index.ts';

/**
 * Stored rows are a border like any other: a disk can rot and a hand can edit. Codes are only held to their shape, for a row may
 * carry one that this version no longer knows.
 */
const errorCode = z.custom<ErrorCode>((value) => typeof value === 'string' && /^[a-z_]{1,64}$/.test(value));
const name = z.string().min(1);
const time = z.int().min(0);
const hash = z.string().regex(/^[0-9a-f]{64}$/);

const conversation = z.strictObject({
  platform: z.enum(PLATFORMS),
  workspaceId: z.string().nullable(),
  channelId: name,
  threadId: z.string().nullable(),
});

export const messageSchema: z.ZodType<MessageRef> = z.strictObject({ conversation, messageId: name });
export const messagesSchema: z.ZodType<MessageRef[]> = z.array(messageSchema);

export const failureSchema: z.ZodType<Failure> = z.strictObject({
  code: errorCode,
  charged: z.enum(['no', 'yes', 'unknown']),
  retry: z.enum(['never', 'user_may']),
  detail: z.string().nullable(),
});

const picture: z.ZodType<StoredPicture> = z.strictObject({
  hash,
  contentType: name,
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  sizeBytes: z.int().positive(),
});
export const picturesSchema: z.ZodType<StoredPicture[]> = z.array(picture);
export const urlsSchema: z.ZodType<string[]> = z.array(z.string());

const source = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('stored'), hash }),
  z.strictObject({ kind: z.literal('job'), jobId: name, index: time }),
  z.strictObject({ kind: z.literal('message'), message: messageSchema, index: time }),
  z.strictObject({ kind: z.literal('url'), url: name }),
]);

/** A request as its row has it: the reply handle has a sealed column of its own. */
export type StoredRequest = Omit<RenderRequest, 'origin'> & {
  origin: Omit<RenderRequest['origin'], 'replyHandle'>;
};

export const requestSchema: z.ZodType<StoredRequest> = z.strictObject({
  id: name,
  kind: z.enum(['generate', 'edit', 'vary']),
  prompt: z.string(),
  parameters: parametersSchema.extend({ seed: z.int() }),
  count: z.int().min(1).max(MAX_COUNT),
  sources: z.array(source),
  parentJobId: z.string().nullable(),
  requester: z.strictObject({
    platform: z.enum(PLATFORMS),
    workspaceId: z.string().nullable(),
    userId: name,
    displayName: z.string(),
    locale: z.string().nullable(),
  }),
  origin: z.strictObject({
    trigger: z.enum(['command', 'reply', 'mention', 'button', 'shortcut']),
    conversation,
    replyTo: messageSchema.nullable(),
    eventKey: z.string(),
  }),
  audience: z.enum(['channel', 'requester']),
  spoiler: z.boolean(),
});

export const takeSchema = z.object({
  index: z.int().min(0),
  seed: z.int(),
  state: z.enum([
    'waiting',
    'submitting',
    'queued',
    'processing',
    'fetching',
    'painted',
    'failed',
    'cancelled',
  ]),
  requestId: z.string().nullable(),
  submittedAt: time.nullable(),
  outputUrls: urlsSchema.nullable(),
  pictures: picturesSchema.nullable(),
  costUsd: z.number().min(0).nullable(),
  failure: failureSchema.nullable(),
  mayStillBill: z.boolean(),
  boughtByJobId: z.string().nullable(),
});

/** The columns of a job that are no JSON of their own. */
export const jobColumnsSchema = z.object({
  id: name,
  rootJobId: name,
  retryOfJobId: z.string().nullable(),
  state: z.enum(['accepted', 'rendering', 'delivering', 'delivered', 'failed', 'cancelled']),
  cancelRequestedAt: time.nullable(),
  sharedAt: time.nullable(),
  deadlineAt: time,
  createdAt: time,
  finishedAt: time.nullable(),
  version: z.int().min(0),
});

export const handleSchema = z.json();
