import { OverwriteType, PermissionFlagsBits } from 'discord-api-types/v10';

import type { ChannelRecord, World } from './state.ts';

export type PermissionName = keyof typeof PermissionFlagsBits;

/** What everyone may do in a fresh guild of the fake: enough to talk, share files and use commands. */
export const EVERYONE_PERMISSIONS: readonly PermissionName[] = [
  'ViewChannel',
  'SendMessages',
  'SendMessagesInThreads',
  'CreatePublicThreads',
  'EmbedLinks',
  'AttachFiles',
  'AddReactions',
  'UseExternalEmojis',
  'ReadMessageHistory',
  'UseApplicationCommands',
  'UseExternalApps',
];

/** What the bot's invite asks for, on its managed role. */
export const BOT_PERMISSIONS: readonly PermissionName[] = [
  'ViewChannel',
  'SendMessages',
  'SendMessagesInThreads',
  'EmbedLinks',
  'AttachFiles',
  'ReadMessageHistory',
];

export const ALL_PERMISSIONS: bigint = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);
const THREAD_TYPES = new Set([10, 11, 12]);

export function permissionBits(names: readonly PermissionName[]): bigint {
  return names.reduce((bits, name) => bits | PermissionFlagsBits[name], 0n);
}

export function isThread(channel: ChannelRecord): boolean {
  return THREAD_TYPES.has(channel.type);
}

/** A person's permissions in a channel, by Discord's algorithm ("Permissions", the pseudo-code for overwrites). */
export function permissionsIn(world: World, channel: ChannelRecord, userId: string): bigint {
  if (channel.guildId === null) return permissionBits([...EVERYONE_PERMISSIONS, 'MentionEveryone']);
  const guild = world.guild(channel.guildId);
  if (guild.ownerId === userId) return ALL_PERMISSIONS;
  const member = guild.members.get(userId);
  if (!member) return 0n;
  let bits = BigInt(guild.roles.get(guild.id)?.permissions ?? '0');
  for (const roleId of member.roleIds) bits |= BigInt(guild.roles.get(roleId)?.permissions ?? '0');
  if (bits & PermissionFlagsBits.Administrator) return ALL_PERMISSIONS;

  const place = isThread(channel) && channel.parentId !== null ? world.channel(channel.parentId) : channel;
  const everyone = place.overwrites.find((overwrite) => overwrite.id === guild.id);
  if (everyone) bits = (bits & ~BigInt(everyone.deny)) | BigInt(everyone.allow);
  let allow = 0n;
  let deny = 0n;
  for (const overwrite of place.overwrites) {
    if (overwrite.type !== OverwriteType.Role || !member.roleIds.includes(overwrite.id)) continue;
    allow |= BigInt(overwrite.allow);
    deny |= BigInt(overwrite.deny);
  }
  bits = (bits & ~deny) | allow;
  const own = place.overwrites.find(
    (overwrite) => overwrite.type === OverwriteType.Member && overwrite.id === userId,
  );
  if (own) bits = (bits & ~BigInt(own.deny)) | BigInt(own.allow);
  return bits & PermissionFlagsBits.ViewChannel ? bits : 0n;
}

export function may(world: World, channel: ChannelRecord, userId: string, name: PermissionName): boolean {
  return (permissionsIn(world, channel, userId) & PermissionFlagsBits[name]) !== 0n;
}

/** Whether a person may write there: threads have a permission of their own. */
export function maySend(world: World, channel: ChannelRecord, userId: string): boolean {
  return may(world, channel, userId, isThread(channel) ? 'SendMessagesInThreads' : 'SendMessages');
}
