import type {
  APIApplication,
  APIAttachment,
  APIChannel,
  APIGuild,
  APIGuildMember,
  APIRole,
  APIUser,
} from 'discord-api-types/v10';
import { ChannelType, GuildMemberFlags, InteractionContextType } from 'discord-api-types/v10';

import type { Media, StoredFile } from './media.ts';
import { isThread, permissionBits } from './permissions.ts';
import type { PermissionName } from './permissions.ts';
import type { ChannelRecord, GuildRecord, MemberRecord, World } from './state.ts';

export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

export function newUser(id: string, name: string, bot: boolean): APIUser {
  const user: unknown = {
    id,
    username: name.toLowerCase().replaceAll(/[^a-z0-9._]/g, '_'),
    global_name: bot ? null : name,
    discriminator: bot ? '4242' : '0',
    avatar: null,
    banner: null,
    accent_color: null,
    avatar_decoration_data: null,
    collectibles: null,
    primary_guild: null,
    public_flags: 0,
    flags: 0,
    ...(bot ? { bot: true } : {}),
  };
  return user as APIUser;
}

export function newRole(id: string, name: string, permissions: readonly PermissionName[]): APIRole {
  const role: unknown = {
    id,
    name,
    permissions: permissionBits(permissions).toString(),
    position: name === '@everyone' ? 0 : 1,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: false,
    mentionable: false,
    icon: null,
    unicode_emoji: null,
    flags: 0,
  };
  return role as APIRole;
}

/** A member without its user, as it comes along with messages. */
export function partialMember(member: MemberRecord): Omit<APIGuildMember, 'user'> {
  return {
    avatar: null,
    avatar_decoration_data: null,
    banner: null,
    communication_disabled_until: null,
    flags: GuildMemberFlags.CompletedOnboarding,
    joined_at: isoTime(member.joinedAtMs),
    nick: member.nick,
    pending: false,
    premium_since: null,
    roles: member.roleIds,
    mute: false,
    deaf: false,
  };
}

export function guildMember(world: World, member: MemberRecord): APIGuildMember {
  return { ...partialMember(member), user: world.user(member.userId).api };
}

export function guildObject(guild: GuildRecord): APIGuild {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    description: null,
    home_header: null,
    splash: null,
    discovery_splash: null,
    features: [],
    banner: null,
    owner_id: guild.ownerId,
    application_id: null,
    region: 'deprecated',
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: null,
    system_channel_flags: 1,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: 0,
    roles: [...guild.roles.values()],
    default_message_notifications: 1,
    mfa_level: 0,
    explicit_content_filter: 0,
    max_presences: null,
    max_members: 500_000,
    max_stage_video_channel_users: 50,
    max_video_channel_users: 25,
    vanity_url_code: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    preferred_locale: guild.locale,
    rules_channel_id: null,
    safety_alerts_channel_id: null,
    public_updates_channel_id: null,
    premium_progress_bar_enabled: false,
    nsfw: false,
    nsfw_level: 0,
    emojis: [],
    stickers: [],
    incidents_data: null,
  } as unknown as APIGuild;
}

export function channelObject(world: World, channel: ChannelRecord): APIChannel {
  const base = {
    id: channel.id,
    type: channel.type,
    flags: 0,
    last_message_id: channel.lastMessageId,
    last_pin_timestamp: null,
  };
  if (channel.guildId === null) {
    const recipients = channel.recipientIds.map((id) => world.user(id).api);
    const group = channel.type === ChannelType.GroupDM ? { name: channel.name, icon: null } : {};
    return { ...base, ...group, recipients } as unknown as APIChannel;
  }
  const inGuild = {
    ...base,
    guild_id: channel.guildId,
    name: channel.name,
    parent_id: channel.parentId,
    rate_limit_per_user: 0,
  };
  if (!isThread(channel) || !channel.thread)
    return {
      ...inGuild,
      position: 0,
      topic: null,
      nsfw: channel.nsfw,
      permission_overwrites: channel.overwrites,
      default_auto_archive_duration: 4320,
    } as unknown as APIChannel;
  return {
    ...inGuild,
    owner_id: channel.thread.ownerId,
    message_count: world.messagesIn(channel.id).length,
    member_count: 2,
    total_message_sent: world.messagesIn(channel.id).length,
    thread_metadata: {
      archived: channel.thread.archived,
      archive_timestamp: isoTime(channel.thread.archivedAtMs),
      auto_archive_duration: 4320,
      locked: channel.thread.locked,
      create_timestamp: isoTime(channel.createdAtMs),
    },
  } as unknown as APIChannel;
}

/** In which of the three kinds of places a channel is, for an app. */
export function contextOf(channel: ChannelRecord): InteractionContextType {
  if (channel.guildId !== null) return InteractionContextType.Guild;
  return channel.botIsIn ? InteractionContextType.BotDM : InteractionContextType.PrivateChannel;
}

export function attachmentObject(media: Media, file: StoredFile): APIAttachment {
  const url = media.url(file);
  return {
    id: file.id,
    filename: file.filename,
    size: file.bytes.byteLength,
    url,
    proxy_url: url,
    content_type: file.contentType,
    ...(file.description === null ? {} : { description: file.description }),
    ...(file.width === null || file.height === null ? {} : { width: file.width, height: file.height }),
    ...(file.ephemeral ? { ephemeral: true } : {}),
  };
}

/** What `GET /applications/@me` answers. */
export function applicationObject(world: World): APIApplication {
  const { bot, applicationId } = world;
  return {
    id: applicationId,
    name: bot.api.username,
    icon: null,
    description: 'Paints pictures.',
    type: null,
    // GATEWAY_MESSAGE_CONTENT_LIMITED: the toggle of an app in fewer than 100 guilds.
    flags: world.messageContentAllowed ? 1 << 19 : 0,
    flags_new: world.messageContentAllowed ? String(1 << 19) : '0',
    bot: bot.api,
    bot_public: true,
    bot_require_code_grant: false,
    integration_types_config: { '0': {}, '1': {} },
    verify_key: '0'.repeat(64),
    redirect_uris: [],
    interactions_endpoint_url: null,
    role_connections_verification_url: null,
    owner: newUser('100000000000000001', 'Owner', false),
    approximate_guild_count: world.guilds.size,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: 0,
    explicit_content_filter: 0,
    team: null,
    eligible_oauth2_scopes: ['bot', 'applications.commands'],
  } as unknown as APIApplication;
}
