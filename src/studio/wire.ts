import { z } from 'zod';

import type { ActionView, FactView, JobView } from '../core/index.ts';

/**
 * What the studio's page and its server say to each other: JSON over HTTP, and one stream of server-sent events a room. The page
 * imports the types alone, so nothing of zod or the core reaches the browser.
 *
 * | call | body → answer |
 * |---|---|
 * | `GET /api/session` | → `SessionWire`; 401 `ErrorWire` when the token of the studio is asked for first |
 * | `POST /api/session` | `SignInWire` → `SessionWire` and a cookie |
 * | `GET /api/rooms` · `POST /api/rooms` | → `RoomWire[]` · `NewRoomWire` → `RoomWire` |
 * | `GET /api/rooms/:room/messages?before=` | → `MessagePageWire`, oldest first |
 * | `GET /api/rooms/:room/events` | server-sent `RoomEventWire`s; `Last-Event-ID`, or `?lastEventId=` at first, resumes |
 * | `POST /api/rooms/:room/messages` | `PostWire` → 202 `PostedWire`; 422 `ErrorWire` with the words for the person |
 * | `POST /api/uploads` | multipart, one file → `PictureWire`; 422 `ErrorWire` |
 * | `POST /api/actions` | `ClickWire` → `ClickedWire`; 422 `ErrorWire` |
 * | `GET /api/jobs/:job` | → `JobDetailWire` |
 * | `GET /api/rooms/:room/gallery?search=&person=&before=` | → `GalleryWire`, newest first |
 * | `GET /api/usage?room=` | → `UsageWire` |
 * | `GET /pictures/:hash` | the bytes, with their real type, `nosniff`, cached for ever |
 *
 * Every POST carries the header `x-csrf-token` with the session's token.
 */

export interface ErrorWire {
  error: { code: string; text: string };
}

export interface SessionWire {
  me: { id: string; name: string };
  csrfToken: string;
  /** True: the emulator paints, nothing is real and nothing is paid. */
  emulated: boolean;
  model: string;
  pricePerImageUsd: number;
  /** The typed flags, for completion. */
  flags: readonly { name: string; aliases: readonly string[]; values: readonly string[]; about: string }[];
  commands: readonly { name: string; about: string }[];
  limits: { maxPictures: number; maxUploadBytes: number; maxPromptChars: number; maxCount: number };
}

export const signInSchema = z.strictObject({
  /** The studio's password; only asked for off loopback. */
  token: z.string().max(1000).optional(),
  name: z.string().trim().min(1).max(80),
});
export type SignInWire = z.input<typeof signInSchema>;

export interface RoomWire {
  id: string;
  name: string;
}
export const newRoomSchema = z.strictObject({ name: z.string().trim().min(1).max(80) });
export type NewRoomWire = z.input<typeof newRoomSchema>;

export interface PictureWire {
  hash: string;
  contentType: string;
  widthPx: number;
  heightPx: number;
  alt: string;
  spoiler: boolean;
}

/** A message of the room: a person's words, or a job of the bot. Everything in it is plain text. */
export interface MessageWire {
  id: string;
  room: string;
  at: number;
  author: { id: string; name: string; isBot: boolean };
  /** What a person typed, or a notice of the bot; empty for a job, which is drawn from `job`. */
  text: string;
  tone: 'plain' | 'info' | 'problem';
  replyTo: string | null;
  /** References that came with a person's message, in their order: "image 1", "image 2". */
  references: readonly PictureWire[];
  job: JobViewWire | null;
  /** Painted pictures of the job. */
  pictures: readonly PictureWire[];
  /** Only its requester sees this message. */
  isPrivate: boolean;
  /** Grows with every change; the highest wins. */
  version: number;
}

/** A job as it is drawn; the times let the page count seconds between two events by itself. */
export type JobViewWire = Omit<JobView, 'actions' | 'facts'> & {
  actions: readonly ActionView[];
  facts: readonly FactView[];
  /** Server time when the view was made, in milliseconds since 1970. */
  viewedAt: number;
  seed: number;
};

export interface MessagePageWire {
  messages: readonly MessageWire[];
  /** Whether there are older ones. */
  hasMore: boolean;
  /** Pass as `Last-Event-ID` (or `?lastEventId=`, since a page cannot set the header) to hear everything after this page. */
  lastEventId: string;
}

export type RoomEventWire =
  | { type: 'hello'; serverTime: number }
  /** New, or a newer version of one that is known. */
  | { type: 'message'; message: MessageWire }
  | { type: 'removed'; messageId: string }
  /** A notice for this person alone; it is not kept. */
  | { type: 'notice'; tone: 'info' | 'problem'; text: string }
  | { type: 'rooms'; rooms: readonly RoomWire[] }
  /** The stream cannot be resumed from where the page was: load the messages again. */
  | { type: 'reload' };

export const postSchema = z.strictObject({
  /** `/imagine …`, `/renders …`, `/help`, or plain words: a reply to a picture edits it. */
  text: z.string().max(20_000),
  replyTo: z.string().max(200).nullable().default(null),
  /** Hashes of uploads, in order. */
  pictures: z
    .array(z.string().regex(/^[0-9a-f]{64}$/))
    .max(14)
    .default([]),
  isPrivate: z.boolean().default(false),
  /** Made by the page, new for every message that a person sends: a repeated send posts once. */
  clientId: z.string().min(8).max(64),
});
export type PostWire = z.input<typeof postSchema>;
/** As the server reads it, defaults filled in. */
export type Posted = z.output<typeof postSchema>;

export interface PostedWire {
  messageId: string;
  jobId: string | null;
}

export const clickSchema = z.strictObject({
  token: z.string().max(100),
  clientId: z.string().min(8).max(64),
  /** For `share` to another room. */
  room: z.string().max(200).optional(),
});
export type ClickWire = z.input<typeof clickSchema>;

export interface ClickedWire {
  /** `ask_edit`: the page puts the cursor into a reply to this job's message. */
  outcome: 'done' | 'accepted' | 'ask_edit' | 'share';
  text: string | null;
  jobId: string;
}

export interface JobDetailWire {
  job: JobViewWire;
  /** The whole prompt, for "use these settings again". */
  prompt: string;
  /** The request as a person would type it: `/imagine … --ar 16:9 --seed 7`. */
  typed: string;
  pictures: readonly PictureWire[];
  references: readonly PictureWire[];
  costUsd: number | null;
  requestIds: readonly string[];
  createdAt: number;
  messageId: string | null;
  /** From the first picture of the chain down to this one, and what was made of it since. */
  lineage: readonly LineageWire[];
  children: readonly LineageWire[];
}

export interface LineageWire {
  jobId: string;
  messageId: string | null;
  kind: 'generate' | 'edit' | 'vary';
  prompt: string;
  picture: PictureWire | null;
}

export interface GalleryWire {
  items: readonly {
    jobId: string;
    messageId: string | null;
    prompt: string;
    person: string;
    at: number;
    isPrivate: boolean;
    pictures: readonly PictureWire[];
  }[];
  nextBefore: string | null;
}

export interface UsageWire {
  lines: readonly { label: string; used: string; allowed: string | null; share: number | null }[];
}
