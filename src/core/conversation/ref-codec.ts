import { IDS_ARE_GLOBAL, type ConversationRef, type Requester } from './refs.ts';

/**
 * References as strings, by which things are found again; they are never read back. JSON arrays: whatever an id holds, it cannot run
 * into its neighbour, and null stays apart from an empty text.
 */

/** The key of a person, for limits, turns and ownership: the same for every request of theirs, another one for everybody else. */
export function requesterKey({
  platform,
  workspaceId,
  userId,
}: Pick<Requester, 'platform' | 'workspaceId' | 'userId'>): string {
  return JSON.stringify([platform, IDS_ARE_GLOBAL[platform] ? null : workspaceId, userId]);
}

/** Exactly this place: a thread is another one than its channel. */
export function encodeConversationRef({
  platform,
  workspaceId,
  channelId,
  threadId,
}: ConversationRef): string {
  return JSON.stringify([platform, workspaceId, channelId, threadId]);
}
