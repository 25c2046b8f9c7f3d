import { z } from 'zod';

import type { Clock, MessageRef, NoteStore } from '../core/index.ts';
import { MEMORY_MS } from './limits.ts';

/** What was done to bring pictures somewhere, written down before each step that must not be done twice. */
const deliverySchema = z.strictObject({
  v: z.literal(1),
  /** The uploaded files by the number of their picture; null where none was asked for yet. */
  files: z.array(z.strictObject({ id: z.string(), digest: z.string() }).nullable()),
  /** Where a post was tried last, and when, in milliseconds since 1970. */
  attempt: z
    .strictObject({
      channelId: z.string(),
      threadTs: z.string().nullable(),
      at: z.number(),
      /** Set where the files are posted by themselves, and their words after them: which of the two came last. */
      beside: z.enum(['files', 'words']).optional(),
    })
    .nullable(),
  /** The messages, once that is known. */
  posted: z
    .strictObject({
      channelId: z.string(),
      threadTs: z.string().nullable(),
      ts: z.array(z.string()).min(1),
    })
    .nullable(),
});
export type Delivery = z.infer<typeof deliverySchema>;
export type UploadedFile = NonNullable<Delivery['files'][number]>;

const fileIdsSchema = z.array(z.string());

const DELIVERIES = 'slack-uploads';
const FILES = 'slack-files';
const COPIES = 'slack-copies';

/** Survives a crash: which files were uploaded for a delivery, and where it was posted. */
export interface Deliveries {
  read(key: string): Promise<Delivery>;
  write(key: string, delivery: Delivery): Promise<void>;
  /** The files behind a message of the bot's; none when they are not known. */
  filesOf(message: MessageRef): Promise<readonly string[]>;
  /** Whichever message of a delivery is deleted, its files go with it. */
  keepFiles(message: MessageRef, delivery: Delivery): Promise<void>;
  forgetFiles(message: MessageRef): Promise<void>;
  /** The job whose pictures a message shows once more; null for every other message. */
  jobOfCopy(message: MessageRef): Promise<string | null>;
  keepCopy(message: MessageRef, jobId: string): Promise<void>;
}

const NOTHING: Delivery = { v: 1, files: [], attempt: null, posted: null };

/** @param keepFilesMs how long it is known which files a message shows, and of which job. */
export function createDeliveries(notes: NoteStore, clock: Clock, keepFilesMs = MEMORY_MS): Deliveries {
  return {
    async read(key) {
      return parsed(await notes.get(DELIVERIES, key), deliverySchema) ?? NOTHING;
    },
    write: (key, delivery) => notes.set(DELIVERIES, key, JSON.stringify(delivery), clock.now() + MEMORY_MS),
    async filesOf(message) {
      return parsed(await notes.get(FILES, nameOf(message)), fileIdsSchema) ?? [];
    },
    keepFiles(message, { files }) {
      const fileIds = files.flatMap((file) => (file === null ? [] : [file.id]));
      return notes.set(FILES, nameOf(message), JSON.stringify(fileIds), clock.now() + keepFilesMs);
    },
    forgetFiles: (message) => notes.delete(FILES, nameOf(message)),
    jobOfCopy: (message) => notes.get(COPIES, nameOf(message)),
    keepCopy: (message, jobId) => notes.set(COPIES, nameOf(message), jobId, clock.now() + keepFilesMs),
  };
}

function nameOf({ conversation, messageId }: MessageRef): string {
  return [conversation.workspaceId ?? '', conversation.channelId, messageId].join(' ');
}

function parsed<T>(text: string | null, schema: z.ZodType<T>): T | null {
  return text === null ? null : (schema.safeParse(JSON.parse(text)).data ?? null);
}
