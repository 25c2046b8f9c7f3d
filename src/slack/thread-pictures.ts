import { z } from 'zod';

import { picturesOfMessage } from './message-files.ts';
import { codeOfCall } from './slack-code.ts';
import { platformErrorOf } from './web-errors.ts';
import { messageSchema, type FileWire } from './wire.ts';
import { hasScope, type SlackWorkspace } from './workspace.ts';

/** One look is enough: the newest picture of a longer thread is named by the shortcut. */
const MESSAGES_A_LOOK = 100;

const HISTORY_SCOPES = ['channels:history', 'groups:history'] as const;

/** Errors by which Slack says that the bot may not read there. */
const UNREADABLE = ['missing_scope', 'channel_not_found', 'not_in_channel', 'thread_not_found'];

const repliesSchema = z.object({ messages: z.array(messageSchema) });

/**
 * The pictures of the newest message of a thread that has any, its first message among them; the question itself is left out. Null where
 * the bot may not read it.
 *
 * @throws PlatformError when Slack is down.
 */
export async function picturesOfThread(
  workspace: SlackWorkspace,
  { channelId, threadTs, exceptTs }: { channelId: string; threadTs: string; exceptTs: string },
): Promise<readonly FileWire[] | null> {
  const scopes = channelId.startsWith('D') ? ['im:history'] : HISTORY_SCOPES;
  if (!scopes.some((scope) => hasScope(workspace, scope))) return null;
  const about = { channel: channelId, ts: threadTs, limit: MESSAGES_A_LOOK };
  try {
    const { messages } = repliesSchema.parse(await workspace.client.conversations.replies(about));
    const withPictures = messages.filter(({ ts }) => ts !== exceptTs).map(picturesOfMessage);
    return withPictures.findLast((pictures) => pictures.length > 0) ?? [];
  } catch (error) {
    const code = codeOfCall(error);
    if (code !== null && UNREADABLE.includes(code)) return null;
    throw platformErrorOf(error, 'read');
  }
}
