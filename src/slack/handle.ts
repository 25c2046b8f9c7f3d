import { z } from 'zod';

import { PlatformError, type ConversationRef, type MessageRef, type PresenterHandle } from '../core/index.ts';
import { isDirectId } from './ids.ts';

const placeSchema = z.strictObject({
  /** Null: the one workspace of the bot token. */
  teamId: z.string().nullable(),
  channelId: z.string(),
  threadTs: z.string().nullable(),
});

const handleSchema = z.strictObject({
  v: z.literal(1),
  place: placeSchema,
  /** The status message. */
  ts: z.string(),
  /** The person who asked. */
  userId: z.string(),
});

/** Where a job's status message is. No credential: only the bot's own token changes it. */
export type SlackHandle = z.infer<typeof handleSchema>;
/** A channel, a thread in one, or direct messages. */
export type SlackPlace = z.infer<typeof placeSchema>;

/** @throws PlatformError `handle_expired` for anything that is no handle of this presenter. */
export function parseHandle(value: PresenterHandle): SlackHandle {
  const parsed = handleSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new PlatformError('handle_expired', 'The way to the message of this job is not known any more.');
}

export function encodeHandle(handle: SlackHandle): PresenterHandle {
  return handle;
}

export function placeOf({ workspaceId, channelId, threadId }: ConversationRef): SlackPlace {
  return { teamId: workspaceId, channelId, threadTs: threadId };
}

/** Whether nobody but one person and the bot is there. */
export function isDirect({ channelId }: Pick<SlackPlace, 'channelId'>): boolean {
  return isDirectId(channelId);
}

export function refOf({ teamId, channelId, threadTs }: SlackPlace, ts: string): MessageRef {
  return {
    conversation: { platform: 'slack', workspaceId: teamId, channelId, threadId: threadTs },
    messageId: ts,
  };
}
