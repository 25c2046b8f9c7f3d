import type { HomeView, ModalView } from '@slack/types';
import { z } from 'zod';

import type { Caller } from './caller.ts';
import { conversationSchema, messageSchema, type ConversationWire, type MessageWire } from './wire.ts';

const openedSchema = z.object({ channel: z.object({ id: z.string() }) });
const infoSchema = z.object({ channel: conversationSchema });
const cursorSchema = z.object({ next_cursor: z.string().nullish() }).nullish();
const membersSchema = z.object({ members: z.array(z.string()), response_metadata: cursorSchema });
const repliesSchema = z.object({ messages: z.array(messageSchema), response_metadata: cursorSchema });

/** A part of a list; the empty cursor names its beginning, and in an answer its end. */
interface Page {
  limit: number;
  cursor: string;
}

/** Calls about channels, their people, and what is drawn outside of messages. */
// The return type is the list of the calls below; written out it would be the same list again.
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function createPlaceCalls({ workspace: { client }, call }: Caller) {
  const page = ({ limit, cursor }: Page): { limit: number; cursor?: string } =>
    cursor === '' ? { limit } : { limit, cursor };

  return {
    /** The channel of the direct messages with a person; opening it twice gives the same. */
    openDm: async (userId: string, signal: AbortSignal) =>
      (await call('edit', openedSchema, signal, () => client.conversations.open({ users: userId }))).channel
        .id,

    placeInfo: async (channelId: string, signal: AbortSignal): Promise<ConversationWire> =>
      (await call('read', infoSchema, signal, () => client.conversations.info({ channel: channelId })))
        .channel,

    members: async (
      channelId: string,
      at: Page,
      signal: AbortSignal,
    ): Promise<{ members: readonly string[]; cursor: string }> => {
      const { members, response_metadata } = await call('read', membersSchema, signal, () =>
        client.conversations.members({ channel: channelId, ...page(at) }),
      );
      return { members, cursor: response_metadata?.next_cursor ?? '' };
    },

    /** The messages of a thread, its first one among them, oldest first. */
    thread: async (
      { channelId, threadTs }: { channelId: string; threadTs: string },
      at: Page,
      signal: AbortSignal,
    ): Promise<{ messages: readonly MessageWire[]; cursor: string }> => {
      const { messages, response_metadata } = await call('read', repliesSchema, signal, () =>
        client.conversations.replies({ channel: channelId, ts: threadTs, ...page(at) }),
      );
      return { messages, cursor: response_metadata?.next_cursor ?? '' };
    },

    openView: async (triggerId: string, view: ModalView, signal: AbortSignal) => {
      await call('edit', z.unknown(), signal, () => client.views.open({ trigger_id: triggerId, view }));
    },

    publishHome: async (userId: string, view: HomeView, signal: AbortSignal) => {
      await call('edit', z.unknown(), signal, () => client.views.publish({ user_id: userId, view }));
    },
  };
}
