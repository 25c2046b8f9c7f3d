import { z } from 'zod';

import type { JobViewWire, MessageWire, PictureWire } from './wire.ts';

/** A message as the studio keeps it: what the page sees, and what it must not see. */
export interface MessageRecord {
  id: string;
  room: string;
  /** Milliseconds since 1970; no two messages of a room have the same, so it also orders them. */
  at: number;
  author: { id: string; name: string; isBot: boolean };
  text: string;
  tone: MessageWire['tone'];
  replyTo: string | null;
  references: readonly PictureWire[];
  /** The job that is drawn here, or that a person's words became. */
  jobId: string | null;
  job: JobViewWire | null;
  /** The whole prompt of the job: a view shows an excerpt. */
  prompt: string;
  pictures: readonly PictureWire[];
  /** The only person who sees it; null for everyone. */
  visibleTo: string | null;
  /** Under which key the pictures were delivered; null before. */
  deliveryKey: string | null;
  version: number;
}

/** The author of every message that no person wrote. */
export const BOT_AUTHOR = { id: 'bot', name: 'imagine-bot', isBot: true } as const;

const pictureSchema = z.strictObject({
  hash: z.string(),
  contentType: z.string(),
  widthPx: z.number(),
  heightPx: z.number(),
  alt: z.string(),
  spoiler: z.boolean(),
});

const recordSchema: z.ZodType<MessageRecord> = z.strictObject({
  id: z.string(),
  room: z.string(),
  at: z.number(),
  author: z.strictObject({ id: z.string(), name: z.string(), isBot: z.boolean() }),
  text: z.string(),
  tone: z.enum(['plain', 'info', 'problem']),
  replyTo: z.string().nullable(),
  references: z.array(pictureSchema),
  jobId: z.string().nullable(),
  // Our own view, sealed at rest since: its shape is the core's, and is drawn anew while the job lives.
  job: z
    .custom<JobViewWire>((view) => typeof view === 'object' && view !== null && 'jobId' in view)
    .nullable(),
  prompt: z.string(),
  pictures: z.array(pictureSchema),
  visibleTo: z.string().nullable(),
  deliveryKey: z.string().nullable(),
  version: z.number(),
});

/** A new message with the defaults of a bot's plain words. */
export function newRecord(
  record: Pick<MessageRecord, 'id' | 'room' | 'at'> & Partial<MessageRecord>,
): MessageRecord {
  return {
    author: BOT_AUTHOR,
    text: '',
    tone: 'plain',
    replyTo: null,
    references: [],
    jobId: null,
    job: null,
    prompt: '',
    pictures: [],
    visibleTo: null,
    deliveryKey: null,
    version: 1,
    ...record,
  };
}

/** Null for what an earlier program kept in another shape. */
export function parseRecord(text: string): MessageRecord | null {
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch {
    // One message that cannot be read any more must not keep the others from being shown.
    return null;
  }
}

export function messageWire(record: MessageRecord): MessageWire {
  const { id, room, at, author, text, tone, replyTo, references, job, pictures, visibleTo, version } = record;
  return {
    id,
    room,
    at,
    author,
    text,
    tone,
    replyTo,
    references,
    job,
    pictures,
    isPrivate: visibleTo !== null,
    version,
  };
}

export function isVisibleTo(record: Pick<MessageRecord, 'visibleTo'>, personId: string): boolean {
  return record.visibleTo === null || record.visibleTo === personId;
}
