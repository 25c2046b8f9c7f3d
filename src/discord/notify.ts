import { PlatformError, type NoticeView, type RequestOrigin } from '../core/index.ts';
import { postReply, type RouteOptions } from './delivery-route.ts';
import { channelOf, liveWebhook, placeOf, handleOfReply } from './handle.ts';
import { noticeMessage, privateNoticeMessage } from './layout.ts';
import { PRESENTER_WORDS } from './presenter-words.ts';
import { CLOSED, showInDm } from './private-delivery.ts';
import { parseReply, type DiscordReply } from './reply-handle.ts';

/**
 * A short answer to the person behind an event: for their eyes only while the interaction's token lives; then, and for a message of
 * theirs, as a reply that mentions nobody. What was private is told by direct message then; where those are closed, the channel hears
 * only that a request has ended, with a button for its owner.
 *
 * @throws PlatformError; `handle_expired` where no way is left.
 */
export async function notifyPerson(
  origin: RequestOrigin,
  notice: NoticeView,
  options: RouteOptions,
  signal: AbortSignal,
): Promise<void> {
  const { calls } = options;
  const reply = parseReply(origin.replyHandle);
  const clickerId = reply?.kind === 'interaction' ? reply.userId : null;
  // The click may have been a moderator's, on somebody else's job.
  const userId = notice.about?.requesterUserId ?? clickerId;
  const isTheirs = reply?.kind === 'interaction' && clickerId === userId;
  if (isTheirs && (await isToldByToken(reply, origin, notice, options, signal))) return;
  const message = noticeMessage(notice);
  // The event's own key: the same notice for the same event is the same message.
  const nonceKey = `notice ${origin.eventKey} ${notice.text}`;
  const channel = { id: channelOf(placeOf(origin.conversation)), replyTo: reply?.messageId ?? null };
  const botMayPost = reply?.kind === 'message' || reply?.botMayPost === true;
  const about = { nonceKey, replyTo: channel.replyTo };
  if (!isPrivate(reply, origin, notice) && botMayPost) {
    try {
      await postReply(calls, channel.id, message, about, signal);
      return;
    } catch (error) {
      // Whoever is known can still be told by direct message.
      const isRefused = error instanceof PlatformError && CLOSED.includes(error.reason);
      if (!isRefused || userId === null) throw error;
    }
  }
  if (userId === null)
    throw new PlatformError('handle_expired', 'No way to the person is left.', { retry: 'user_may' });
  try {
    await showInDm(userId, message, nonceKey, options, signal);
  } catch (error) {
    // Closed direct messages leave the channel, where nothing of it may be said.
    const isClosed = error instanceof PlatformError && error.reason === 'handle_expired';
    if (!isClosed || !botMayPost || !notice.about) throw error;
    const ended = privateNoticeMessage(notice.about.jobId, userId, PRESENTER_WORDS.endedInPrivate);
    await postReply(calls, channel.id, ended, { ...about, nonceKey: `${nonceKey} ended` }, signal);
  }
}

/** By a follow-up for the person's eyes only; false where the token has ended. */
async function isToldByToken(
  reply: Extract<DiscordReply, { kind: 'interaction' }>,
  { conversation, eventKey }: RequestOrigin,
  notice: NoticeView,
  { calls, clock, logger }: RouteOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const webhook = liveWebhook(handleOfReply(reply, conversation), clock.now());
  if (webhook === null) return false;
  try {
    await calls.postByToken(webhook, noticeMessage(notice), true, signal);
    return true;
  } catch (error) {
    // A token that ended early is what the other ways are for.
    if (!(error instanceof PlatformError) || error.reason !== 'handle_expired') throw error;
    logger.info({ eventKey }, 'An interaction token ended early.');
    return false;
  }
}

/** Whether others must not read it where the event was. Direct messages have no others. */
function isPrivate(
  reply: DiscordReply | null,
  { conversation }: RequestOrigin,
  { about }: NoticeView,
): boolean {
  if (reply?.kind === 'interaction' && reply.ephemeral) return true;
  return about?.audience === 'requester' && conversation.workspaceId !== null;
}
