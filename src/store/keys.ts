import type { ConversationRef, MessageRef, Requester } from '../core/index.ts';

/**
 * The strings by which rows are found. They are JSON arrays, so that no id can run into its neighbour, and they are never read back:
 * the references themselves are stored beside them.
 */
export type Person = Pick<Requester, 'platform' | 'workspaceId' | 'userId'>;

/** Limits count by the same key by which the line is fair. */
export { requesterKey as personKey } from '../core/index.ts';

/** A channel with all its threads. */
export function channelKey(conversation: ConversationRef): string {
  return JSON.stringify([conversation.platform, conversation.workspaceId, conversation.channelId]);
}

/** Exactly this place: a thread is another one than its channel. */
export function conversationKey(conversation: ConversationRef): string {
  const { platform, workspaceId, channelId, threadId } = conversation;
  return JSON.stringify([platform, workspaceId, channelId, threadId]);
}

/** Without the thread: an id is unique in its channel, and two events may name one message with and without its thread. */
export function messageKey(message: MessageRef): string {
  const { platform, workspaceId, channelId } = message.conversation;
  return JSON.stringify([platform, workspaceId, channelId, message.messageId]);
}

/** Events are unique on their platform. */
export function eventKey(platform: string, key: string): string {
  return JSON.stringify([platform, key]);
}
