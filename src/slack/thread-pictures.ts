import { z } from 'zod';

import { isDirectId } from './ids.ts';
import { picturesOfMessage } from './message-files.ts';
import { codeOfCall } from './slack-code.ts';
import { platformErrorOf } from './web-errors.ts';
import { messageSchema, type FileWire, type MessageWire } from './wire.ts';
import { hasScope, type SlackWorkspace } from './workspace.ts';

/** "No more than 200 results at a time" is Slack's advice ("Pagination"). */
const MESSAGES_A_PAGE = 200;
/** Slack gives the oldest first. Whoever means a picture of a longer thread names it by the shortcut. */
const MAX_PAGES = 5;

const HISTORY_SCOPES = ['channels:history', 'groups:history'] as const;

/** Errors by which Slack says that the bot may not read there. */
const UNREADABLE = ['missing_scope', 'channel_not_found', 'not_in_channel', 'thread_not_found'];

const repliesSchema = z.object({
  messages: z.array(messageSchema),
  response_metadata: z.object({ next_cursor: z.string().nullish() }).nullish(),
});

/**
 * The pictures of the newest message of a thread that has any, its first message among them; the question itself is left out. Null where
 * the bot may not read it, or not to its end.
 *
 * @throws PlatformError when Slack is down.
 */
export async function picturesOfThread(
  workspace: SlackWorkspace,
  { channelId, threadTs, exceptTs }: { channelId: string; threadTs: string; exceptTs: string },
): Promise<readonly FileWire[] | null> {
  const scopes = isDirectId(channelId) ? ['im:history'] : HISTORY_SCOPES;
  if (!scopes.some((scope) => hasScope(workspace, scope))) return null;
  let newest: MessageWire | null = null;
  let cursor = '';
  try {
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const about = { channel: channelId, ts: threadTs, limit: MESSAGES_A_PAGE };
      const answer = await workspace.client.conversations.replies(
        cursor === '' ? about : { ...about, cursor },
      );
      const { messages, response_metadata } = repliesSchema.parse(answer);
      for (const message of messages) {
        const isNewer = newest === null || message.ts > newest.ts;
        if (isNewer && message.ts !== exceptTs && picturesOfMessage(message).length > 0) newest = message;
      }
      cursor = response_metadata?.next_cursor ?? '';
      if (cursor === '') return newest === null ? [] : picturesOfMessage(newest);
    }
    // What was not read may be what is meant, and a wrong picture costs money.
    return null;
  } catch (error) {
    const code = codeOfCall(error);
    if (code !== null && UNREADABLE.includes(code)) return null;
    throw platformErrorOf(error, 'read');
  }
}
