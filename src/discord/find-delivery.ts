import { SnowflakeUtil } from 'discord.js';

import { parseAction, nullIfRefused, MINUTE_MS } from '../core/index.ts';
import type { RouteOptions } from './delivery-route.ts';
import { channelOf, liveWebhook, type DiscordHandle } from './handle.ts';
import { customIdsOf, picturesOfMessage } from './message-pictures.ts';
import { parseShowButton } from './private-route.ts';
import { RECENT_MESSAGES, type RawMessage } from './rest-calls.ts';

/** Two clocks are never the same, and a message's number is of Discord's. */
const CLOCK_SKEW_MS = MINUTE_MS;

export interface FoundDelivery {
  channelId: string;
  messageId: string;
  isDirect: boolean;
}

/**
 * Looks for the pictures of a job: in the job's own message, among the newest messages of its place, and in its owner's direct
 * messages, where they go when their place refuses them. Told by the job that its buttons name: Discord keeps no nonce for long.
 *
 * @returns null where there surely are none.
 */
export async function findDelivery(
  handle: DiscordHandle,
  { jobId, botUserId }: { jobId: string; botUserId: string },
  options: RouteOptions,
  signal: AbortSignal,
): Promise<FoundDelivery | null | 'unknown'> {
  const { calls, clock } = options;
  const { place, botMayPost, ephemeral, messageId } = handle;
  const own = await ownMessage(handle, options, signal);
  if (own !== null && hasPictures(own))
    return { channelId: channelOf(place), messageId: own.id, isDirect: place.guildId === null };
  // What only a token reaches is edited while it stands there, so nothing new can be in its place.
  const isStanding = (ephemeral || !botMayPost) && own !== null && liveWebhook(handle, clock.now()) !== null;
  const isInDm = place.guildId === null && botMayPost;

  const dm = isInDm ? null : await nullIfRefused(() => calls.openDm(handle.userId, signal));
  const places = [
    ...(botMayPost && !isStanding ? [{ channelId: channelOf(place), isDirect: isInDm }] : []),
    ...(dm === null ? [] : [{ channelId: dm, isDirect: true }]),
  ];
  // What only a token shows stands in no list of the bot's.
  let isSure = isStanding || (botMayPost && !ephemeral);
  for (const { channelId, isDirect } of places) {
    const recent = (await nullIfRefused(() => calls.recent(channelId, signal))) ?? [];
    const found = recent.find((message) => message.author.id === botUserId && isDeliveryOf(message, jobId));
    if (found) return { channelId, messageId: found.id, isDirect };
    // An empty channel is also what a bot sees that may not read its history.
    isSure &&= reachesBack(recent, messageId ?? handle.replyTo) && (isDirect || recent.length > 0);
  }
  return isSure ? null : 'unknown';
}

/**
 * Looks for pictures that were shared, among the newest messages of their place.
 *
 * @param since when they were shared at the earliest, in milliseconds since 1970.
 * @returns null where there surely are none.
 */
export async function findShared(
  channelId: string,
  { jobId, botUserId, since }: { jobId: string; botUserId: string; since: number },
  { calls }: Pick<RouteOptions, 'calls'>,
  signal: AbortSignal,
): Promise<RawMessage | null | 'unknown'> {
  const recent = (await nullIfRefused(() => calls.recent(channelId, signal))) ?? [];
  const found = recent.find((message) => message.author.id === botUserId && showsPicturesOf(message, jobId));
  if (found) return found;
  const from = SnowflakeUtil.generate({ timestamp: since - CLOCK_SKEW_MS }).toString();
  // An empty channel is also what a bot sees that may not read its history.
  return recent.length > 0 && reachesBack(recent, from) ? null : 'unknown';
}

/** The message of the handle; null where it cannot be read. */
async function ownMessage(
  handle: DiscordHandle,
  { calls, clock }: RouteOptions,
  signal: AbortSignal,
): Promise<RawMessage | null> {
  const webhook = liveWebhook(handle, clock.now());
  const byToken = webhook === null ? null : await nullIfRefused(() => calls.readByToken(webhook, signal));
  const { messageId, ephemeral, botMayPost } = handle;
  if (byToken !== null || messageId === null || ephemeral || !botMayPost) return byToken;
  return nullIfRefused(() => calls.read(channelOf(handle.place), messageId, signal));
}

/** Whether these are all messages since `since`. */
function reachesBack(recent: readonly RawMessage[], since: string | null): boolean {
  const oldest = recent.at(-1);
  if (recent.length < RECENT_MESSAGES || oldest === undefined) return true;
  return since !== null && BigInt(oldest.id) <= BigInt(since);
}

function isDeliveryOf(message: RawMessage, jobId: string): boolean {
  const ids = customIdsOf(message);
  const isNotice = ids.some((id) => parseShowButton(id) === jobId) && !ids.some((id) => parseAction(id));
  return isNotice || showsPicturesOf(message, jobId);
}

function showsPicturesOf(message: RawMessage, jobId: string): boolean {
  return hasPictures(message) && customIdsOf(message).some((id) => parseAction(id)?.jobId === jobId);
}

function hasPictures(message: RawMessage): boolean {
  return picturesOfMessage(message).length > 0;
}
