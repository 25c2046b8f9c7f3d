import { text } from './json.ts';
import { SlackError } from './slack-error.ts';
import type { ChannelRecord, TeamRecord, World } from './state.ts';
import type { MethodCall } from './web-api.ts';

/** The direct conversation of a person with the app; made when there is none. */
export function imOf(world: World, team: TeamRecord, userId: string): ChannelRecord {
  for (const channel of world.channels.values())
    if (channel.kind === 'im' && channel.members.has(userId) && channel.members.has(team.botUserId))
      return channel;
  const id = world.ids.next('D');
  const channel: ChannelRecord = {
    id,
    kind: 'im',
    name: 'directmessage',
    teamId: team.id,
    teamIds: [team.id],
    creatorId: userId,
    createdAtMs: world.clock.now(),
    members: new Set([userId, team.botUserId]),
    archived: false,
    postingRefusedWith: null,
  };
  world.channels.set(id, channel);
  return channel;
}

/** A channel that the app may know of: of its workspace, and its member where it is not public. */
export function seenChannel(world: World, call: MethodCall, name: string): ChannelRecord {
  const channel = world.channels.get(text(call.args, name) ?? '');
  if (!channel?.teamIds.includes(call.team.id)) throw new SlackError('channel_not_found');
  if (channel.kind !== 'public' && !channel.members.has(call.team.botUserId))
    throw new SlackError('channel_not_found');
  return channel;
}

/** Where the app may write; the id of a person means their direct conversation, if `mayOpen`. */
export function postingChannel(
  world: World,
  call: MethodCall,
  { mayOpen }: { readonly mayOpen: boolean },
): ChannelRecord {
  const id = text(call.args, 'channel') ?? '';
  const person = world.users.get(id);
  if (person && mayOpen) {
    if (person.teamId !== call.team.id) throw new SlackError('channel_not_found');
    return imOf(world, call.team, id);
  }
  const channel = seenChannel(world, call, 'channel');
  const { team } = call;
  if (!channel.members.has(team.botUserId) && !team.scopes.has('chat:write.public'))
    throw new SlackError('not_in_channel');
  if (channel.archived) throw new SlackError('is_archived');
  if (channel.postingRefusedWith !== null) throw new SlackError(channel.postingRefusedWith);
  return channel;
}

/** The scope that reads this kind of conversation: `channels:history`, `im:read` … */
export function scopeOfKind(world: World, call: MethodCall, action: 'read' | 'history'): readonly string[] {
  const prefix = { public: 'channels', private: 'groups', im: 'im', mpim: 'mpim' } as const;
  const channel = world.channels.get(text(call.args, 'channel') ?? '');
  // Without a channel any of them would do, and the call then says that there is none.
  if (!channel) return Object.values(prefix).map((name) => `${name}:${action}`);
  return [`${prefix[channel.kind]}:${action}`];
}
