import { createHash } from 'node:crypto';

import { MessageFlags, Routes, type REST, type RequestData, type RouteLike } from 'discord.js';
import { z } from 'zod';

import type { WebhookRoute } from './handle.ts';
import type { OutgoingMessage } from './layout.ts';
import { MAX_NONCE_CHARS } from './limits.ts';
import { platformErrorOf, type CallKind } from './rest-errors.ts';

/** What this program reads of a message that Discord answers; `message-pictures.ts` looks for pictures in the rest. */
const messageSchema = z.looseObject({
  id: z.string(),
  nonce: z.union([z.string(), z.number()]).optional(),
  author: z.looseObject({ id: z.string() }),
});
const messagesSchema = z.array(messageSchema);
const channelSchema = z.looseObject({ id: z.string() });
const userSchema = z.looseObject({ id: z.string() });

export type RawMessage = z.infer<typeof messageSchema>;

/** The newest messages that one look into a channel brings (Discord's limit). */
export const RECENT_MESSAGES = 100;

/** Discord's calls that a presenter makes. Each throws a `PlatformError`, or the signal's reason once it aborts. */
export type DiscordCalls = ReturnType<typeof createDiscordCalls>;

// The return type is the list of the calls below; written out it would be the same list again.
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function createDiscordCalls(rest: Pick<REST, 'request'>) {
  async function call<T>(
    kind: CallKind,
    method: string,
    path: RouteLike,
    schema: z.ZodType<T>,
    data: RequestData,
  ): Promise<T> {
    data.signal?.throwIfAborted();
    try {
      return schema.parse(await rest.request({ ...data, method: method as never, fullRoute: path }));
    } catch (error) {
      // The one place where errors of the library become ours.
      data.signal?.throwIfAborted();
      throw platformErrorOf(error, kind);
    }
  }

  /** Interaction tokens are their own credential. With the bot's beside it, a dead one would make the library forget the bot's. */
  const byToken = (signal: AbortSignal): RequestData => ({ auth: false, signal });
  const sent = (message: OutgoingMessage, more: object = {}): RequestData => ({
    body: { ...message.body, ...more },
    files: [...message.files],
  });

  return {
    editByToken: (webhook: WebhookRoute, message: OutgoingMessage, signal: AbortSignal) =>
      call('edit', 'PATCH', tokenPath(webhook), messageSchema, { ...sent(message), ...byToken(signal) }),

    /** A follow-up: a new message by the token. Never sent again by the library where `rest` is a guarded one. */
    postByToken: (
      webhook: Omit<WebhookRoute, 'target'>,
      message: OutgoingMessage,
      ephemeral: boolean,
      signal: AbortSignal,
    ) => {
      const flags = message.body.flags | (ephemeral ? MessageFlags.Ephemeral : 0);
      const path = Routes.webhook(webhook.applicationId, webhook.token);
      return call('create', 'POST', path, messageSchema, { ...sent(message, { flags }), ...byToken(signal) });
    },

    readByToken: (webhook: WebhookRoute, signal: AbortSignal) =>
      call('read', 'GET', tokenPath(webhook), messageSchema, byToken(signal)),

    edit: (channelId: string, messageId: string, message: OutgoingMessage, signal: AbortSignal) =>
      call('edit', 'PATCH', Routes.channelMessage(channelId, messageId), messageSchema, {
        ...sent(message),
        signal,
      }),

    /**
     * A new message. The same `nonceKey` again within some minutes gives the message that stands there already.
     *
     * @param replyTo the message that it refers to; no matter if that is gone.
     */
    post: (
      channelId: string,
      message: OutgoingMessage,
      { nonceKey, replyTo }: { nonceKey: string; replyTo: string | null },
      signal: AbortSignal,
    ) =>
      call('create', 'POST', Routes.channelMessages(channelId), messageSchema, {
        ...sent(message, {
          nonce: nonceOf(nonceKey),
          enforce_nonce: true,
          allowed_mentions: { ...message.body.allowed_mentions, replied_user: false },
          ...(replyTo === null
            ? {}
            : { message_reference: { message_id: replyTo, fail_if_not_exists: false } }),
        }),
        signal,
      }),

    read: (channelId: string, messageId: string, signal: AbortSignal) =>
      call('read', 'GET', Routes.channelMessage(channelId, messageId), messageSchema, { signal }),

    /** The newest messages of a channel, newest first. */
    recent: (channelId: string, signal: AbortSignal) =>
      call('read', 'GET', Routes.channelMessages(channelId), messagesSchema, {
        query: new URLSearchParams({ limit: String(RECENT_MESSAGES) }),
        signal,
      }),

    remove: (channelId: string, messageId: string, signal: AbortSignal) =>
      call('edit', 'DELETE', Routes.channelMessage(channelId, messageId), z.unknown(), { signal }),

    /** The bot's own user. */
    ownUserId: async (signal: AbortSignal) =>
      (await call('read', 'GET', Routes.user(), userSchema, { signal })).id,

    /** The channel of the direct messages with a person; opening it twice gives the same. */
    openDm: async (userId: string, signal: AbortSignal) =>
      (
        await call('edit', 'POST', Routes.userChannels(), channelSchema, {
          body: { recipient_id: userId },
          signal,
        })
      ).id,
  };
}

/** One nonce a key, of the length that Discord takes. */
export function nonceOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, MAX_NONCE_CHARS);
}

function tokenPath({ applicationId, token, target }: WebhookRoute): RouteLike {
  return Routes.webhookMessage(applicationId, token, target);
}
