import { PlatformError, type NoticeView, type RequestOrigin } from '../core/index.ts';
import { postReply, type RouteOptions } from './delivery-route.ts';
import { channelOf, liveWebhook, placeOf, handleOfReply } from './handle.ts';
import { noticeMessage } from './layout.ts';
import { showInDm } from './private-delivery.ts';
import { parseReply } from './reply-handle.ts';

/**
 * A short answer to the person behind an event: for their eyes only while the interaction's token lives; then, and for a message of
 * theirs, as a reply that mentions nobody. What was private is told by direct message then, never in a channel.
 *
 * @throws PlatformError; `handle_expired` where no way is left.
 */
export async function notifyPerson(
  origin: RequestOrigin,
  notice: NoticeView,
  options: RouteOptions,
  signal: AbortSignal,
): Promise<void> {
  const { calls, clock, logger } = options;
  const reply = parseReply(origin.replyHandle);
  const message = noticeMessage(notice);
  const channelId = channelOf(placeOf(origin.conversation));
  // The event's own key: the same notice for the same event is the same message.
  const nonceKey = `notice ${origin.eventKey} ${notice.text}`;
  if (reply?.kind === 'message') {
    await postReply(calls, channelId, message, { nonceKey, replyTo: reply.messageId }, signal);
    return;
  }
  const webhook = reply && liveWebhook(handleOfReply(reply, origin.conversation), clock.now());
  if (webhook) {
    try {
      await calls.postByToken(webhook, message, true, signal);
      return;
    } catch (error) {
      const isExpired = error instanceof PlatformError && error.reason === 'handle_expired';
      if (!isExpired) throw error;
      logger.info({ eventKey: origin.eventKey }, 'An interaction token ended early.');
    }
  }
  if (reply?.ephemeral) {
    await showInDm(reply.userId, message, nonceKey, options, signal);
    return;
  }
  if (!reply?.botMayPost)
    throw new PlatformError('handle_expired', 'No way to the person is left.', { retry: 'user_may' });
  await postReply(calls, channelId, message, { nonceKey, replyTo: reply.messageId }, signal);
}
