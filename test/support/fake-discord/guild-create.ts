import type { GatewayGuildCreateDispatchData } from 'discord-api-types/v10';

import { channelObject, guildMember, guildObject, isoTime } from './objects.ts';
import { isThread, may } from './permissions.ts';
import type { GuildRecord, World } from './state.ts';

/** A guild as the gateway tells it: only the bot among the members, only threads that are not archived. */
export function guildCreate(world: World, guild: GuildRecord): GatewayGuildCreateDispatchData {
  const channels = [...world.channels.values()].filter((channel) => channel.guildId === guild.id);
  const own = guild.members.get(world.bot.id);
  const threads = channels.filter(
    (channel) =>
      isThread(channel) && !channel.thread?.archived && may(world, channel, world.bot.id, 'ViewChannel'),
  );
  return {
    ...guildObject(guild),
    joined_at: isoTime(own?.joinedAtMs ?? guild.createdAtMs),
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    voice_states: [],
    members: own ? [guildMember(world, own)] : [],
    channels: channels
      .filter((channel) => !isThread(channel))
      .map((channel) => channelObject(world, channel)),
    threads: threads.map((channel) => channelObject(world, channel)),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  } as unknown as GatewayGuildCreateDispatchData;
}
