import { z } from 'zod';

import {
  PlatformError,
  type ConversationRef,
  type MessageRef,
  type PresenterHandle,
  type RequestOrigin,
} from '../core/index.ts';
import { DEFAULT_MAX_FILE_BYTES, TOKEN_LIFETIME_MS } from './limits.ts';
import { parseReply, type InteractionReply } from './reply-handle.ts';

const placeSchema = z.strictObject({
  guildId: z.string().nullable(),
  channelId: z.string(),
  threadId: z.string().nullable(),
});

const handleSchema = z.strictObject({
  v: z.literal(1),
  place: placeSchema,
  /** The person who asked. */
  userId: z.string(),
  /** The job's message; null while nobody knows it. */
  messageId: z.string().nullable(),
  /** The message of a person that a new message answers. */
  replyTo: z.string().nullable(),
  /** Only the person sees the message, and only a token reaches it. */
  ephemeral: z.boolean(),
  botMayPost: z.boolean(),
  maxFileBytes: z.number(),
  webhook: z
    .strictObject({
      applicationId: z.string(),
      token: z.string(),
      /** `@original` or the id of a follow-up. */
      target: z.string(),
      /** Milliseconds since 1970. */
      expiresAt: z.number(),
    })
    .nullable(),
});

/** Where a job's message is and by which ways it can be reached. */
export type DiscordHandle = z.infer<typeof handleSchema>;
export type WebhookRoute = NonNullable<DiscordHandle['webhook']>;
/** A guild channel, a thread in one, or direct messages (`guildId` null). */
export type DiscordPlace = z.infer<typeof placeSchema>;

const ORIGINAL = '@original';

/** @throws PlatformError `handle_expired` for anything that is no handle of this presenter. */
export function parseHandle(value: PresenterHandle): DiscordHandle {
  const parsed = handleSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new PlatformError('handle_expired', 'The way to the message of this job is not known any more.');
}

export function encodeHandle(handle: DiscordHandle): PresenterHandle {
  return handle;
}

/**
 * Where a new job's message will be. Without a reply handle, because its time is over, the place itself is what is left.
 *
 * @param userId of whose job it is: the reply may be to a moderator, who looked again for their pictures.
 */
export function handleOfOrigin(origin: RequestOrigin, userId: string): DiscordHandle {
  const reply = parseReply(origin.replyHandle);
  if (reply?.kind === 'interaction') return { ...handleOfReply(reply, origin.conversation), userId };
  return handleOfPlace(placeOf(origin.conversation), userId, {
    replyTo: reply?.messageId ?? null,
    ...(reply ? { maxFileBytes: reply.maxFileBytes } : {}),
  });
}

/** The handle for the message that an interaction was answered with: for a new job, and for `bot.refreshHandle` after a click. */
export function handleOfReply(reply: InteractionReply, conversation: ConversationRef): DiscordHandle {
  const { applicationId, token, createdAt, messageId, ephemeral, userId, botMayPost, maxFileBytes } = reply;
  return {
    v: 1,
    place: placeOf(conversation),
    userId,
    messageId,
    replyTo: null,
    ephemeral,
    botMayPost,
    maxFileBytes,
    webhook: { applicationId, token, target: ORIGINAL, expiresAt: createdAt + TOKEN_LIFETIME_MS },
  };
}

/** A place where the bot writes by itself. */
export function handleOfPlace(
  place: DiscordPlace,
  userId: string,
  more: Partial<Pick<DiscordHandle, 'replyTo' | 'maxFileBytes'>> = {},
): DiscordHandle {
  return {
    v: 1,
    place,
    userId,
    messageId: null,
    replyTo: null,
    ephemeral: false,
    botMayPost: true,
    maxFileBytes: DEFAULT_MAX_FILE_BYTES,
    webhook: null,
    ...more,
  };
}

export function placeOf({ workspaceId, channelId, threadId }: ConversationRef): DiscordPlace {
  return { guildId: workspaceId, channelId, threadId };
}

/** A thread is a channel of its own for Discord's API. */
export function channelOf(place: Pick<DiscordPlace, 'channelId' | 'threadId'>): string {
  return place.threadId ?? place.channelId;
}

export function messageRef(place: DiscordPlace, messageId: string): MessageRef {
  const { guildId, channelId, threadId } = place;
  return { conversation: { platform: 'discord', workspaceId: guildId, channelId, threadId }, messageId };
}

/** Whether the token can still be used, with time for the call itself. */
export function liveWebhook(handle: DiscordHandle, now: number): WebhookRoute | null {
  return handle.webhook !== null && now < handle.webhook.expiresAt ? handle.webhook : null;
}
