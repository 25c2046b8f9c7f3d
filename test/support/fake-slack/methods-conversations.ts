import { flag, text } from './json.ts';
import type { Json } from './json.ts';
import { channelObject, messageObject, userObject } from './render.ts';
import { SlackError } from './slack-error.ts';
import type { ChannelRecord, MessageRecord } from './state.ts';
import { imOf, scopeOfKind, seenChannel } from './targets.ts';
import type { MethodCall, Methods, Parts } from './web-api.ts';

const PAGE = 100;
const MOST = 999;

export function conversationMethods(parts: Parts): Methods {
  const { world } = parts;
  const read = (call: MethodCall): readonly string[] => scopeOfKind(world, call, 'read');
  const history = (call: MethodCall): readonly string[] => scopeOfKind(world, call, 'history');

  const readable = (call: MethodCall): ChannelRecord => {
    const channel = seenChannel(world, call, 'channel');
    if (!channel.members.has(call.team.botUserId)) throw new SlackError('not_in_channel');
    return channel;
  };

  const range = (call: MethodCall, messages: readonly MessageRecord[]): MessageRecord[] => {
    const inclusive = flag(call.args, 'inclusive');
    const oldest = Number(text(call.args, 'oldest') ?? 0);
    const latest = Number(text(call.args, 'latest') ?? Infinity);
    return messages.filter(({ ts }) => {
      const at = Number(ts);
      return inclusive ? at >= oldest && at <= latest : at > oldest && at < latest;
    });
  };

  const page = (call: MethodCall, messages: readonly MessageRecord[]): Json => {
    const limit = Math.min(MOST, Number(text(call.args, 'limit') ?? PAGE));
    const start = Number(text(call.args, 'cursor') ?? 0);
    const shown = messages.slice(start, start + limit);
    const more = messages.length > start + limit;
    const withMetadata = flag(call.args, 'include_all_metadata');
    return {
      messages: shown.map((message) => {
        const { metadata, ...rest } = messageObject(world, message);
        return withMetadata && metadata !== undefined ? { ...rest, metadata } : rest;
      }),
      has_more: more,
      response_metadata: { next_cursor: more ? String(start + limit) : '' },
    };
  };

  const lasting = (channel: ChannelRecord): MessageRecord[] =>
    world.messagesIn(channel.id).filter((message) => message.ephemeralFor === null);

  return {
    'conversations.info': {
      scopes: read,
      run: (call) => ({ channel: channelObject(world, seenChannel(world, call, 'channel'), call.team.id) }),
    },
    'conversations.members': {
      scopes: read,
      run(call) {
        const members = [...seenChannel(world, call, 'channel').members];
        const limit = Number(text(call.args, 'limit') ?? PAGE);
        const start = Number(text(call.args, 'cursor') ?? 0);
        const next = start + limit < members.length ? String(start + limit) : '';
        return { members: members.slice(start, start + limit), response_metadata: { next_cursor: next } };
      },
    },
    'conversations.list': {
      scopes: ['channels:read', 'groups:read', 'im:read', 'mpim:read'],
      run: (call) => ({
        channels: [...world.channels.values()]
          .filter(
            (channel) =>
              channel.teamIds.includes(call.team.id) &&
              (channel.kind === 'public' || channel.members.has(call.team.botUserId)),
          )
          .map((channel) => channelObject(world, channel, call.team.id)),
        response_metadata: { next_cursor: '' },
      }),
    },
    'conversations.open': {
      scopes: ['im:write'],
      run(call) {
        const ids = (text(call.args, 'users') ?? '').split(',').filter((id) => id !== '');
        if (ids.length === 0 && call.args['channel'] === undefined)
          throw new SlackError('users_list_not_supplied');
        const [first, ...others] = ids;
        if (others.length > 0) throw new SlackError('method_not_supported_for_channel_type');
        if (first !== undefined && world.users.get(first)?.teamId !== call.team.id)
          throw new SlackError('user_not_found');
        const channel =
          first === undefined ? seenChannel(world, call, 'channel') : imOf(world, call.team, first);
        return {
          no_op: true,
          already_open: true,
          channel: flag(call.args, 'return_im')
            ? channelObject(world, channel, call.team.id)
            : { id: channel.id },
        };
      },
    },
    'conversations.join': {
      scopes: ['channels:join'],
      run(call) {
        const channel = seenChannel(world, call, 'channel');
        if (channel.kind !== 'public') throw new SlackError('method_not_supported_for_channel_type');
        if (channel.archived) throw new SlackError('is_archived');
        channel.members.add(call.team.botUserId);
        return { channel: channelObject(world, channel, call.team.id) };
      },
    },
    'conversations.history': {
      scopes: history,
      run(call) {
        const top = lasting(readable(call)).filter(
          ({ threadTs, ts }) => threadTs === null || threadTs === ts,
        );
        return page(call, range(call, top).reverse());
      },
    },
    'conversations.replies': {
      scopes: history,
      run(call) {
        const channel = readable(call);
        const ts = text(call.args, 'ts') ?? '';
        const named = world.findMessage(channel.id, ts);
        if (!named || named.ephemeralFor !== null) throw new SlackError('thread_not_found');
        // A reply's own ts answers with that reply alone (Slack's documentation).
        if (named.threadTs !== null && named.threadTs !== ts) return page(call, [named]);
        const thread = lasting(channel).filter((message) => message.threadTs === ts && message.ts !== ts);
        return page(call, [named, ...range(call, thread)]);
      },
    },
    'users.info': {
      scopes: ['users:read'],
      run: (call) => ({ user: userObject(world.user(text(call.args, 'user') ?? '')) }),
    },
    'team.info': {
      scopes: ['team:read'],
      run: ({ team }) => ({ team: { id: team.id, name: team.name, domain: team.domain } }),
    },
    'bots.info': {
      scopes: ['users:read'],
      run: ({ team }) => ({
        bot: {
          id: team.botId,
          app_id: world.appId,
          user_id: team.botUserId,
          name: 'imagine',
          deleted: false,
        },
      }),
    },
  };
}
