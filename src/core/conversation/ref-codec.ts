import { z } from 'zod';

import { IDS_ARE_GLOBAL, PLATFORMS, type ConversationRef, type MessageRef, type Requester } from './refs.ts';

/**
 * References as strings, for the adapters' notes, URLs and logs, and back. JSON arrays: whatever an id holds, it cannot run into
 * its neighbour, and null stays apart from an empty text.
 */
const conversationSchema = z.tuple([
  z.enum(PLATFORMS),
  z.string().nullable(),
  z.string(),
  z.string().nullable(),
]);
const messageSchema = z.tuple([...conversationSchema.def.items, z.string()]);

/** The key of a person, for limits, turns and ownership: the same for every request of theirs, another one for everybody else. */
export function requesterKey({
  platform,
  workspaceId,
  userId,
}: Pick<Requester, 'platform' | 'workspaceId' | 'userId'>): string {
  return JSON.stringify([platform, IDS_ARE_GLOBAL[platform] ? null : workspaceId, userId]);
}

export function encodeConversationRef(conversation: ConversationRef): string {
  return JSON.stringify(conversationParts(conversation));
}

/** Null for anything that `encodeConversationRef` did not make. */
export function parseConversationRef(text: string): ConversationRef | null {
  const parts = conversationSchema.safeParse(parseJson(text));
  if (!parts.success) return null;
  const [platform, workspaceId, channelId, threadId] = parts.data;
  return { platform, workspaceId, channelId, threadId };
}

export function encodeMessageRef(message: MessageRef): string {
  return JSON.stringify([...conversationParts(message.conversation), message.messageId]);
}

/** Null for anything that `encodeMessageRef` did not make. */
export function parseMessageRef(text: string): MessageRef | null {
  const parts = messageSchema.safeParse(parseJson(text));
  if (!parts.success) return null;
  const [platform, workspaceId, channelId, threadId, messageId] = parts.data;
  return { conversation: { platform, workspaceId, channelId, threadId }, messageId };
}

function conversationParts({ platform, workspaceId, channelId, threadId }: ConversationRef): unknown[] {
  return [platform, workspaceId, channelId, threadId];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Foreign text is no error here: a parser of this house answers with a value or with null.
    return null;
  }
}
