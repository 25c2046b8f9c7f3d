import type { APIRole } from 'discord-api-types/v10';
import { GatewayIntentBits, Locale } from 'discord-api-types/v10';

import { guildCreate } from './guild-create.ts';
import { guildMember, newRole, newUser } from './objects.ts';
import { BOT_PERMISSIONS, EVERYONE_PERMISSIONS } from './permissions.ts';
import type { PermissionName } from './permissions.ts';
import type { GuildRecord, MemberRecord, UserRecord, World } from './state.ts';

export interface GuildOptions {
  readonly name?: string;
  /** Default: somebody who never acts. */
  readonly owner?: { readonly id: string };
  readonly locale?: Locale;
  /** False: the app is there only as somebody's user install. Default true. */
  readonly botJoined?: boolean;
  /** The guild is down: the gateway names it as unavailable. Default false. */
  readonly inOutage?: boolean;
  /** Of the bot's own role. Default what its invite asks for. */
  readonly botPermissions?: readonly PermissionName[];
}

export interface UserOptions {
  /** Default `en-US`. */
  readonly locale?: Locale;
  readonly bot?: boolean;
  readonly dmsClosed?: boolean;
}

export function makeUser(world: World, name: string, options: UserOptions = {}): UserRecord {
  const id = world.ids.next();
  const user: UserRecord = {
    id,
    api: newUser(id, name, options.bot ?? false),
    locale: options.locale ?? Locale.EnglishUS,
    dmsClosed: options.dmsClosed ?? false,
  };
  world.users.set(id, user);
  return user;
}

export function makeGuild(world: World, options: GuildOptions = {}): GuildRecord {
  const id = world.ids.next();
  const everyone = newRole(id, '@everyone', EVERYONE_PERMISSIONS);
  const guild: GuildRecord = {
    id,
    name: options.name ?? 'Test guild',
    ownerId: options.owner?.id ?? makeUser(world, 'Owner').id,
    locale: options.locale ?? Locale.EnglishUS,
    botJoined: options.botJoined ?? true,
    inOutage: options.inOutage ?? false,
    createdAtMs: world.clock.now(),
    roles: new Map([[id, everyone]]),
    members: new Map(),
  };
  world.guilds.set(id, guild);
  joinGuild(world, guild, guild.ownerId);
  if (guild.botJoined) {
    const role = {
      ...newRole(world.ids.next(), world.bot.api.username, options.botPermissions ?? BOT_PERMISSIONS),
      managed: true,
      tags: { bot_id: world.bot.id },
    };
    guild.roles.set(role.id, role);
    joinGuild(world, guild, world.bot.id, [role.id]);
    world.emit({
      name: 'GUILD_CREATE',
      guildId: id,
      intent: GatewayIntentBits.Guilds,
      data: () => guildCreate(world, guild),
    });
  }
  return guild;
}

/** Makes somebody a member; a member stays as it is, roles given here are added. */
export function joinGuild(
  world: World,
  guild: GuildRecord,
  userId: string,
  roleIds: readonly string[] = [],
): MemberRecord {
  const known = guild.members.get(userId);
  if (known) {
    known.roleIds = [...new Set([...known.roleIds, ...roleIds])];
    return known;
  }
  const member: MemberRecord = {
    userId,
    nick: null,
    roleIds: [...roleIds],
    joinedAtMs: world.clock.now(),
  };
  guild.members.set(userId, member);
  return member;
}

export function makeRole(
  world: World,
  guild: GuildRecord,
  name: string,
  permissions: readonly PermissionName[],
  mentionable: boolean,
): APIRole {
  const role = { ...newRole(world.ids.next(), name, permissions), mentionable };
  guild.roles.set(role.id, role);
  const data = { guild_id: guild.id, role };
  world.emit({
    name: 'GUILD_ROLE_CREATE',
    guildId: guild.id,
    intent: GatewayIntentBits.Guilds,
    data: () => data,
  });
  return role;
}

/** Tells the gateway that a member changed: its roles or its nickname. */
export function announceMember(world: World, guild: GuildRecord, member: MemberRecord): void {
  const data = { ...guildMember(world, member), guild_id: guild.id };
  // Only the bot's own changes come without the privileged members intent.
  if (member.userId === world.bot.id)
    world.emit({ name: 'GUILD_MEMBER_UPDATE', guildId: guild.id, intent: 0, data: () => data });
}
