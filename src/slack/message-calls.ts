import { z } from 'zod';

import type { Caller } from './caller.ts';
import type { SlackMessage } from './layout.ts';
import { messageSchema } from './wire.ts';

const postedSchema = z.object({ ts: z.string() });
const permalinkSchema = z.object({ permalink: z.string() });
const storedMessageSchema = messageSchema.extend({
  metadata: z
    .object({
      event_type: z.string().nullish(),
      event_payload: z.record(z.string(), z.unknown()).nullish(),
    })
    .nullish(),
});
const pageSchema = z.object({
  messages: z.array(storedMessageSchema),
  has_more: z.boolean().nullish(),
});
export type MessagePage = z.infer<typeof pageSchema>;

/** Messages that one look brings. More than this, and the place is too busy to be searched. */
const PAGE_MESSAGES = 100;

export interface Where {
  channelId: string;
  threadTs: string | null;
}

export interface MessageData {
  eventType: string;
  payload: Readonly<Record<string, string>>;
}

/** On every message: nobody's words may become a mention, a link or a preview. */
export const TAME = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false } as const;

/** Calls about messages. */
// The return type is the list of the calls below; written out it would be the same list again.
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function createMessageCalls({ workspace: { client, teamId }, pacing, call, paced }: Caller) {
  const target = ({ channelId, threadTs }: Where): { channel: string; thread_ts?: string } => ({
    channel: channelId,
    ...(threadTs === null ? {} : { thread_ts: threadTs }),
  });

  return {
    /** A new message. Never repeated by itself: the same call twice makes two. Gives its ts. */
    async post(where: Where, message: SlackMessage, data: MessageData, signal: AbortSignal): Promise<string> {
      await pacing.post(teamId, where.channelId, signal);
      const metadata = { event_type: data.eventType, event_payload: { ...data.payload } };
      const posted = await paced(
        (retryAfterMs) => pacing.postRefused(teamId, where.channelId, retryAfterMs),
        () =>
          call('create', postedSchema, signal, () =>
            client.chat.postMessage({ ...target(where), ...message, ...TAME, mrkdwn: false, metadata }),
          ),
      );
      return posted.ts;
    },

    /** @param isLast as `Pacing.update` takes it. */
    async update(channelId: string, ts: string, message: SlackMessage, isLast: boolean, signal: AbortSignal) {
      await pacing.update(teamId, isLast, signal);
      await paced(
        (retryAfterMs) => pacing.updateRefused(teamId, retryAfterMs),
        () =>
          call('edit', z.unknown(), signal, () =>
            client.chat.update({ channel: channelId, ts, ...message, parse: 'none', link_names: false }),
          ),
      );
    },

    postEphemeral: async (where: Where, userId: string, message: SlackMessage, signal: AbortSignal) => {
      await call('edit', z.unknown(), signal, () =>
        client.chat.postEphemeral({
          ...target(where),
          user: userId,
          ...message,
          parse: 'none',
          link_names: false,
        }),
      );
    },

    remove: async (channelId: string, ts: string, signal: AbortSignal) => {
      await call('edit', z.unknown(), signal, () => client.chat.delete({ channel: channelId, ts }));
    },

    permalink: async (channelId: string, ts: string, signal: AbortSignal) =>
      (
        await call('read', permalinkSchema, signal, () =>
          client.chat.getPermalink({ channel: channelId, message_ts: ts }),
        )
      ).permalink,

    /** What was said in a channel, or in a thread, from `oldest` on; the newest, or in a thread the oldest, of them. */
    messages: (
      { channelId, threadTs }: Where,
      range: { oldest: string; latest?: string },
      signal: AbortSignal,
    ): Promise<MessagePage> => {
      const about = {
        channel: channelId,
        ...range,
        inclusive: true,
        include_all_metadata: true,
        limit: PAGE_MESSAGES,
      };
      return call('read', pageSchema, signal, () =>
        threadTs === null
          ? client.conversations.history(about)
          : client.conversations.replies({ ...about, ts: threadTs }),
      );
    },
  };
}
