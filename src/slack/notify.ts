import { PlatformError, type NoticeView, type RequestOrigin } from '../core/index.ts';
import { directPlace } from './direct.ts';
import { isDirect, placeOf } from './handle.ts';
import { noticeMessage } from './layout.ts';
import { parseReply, type SlackReply } from './reply-handle.ts';
import { answerByUrl, liveResponseUrl } from './response-url.ts';
import { inTeam, type PresenterTools, type TeamTools } from './tools.ts';
import { isPlaceClosed } from './web-errors.ts';

/** `event_type` of a short answer that came as a direct message. */
const NOTICE_EVENT = 'imagine_notice';

/**
 * A short answer to the person behind an event, for their eyes only: by the event's own address while that lives; then as an ephemeral
 * message where the bot may post; then as a direct message.
 *
 * @throws PlatformError; `handle_expired` where no way is left.
 */
export async function notifyPerson(
  origin: RequestOrigin,
  notice: NoticeView,
  presenter: PresenterTools,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const { clock, logger } = presenter;
  const reply = parseReply(origin.replyHandle);
  if (reply === null)
    throw new PlatformError('handle_expired', 'No way to the person is left.', { retry: 'user_may' });
  const message = noticeMessage(notice);
  const url = liveResponseUrl(reply, clock.now());
  if (url !== null) {
    try {
      await answerByUrl(url, message, { clock, signal });
      return;
    } catch (error) {
      // Whatever it was, there are other ways; a person who is told twice is better off than one who is not told at all.
      if (!(error instanceof PlatformError)) throw error;
      signal.throwIfAborted();
      logger.info({ eventKey: origin.eventKey, error }, 'An event did not take an answer by its address.');
    }
  }
  const tools = await inTeam(origin.conversation.workspaceId, presenter);
  if (await toldInPlace(origin, reply, message, tools, signal)) return;
  const place = await directPlace(reply.userId, tools, signal);
  await tools.calls.post(place, message, { eventType: NOTICE_EVENT, payload: {} }, signal);
}

/** False where only direct messages are left. */
async function toldInPlace(
  { conversation }: RequestOrigin,
  reply: SlackReply,
  message: ReturnType<typeof noticeMessage>,
  { calls }: TeamTools,
  signal: AbortSignal,
): Promise<boolean> {
  const place = placeOf(conversation);
  if (reply.kind === 'user' || !reply.botMayPost || isDirect(place)) return false;
  try {
    await calls.postEphemeral(place, reply.userId, message, signal);
    return true;
  } catch (error) {
    if (!isPlaceClosed(error)) throw error;
    return false;
  }
}
