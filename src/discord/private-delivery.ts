import { PlatformError, type PlatformErrorCode } from '../core/index.ts';
import { postReply, type RouteOptions, type Shown } from './delivery-route.ts';
import { channelOf, handleOfPlace, type DiscordHandle } from './handle.ts';
import { privateNoticeMessage, type OutgoingMessage } from './layout.ts';

/** A place takes nothing of the bot's: a channel that keeps it out, a person who takes no direct messages or shares no server with it. */
export const CLOSED: readonly PlatformErrorCode[] = ['missing_permission', 'gone', 'rejected'];

/** Where a person's direct messages with the bot are, as a handle. @throws PlatformError `handle_expired` when they cannot be opened. */
async function dmHandle(
  userId: string,
  { calls }: RouteOptions,
  signal: AbortSignal,
): Promise<DiscordHandle> {
  const channelId = await orExpired(() => calls.openDm(userId, signal));
  return handleOfPlace({ guildId: null, channelId, threadId: null }, userId);
}

/** Posts in somebody's direct messages. @throws PlatformError `handle_expired` when they take none. */
export async function showInDm(
  userId: string,
  message: OutgoingMessage,
  nonceKey: string,
  options: RouteOptions,
  signal: AbortSignal,
): Promise<Shown> {
  const handle = await dmHandle(userId, options, signal);
  const channelId = channelOf(handle.place);
  const posted = await orExpired(() =>
    options.calls.post(channelId, message, { nonceKey: `${nonceKey} dm`, replyTo: null }, signal),
  );
  return { handle: { ...handle, messageId: posted.id }, messageId: posted.id };
}

/**
 * Brings pictures to their owner alone, once no token reaches their private message or their place takes them no more: by direct
 * message; where those are closed, by a notice in the channel without prompt or picture, whose button brings a fresh token.
 *
 * @throws PlatformError `handle_expired` where neither can be done.
 */
export async function deliverPrivately(
  handle: DiscordHandle,
  { jobId, message, nonceKey }: { jobId: string; message: OutgoingMessage; nonceKey: string },
  options: RouteOptions,
  signal: AbortSignal,
): Promise<Shown> {
  const { calls, logger } = options;
  try {
    return await showInDm(handle.userId, message, nonceKey, options, signal);
  } catch (error) {
    // Closed direct messages are what the notice is for.
    const isClosed = error instanceof PlatformError && error.reason === 'handle_expired';
    if (!isClosed || !handle.botMayPost) throw error;
    logger.info({ jobId }, 'Direct messages are closed; a notice with a button takes their place.');
  }
  const notice = privateNoticeMessage(jobId, handle.userId);
  const about = { nonceKey: `${nonceKey} notice`, replyTo: null };
  const posted = await postReply(calls, channelOf(handle.place), notice, about, signal);
  return { handle: { ...handlePlace(handle), messageId: posted.id }, messageId: posted.id };
}

function handlePlace({ place, userId, maxFileBytes }: DiscordHandle): DiscordHandle {
  return handleOfPlace(place, userId, { maxFileBytes });
}

/** Whatever closes direct messages, for a job it means that its way has ended. */
async function orExpired<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    // One word for all that closes this way, so that callers can go on by another.
    if (!(error instanceof PlatformError) || !CLOSED.includes(error.reason)) throw error;
    throw new PlatformError('handle_expired', 'The person takes no direct messages of the bot.', {
      cause: error,
      retry: 'user_may',
    });
  }
}
