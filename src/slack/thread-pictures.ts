import { isDirectId } from './ids.ts';
import { picturesOfMessage } from './message-files.ts';
import type { Team } from './tools.ts';
import { slackCodeOf } from './web-errors.ts';
import type { FileWire, MessageWire } from './wire.ts';
import { hasScope } from './workspace.ts';

/** "No more than 200 results at a time" is Slack's advice ("Pagination"). */
const MESSAGES_A_PAGE = 200;
/** Slack gives the oldest first. Whoever means a picture of a longer thread names it by the shortcut. */
const MAX_PAGES = 5;

const HISTORY_SCOPES = ['channels:history', 'groups:history'] as const;

/** Errors by which Slack says that the bot may not read there. */
const UNREADABLE = ['missing_scope', 'channel_not_found', 'not_in_channel', 'thread_not_found'];

/**
 * The pictures of the newest message of a thread that has any, its first message among them; the question itself is left out. Null where
 * the bot may not read it, or not to its end.
 *
 * @throws PlatformError when Slack is down.
 */
export async function picturesOfThread(
  { workspace, calls }: Team,
  { channelId, threadTs, exceptTs }: { channelId: string; threadTs: string; exceptTs: string },
  signal: AbortSignal,
): Promise<readonly FileWire[] | null> {
  const scopes = isDirectId(channelId) ? ['im:history'] : HISTORY_SCOPES;
  if (!scopes.some((scope) => hasScope(workspace, scope))) return null;
  let newest: MessageWire | null = null;
  let cursor = '';
  try {
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const found = await calls.thread({ channelId, threadTs }, { limit: MESSAGES_A_PAGE, cursor }, signal);
      for (const message of found.messages) {
        const isNewer = newest === null || message.ts > newest.ts;
        if (isNewer && message.ts !== exceptTs && picturesOfMessage(message).length > 0) newest = message;
      }
      cursor = found.cursor;
      if (cursor === '') return newest === null ? [] : picturesOfMessage(newest);
    }
    // What was not read may be what is meant, and a wrong picture costs money.
    return null;
  } catch (error) {
    const code = slackCodeOf(error);
    if (code !== null && UNREADABLE.includes(code)) return null;
    throw error;
  }
}
