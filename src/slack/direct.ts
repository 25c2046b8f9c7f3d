import type { RequestOrigin } from '../core/index.ts';
import type { SlackPlace } from './handle.ts';
import { noticeMessage } from './layout.ts';
import { parseReply } from './reply-handle.ts';
import { answerByUrl, liveResponseUrl } from './response-url.ts';
import type { Team, TeamTools } from './tools.ts';

/** Where a person's direct messages with the bot are. @throws PlatformError `missing_permission` when they take none. */
export async function directPlace(
  userId: string,
  { calls, workspace }: Team,
  signal: AbortSignal,
): Promise<SlackPlace & { teamId: string }> {
  const channelId = await calls.openDm(userId, signal);
  return { teamId: workspace.teamId, channelId, threadTs: null };
}

/** Says where somebody asked, to them alone, that the answer comes elsewhere. Best effort: the answer itself comes in any case. */
export async function sendReceipt(
  origin: RequestOrigin,
  text: string,
  { clock, logger }: TeamTools,
  signal: AbortSignal,
): Promise<void> {
  const url = liveResponseUrl(parseReply(origin.replyHandle), clock.now());
  if (url === null) return;
  try {
    await answerByUrl(url, noticeMessage({ text, actions: [] }), { clock, signal });
  } catch (error) {
    signal.throwIfAborted();
    // The message that it announces stands already.
    logger.info({ eventKey: origin.eventKey, error }, 'A receipt did not come through.');
  }
}
