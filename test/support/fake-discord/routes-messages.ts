import { MINUTE_MS } from '../../../src/core/time.ts';
import { isRecord } from './components.ts';
import { discordError, invalidForm } from './discord-error.ts';
import { createMessage, deleteMessage, editMessage, messageBody } from './messages.ts';
import type { OldMessageEdits } from './old-message-edits.ts';
import { may, maySend } from './permissions.ts';
import { renderMessage } from './render-message.ts';
import type { MessageView } from './render-message.ts';
import { NO_CONTENT, ok } from './router.ts';
import type { RestAnswer, RestCall, Router } from './router.ts';
import type { ChannelRecord, MessageRecord } from './state.ts';

/** For how long `enforce_nonce` finds an earlier message ("a few minutes", says Discord's reference). */
const NONCE_LIFETIME_MS = 5 * MINUTE_MS;
const PAGE_SIZE = 50;
const PAGE_LIMIT = 100;

/** Messages by bot token: `/channels/{id}/messages…`. */
export function addMessageRoutes(router: Router, view: MessageView, oldEdits: OldMessageEdits): void {
  const { world } = view;
  const { id: botId } = world.bot;

  const render = (message: MessageRecord): unknown =>
    renderMessage(view, message, world.messageContentAllowed);

  const channelOf = (call: RestCall): ChannelRecord => {
    const channel = world.channel(call.param('channel_id'));
    if (!channel.botIsIn || !may(world, channel, botId, 'ViewChannel')) throw discordError('missing_access');
    return channel;
  };

  /** Nobody reads an ephemeral message by bot token, not even its author. */
  const messageOf = (channel: ChannelRecord, call: RestCall): MessageRecord => {
    const message = world.message(channel.id, call.param('message_id'));
    if (message.ephemeralFor !== null) throw discordError('unknown_message');
    return message;
  };

  const list = (call: RestCall): RestAnswer => {
    const channel = channelOf(call);
    if (!may(world, channel, botId, 'ReadMessageHistory')) return ok([]);
    const bound = (name: string): bigint | null =>
      call.query.has(name) ? BigInt(call.query.get(name) ?? '0') : null;
    const [before, after, around] = [bound('before'), bound('after'), bound('around')];
    const limit = Math.min(Number(call.query.get('limit') ?? PAGE_SIZE), PAGE_LIMIT);
    let found = world.messagesIn(channel.id).filter((message) => message.ephemeralFor === null);
    if (before !== null) found = found.filter((message) => BigInt(message.id) < before);
    if (after !== null) found = found.filter((message) => BigInt(message.id) > after);
    if (around !== null) {
      const at = found.findIndex((message) => BigInt(message.id) >= around);
      found = found.slice(Math.max(0, at - Math.floor(limit / 2)));
    }
    const page = after !== null || around !== null ? found.slice(0, limit) : found.slice(-limit);
    return ok(page.toReversed().map(render));
  };

  const read = (call: RestCall): RestAnswer => {
    const channel = channelOf(call);
    if (!may(world, channel, botId, 'ReadMessageHistory')) throw discordError('missing_access');
    return ok(render(messageOf(channel, call)));
  };

  const create = async (call: RestCall): Promise<RestAnswer> => {
    const channel = channelOf(call);
    if (!maySend(world, channel, botId)) throw discordError('missing_permissions');
    if (call.files.length > 0 && !may(world, channel, botId, 'AttachFiles'))
      throw discordError('missing_permissions');
    if (channel.recipientIds.some((id) => world.user(id).dmsClosed)) throw discordError('dms_closed');
    if (channel.thread?.locked) throw discordError('thread_archived');
    const body = isRecord(call.body) ? call.body : {};
    const nonce =
      typeof body['nonce'] === 'string' || typeof body['nonce'] === 'number' ? body['nonce'] : null;
    const earlier = body['enforce_nonce'] === true && nonce !== null ? withNonce(channel, nonce) : undefined;
    if (earlier) return ok(render(earlier));
    const reference = referenceOf(body, channel);
    const sent = messageBody(body);
    const message = await createMessage(view, {
      channel,
      authorId: botId,
      body: sent,
      uploads: call.files,
      nonce,
      reference,
      // Without allowed_mentions a reply pings; with it only when it says so.
      pingsReplied: sent.allowed_mentions ? (sent.allowed_mentions.replied_user ?? false) : true,
    });
    return ok(render(message));
  };

  const withNonce = (channel: ChannelRecord, nonce: string | number): MessageRecord | undefined =>
    world
      .messagesIn(channel.id)
      .find(
        (message) =>
          message.authorId === botId &&
          message.nonce === nonce &&
          world.clock.now() - message.createdAtMs < NONCE_LIFETIME_MS,
      );

  const referenceOf = (body: Record<string, unknown>, channel: ChannelRecord): MessageRecord['reference'] => {
    const asked = body['message_reference'];
    if (!isRecord(asked)) return null;
    if (!may(world, channel, botId, 'ReadMessageHistory')) throw discordError('no_reply_permission');
    const messageId = String(asked['message_id']);
    const target = world.messages.get(messageId);
    const found =
      target && !target.deleted && target.channelId === channel.id && target.ephemeralFor === null;
    if (!found && asked['fail_if_not_exists'] !== false)
      throw invalidForm(['message_reference: Unknown message']);
    return found ? { channelId: channel.id, messageId, guildId: channel.guildId, forward: false } : null;
  };

  const edit = async (call: RestCall): Promise<RestAnswer> => {
    const channel = channelOf(call);
    const message = messageOf(channel, call);
    if (message.authorId !== botId) throw discordError('not_own_message');
    if (channel.thread?.archived) throw discordError('thread_archived');
    if (call.files.length > 0 && !may(world, channel, botId, 'AttachFiles'))
      throw discordError('missing_permissions');
    oldEdits.count(message);
    await editMessage(view, message, messageBody(call.body), call.files);
    return ok(render(message));
  };

  const remove = (call: RestCall): RestAnswer => {
    const channel = channelOf(call);
    const message = messageOf(channel, call);
    if (message.authorId !== botId && !may(world, channel, botId, 'ManageMessages'))
      throw discordError('missing_permissions');
    if (channel.thread?.archived) throw discordError('thread_archived');
    deleteMessage(view, message);
    return NO_CONTENT;
  };

  const react =
    (add: boolean) =>
    (call: RestCall): RestAnswer => {
      const channel = channelOf(call);
      if (!may(world, channel, botId, 'AddReactions')) throw discordError('missing_permissions');
      const { reactions } = messageOf(channel, call);
      const emoji = call.param('emoji_name');
      const people = reactions.get(emoji) ?? new Set<string>();
      if (add) people.add(botId);
      else people.delete(botId);
      if (people.size > 0) reactions.set(emoji, people);
      else reactions.delete(emoji);
      world.touch();
      return NO_CONTENT;
    };

  const messages = '/channels/{channel_id}/messages';
  const one = `${messages}/{message_id}`;
  router
    .add('GET', messages, list)
    .add('POST', messages, create)
    .add('GET', one, read)
    .add('PATCH', one, edit)
    .add('DELETE', one, remove)
    .add('PUT', `${one}/reactions/{emoji_name}/@me`, react(true))
    .add('DELETE', `${one}/reactions/{emoji_name}/@me`, react(false));
}
