import { RESTJSONErrorCodes as Code, SnowflakeUtil } from 'discord.js';

import { HOUR_MS, PlatformError, type Clock, type Logger, type PlatformErrorCode } from '../core/index.ts';
import { channelOf, liveWebhook, type DiscordHandle } from './handle.ts';
import type { OutgoingMessage } from './layout.ts';
import type { DiscordCalls, RawMessage } from './rest-calls.ts';
import { discordCodeOf } from './rest-errors.ts';

export interface RouteOptions {
  calls: DiscordCalls;
  clock: Clock;
  logger: Logger;
}

interface ToShow {
  message: OutgoingMessage;
  signal: AbortSignal;
}

export interface Showing extends ToShow {
  /** Names a new message, should one be needed: the same for every try to show the same. */
  nonceKey: string;
  /** Pictures do not wait for the narrow limit on edits of old messages. */
  isDelivery: boolean;
}

export interface Shown {
  handle: DiscordHandle;
  messageId: string;
}

/** Messages older than this take few edits (error 30046). */
const OLD_MESSAGE_MS = HOUR_MS;

/**
 * Brings a message to where its people are, by the first way that is open: an edit by the interaction token while that is young; an edit
 * by the bot; a new message in the same place that refers to the old one. What only one person may see goes by token or not at all.
 *
 * @throws PlatformError of the way that failed last; `handle_expired` when none is left.
 */
export async function showMessage(
  handle: DiscordHandle,
  showing: Showing,
  options: RouteOptions,
): Promise<Shown> {
  const edited = await editByToken(handle, showing, options);
  if (edited.shown) return edited.shown;
  const reached = edited.isGone ? null : await editByBot(edited.handle, showing, options);
  return reached ?? postAnew(edited.handle, showing, options);
}

/**
 * The same by the token alone: nobody else sees it, and whoever asked is there to ask again.
 *
 * @throws PlatformError; `handle_expired` when the token is dead.
 */
export async function showByToken(
  handle: DiscordHandle,
  showing: ToShow,
  options: RouteOptions,
): Promise<Shown> {
  const edited = await editByToken(handle, showing, options);
  return edited.shown ?? followUp({ ...edited.handle, ephemeral: true }, showing, options);
}

interface Attempt {
  shown: Shown | null;
  /** Without the token, where that turned out to be dead. */
  handle: DiscordHandle;
  isGone: boolean;
}

async function editByToken(
  handle: DiscordHandle,
  { message, signal }: ToShow,
  { calls, clock, logger }: RouteOptions,
): Promise<Attempt> {
  const webhook = liveWebhook(handle, clock.now());
  // A dead credential is of no use to anybody.
  if (webhook === null) return { shown: null, handle: { ...handle, webhook: null }, isGone: false };
  try {
    const { id } = await calls.editByToken(webhook, message, signal);
    return { shown: { handle: { ...handle, messageId: id }, messageId: id }, handle, isGone: false };
  } catch (error) {
    // Lost ways are what the other ways are for; everything else is the caller's.
    const reason = lostWay(error);
    if (reason === null) throw error;
    logger.info({ reason }, 'A message could not be reached by its interaction token.');
    const isDead = reason === 'handle_expired';
    return { shown: null, handle: isDead ? { ...handle, webhook: null } : handle, isGone: !isDead };
  }
}

/** Null when the message cannot be reached so, and a new one has to take its place. */
async function editByBot(
  handle: DiscordHandle,
  { message, isDelivery, signal }: Showing,
  { calls, clock, logger }: RouteOptions,
): Promise<Shown | null> {
  const { place, messageId } = handle;
  if (messageId === null || handle.ephemeral || !handle.botMayPost) return null;
  try {
    await calls.edit(channelOf(place), messageId, message, signal);
    return { handle, messageId };
  } catch (error) {
    // As above: a message that cannot be edited leaves a new one.
    const isTooOld = isDelivery && isOldAndLimited(error, messageId, clock.now());
    const reason = isTooOld ? 'rate_limited' : lostWay(error);
    if (reason === null) throw error;
    logger.info({ reason }, 'A message could not be edited any more; a new one takes its place.');
    return null;
  }
}

async function postAnew(handle: DiscordHandle, showing: Showing, options: RouteOptions): Promise<Shown> {
  const { calls, clock } = options;
  const { message, nonceKey, signal } = showing;
  const webhook = liveWebhook(handle, clock.now());
  if (handle.botMayPost && !handle.ephemeral) {
    try {
      const replyTo = handle.messageId ?? handle.replyTo;
      const about = { nonceKey: `${nonceKey} ${handle.messageId ?? ''}`, replyTo };
      const posted = await postReply(calls, channelOf(handle.place), message, about, signal);
      return { handle: { ...handle, messageId: posted.id, webhook: null }, messageId: posted.id };
    } catch (error) {
      // The token's follow-up needs none of the bot's own permissions.
      if (webhook === null || !isPlatformError(error, 'missing_permission')) throw error;
    }
  }
  return followUp(handle, showing, options);
}

/** A new message by the token, which is the only way left. */
async function followUp(
  handle: DiscordHandle,
  { message, signal }: ToShow,
  { calls, clock }: RouteOptions,
): Promise<Shown> {
  const webhook = liveWebhook(handle, clock.now());
  if (webhook === null)
    throw new PlatformError('handle_expired', 'No way to this place is left.', { retry: 'user_may' });
  const { id } = await calls.postByToken(webhook, message, handle.ephemeral, signal);
  return { handle: { ...handle, messageId: id, webhook: { ...webhook, target: id } }, messageId: id };
}

/** A new message of the bot's own; without the reference, where it may not read what it would refer to. */
export async function postReply(
  calls: DiscordCalls,
  channelId: string,
  message: OutgoingMessage,
  about: { nonceKey: string; replyTo: string | null },
  signal: AbortSignal,
): Promise<RawMessage> {
  try {
    return await calls.post(channelId, message, about, signal);
  } catch (error) {
    // The reference is a courtesy; the message is not.
    const isUnreadable =
      error instanceof PlatformError &&
      discordCodeOf(error) === Code.CannotReplyWithoutPermissionToReadMessageHistory;
    if (!isUnreadable || about.replyTo === null) throw error;
    return calls.post(channelId, message, { ...about, replyTo: null }, signal);
  }
}

/** Why the message is out of reach, where another way may still be open; null where it is not, or the chat is only down. */
function lostWay(error: unknown): PlatformErrorCode | null {
  if (!(error instanceof PlatformError)) return null;
  const code = discordCodeOf(error);
  // A new message brings an archived thread back, an edit does not. 50005: the message is not the bot's own.
  const isFixed =
    code === Code.InvalidActionOnArchivedThread || code === Code.CannotEditMessageAuthoredByAnotherUser;
  const isMessageGone = error.reason === 'gone' && code === Code.UnknownMessage;
  return isFixed || isMessageGone || error.reason === 'handle_expired' ? error.reason : null;
}

function isOldAndLimited(error: unknown, messageId: string, now: number): boolean {
  return (
    isPlatformError(error, 'rate_limited') && now - SnowflakeUtil.timestampFrom(messageId) > OLD_MESSAGE_MS
  );
}

function isPlatformError(error: unknown, reason: PlatformErrorCode): boolean {
  return error instanceof PlatformError && error.reason === reason;
}
