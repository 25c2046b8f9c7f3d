import { ChannelType, GatewayIntentBits, OverwriteType } from 'discord-api-types/v10';

import { channelObject } from './objects.ts';
import { permissionBits } from './permissions.ts';
import type { PermissionName } from './permissions.ts';
import type { ChannelRecord, GuildRecord, World } from './state.ts';

export interface ChannelOptions {
  readonly name?: string;
  readonly nsfw?: boolean;
  /** Taken from the bot here, for instance `['AttachFiles']`. */
  readonly botMayNot?: readonly PermissionName[];
  /** Taken from everyone here; the bot's own permissions too, unless `botMay` gives them back. */
  readonly everyoneMayNot?: readonly PermissionName[];
  readonly botMay?: readonly PermissionName[];
}

export interface Grant {
  readonly allow?: readonly PermissionName[];
  readonly deny?: readonly PermissionName[];
}

export function makeTextChannel(
  world: World,
  guild: GuildRecord,
  options: ChannelOptions = {},
): ChannelRecord {
  const overwrites: ChannelRecord['overwrites'] = [];
  if (options.everyoneMayNot)
    overwrites.push(overwrite(guild.id, OverwriteType.Role, { deny: options.everyoneMayNot }));
  if (options.botMayNot || options.botMay)
    overwrites.push(
      overwrite(world.bot.id, OverwriteType.Member, {
        deny: options.botMayNot ?? [],
        allow: options.botMay ?? [],
      }),
    );
  const channel: ChannelRecord = {
    ...emptyChannel(world, guild.botJoined),
    type: ChannelType.GuildText,
    guildId: guild.id,
    name: options.name ?? 'pictures',
    nsfw: options.nsfw ?? false,
    overwrites,
  };
  return announce(world, channel, 'CHANNEL_CREATE');
}

export function makeThread(
  world: World,
  parent: ChannelRecord,
  options: { name?: string; archived?: boolean; locked?: boolean; owner?: { id: string } } = {},
): ChannelRecord {
  if (parent.guildId === null) throw new Error('a thread needs a channel of a guild');
  const channel: ChannelRecord = {
    ...emptyChannel(world, parent.botIsIn),
    type: ChannelType.PublicThread,
    guildId: parent.guildId,
    name: options.name ?? 'a thread',
    parentId: parent.id,
    thread: {
      archived: options.archived ?? false,
      locked: options.locked ?? false,
      archivedAtMs: world.clock.now(),
      ownerId: options.owner?.id ?? world.guild(parent.guildId).ownerId,
    },
  };
  return announce(world, channel, 'THREAD_CREATE');
}

/** The direct conversation of the bot and one person: always the same one. */
export function openDm(world: World, userId: string): ChannelRecord {
  for (const channel of world.channels.values())
    if (channel.type === ChannelType.DM && channel.botIsIn && channel.recipientIds[0] === userId)
      return channel;
  const channel: ChannelRecord = {
    ...emptyChannel(world, true),
    type: ChannelType.DM,
    recipientIds: [userId],
  };
  world.channels.set(channel.id, channel);
  return channel;
}

/** A conversation between people, where the app is only as somebody's user install. */
export function makePrivateChannel(world: World, people: readonly { id: string }[]): ChannelRecord {
  const channel: ChannelRecord = {
    ...emptyChannel(world, false),
    type: people.length > 2 ? ChannelType.GroupDM : ChannelType.DM,
    recipientIds: people.map((person) => person.id),
  };
  world.channels.set(channel.id, channel);
  return channel;
}

function emptyChannel(world: World, botIsIn: boolean): ChannelRecord {
  return {
    id: world.ids.next(),
    type: ChannelType.GuildText,
    guildId: null,
    name: null,
    parentId: null,
    nsfw: false,
    createdAtMs: world.clock.now(),
    overwrites: [],
    thread: null,
    recipientIds: [],
    botIsIn,
    lastMessageId: null,
  };
}

function announce(
  world: World,
  channel: ChannelRecord,
  name: 'CHANNEL_CREATE' | 'THREAD_CREATE' | 'CHANNEL_UPDATE',
): ChannelRecord {
  world.channels.set(channel.id, channel);
  const data = channelObject(world, channel);
  if (channel.botIsIn)
    world.emit({ name, guildId: channel.guildId, intent: GatewayIntentBits.Guilds, data: () => data });
  return channel;
}

function overwrite(id: string, type: OverwriteType, grant: Grant): ChannelRecord['overwrites'][number] {
  return {
    id,
    type,
    allow: permissionBits(grant.allow ?? []).toString(),
    deny: permissionBits(grant.deny ?? []).toString(),
  };
}

/** Replaces what a channel says about a person or a role, and tells the gateway. */
export function setOverwrite(
  world: World,
  channel: ChannelRecord,
  target: { id: string; kind: 'user' | 'role' },
  grant: Grant,
): void {
  const type = target.kind === 'user' ? OverwriteType.Member : OverwriteType.Role;
  channel.overwrites = [
    ...channel.overwrites.filter((known) => known.id !== target.id),
    overwrite(target.id, type, grant),
  ];
  announce(world, channel, 'CHANNEL_UPDATE');
}

/** @throws when the channel is no thread. */
export function setArchived(world: World, channel: ChannelRecord): void {
  if (!channel.thread) throw new Error('only threads can be archived');
  channel.thread.archived = true;
  channel.thread.archivedAtMs = world.clock.now();
  const data = channelObject(world, channel);
  world.emit({
    name: 'THREAD_UPDATE',
    guildId: channel.guildId,
    intent: GatewayIntentBits.Guilds,
    data: () => data,
  });
}
