import {
  ChannelType,
  type BaseInteraction,
  type Channel,
  type Client,
  type GuildTextBasedChannel,
} from 'discord.js';

import { DEFAULT_PARAMETERS, UserError, type RenderJob } from '../core/index.ts';
import { refusalToPostAs } from './before-money.ts';
import { byClient, readByClient } from './client-calls.ts';
import { DIALOG_WORDS } from './dialog-words.ts';
import { channelOf, placeOf } from './handle.ts';

/** Where pictures can be carried to. Private threads are left out: their permissions don't say who is in them. */
export const TARGET_TYPES = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.PublicThread,
  ChannelType.AnnouncementThread,
] as const;

/** @throws UserError when there is no such channel in this server, or the bot does not see it. PlatformError when Discord is down. */
export async function targetChannel(
  client: Client,
  channelId: string,
  guildId: string | null,
): Promise<GuildTextBasedChannel> {
  const channel = await channelNamed(client, channelId);
  const isOfGuild = channel !== null && !channel.isDMBased() && channel.guildId === guildId;
  if (!isOfGuild || !channel.isTextBased()) throw new UserError('not_allowed', DIALOG_WORDS.channelUnknown);
  return channel;
}

/**
 * Why a picture cannot be posted there: the rights of the bot, and then those of the person who shares.
 *
 * @throws PlatformError when Discord is down.
 */
export async function refusalToShare(
  interaction: BaseInteraction,
  channel: GuildTextBasedChannel,
): Promise<UserError | null> {
  const { guild } = channel;
  const sharer =
    interaction.inCachedGuild() && interaction.guildId === guild.id
      ? interaction.member
      : await readByClient(interaction.client, () => guild.members.fetch(interaction.user.id));
  // Who has left the server has no rights there at all.
  if (sharer === null) return new UserError('not_allowed', DIALOG_WORDS.channelUnknown);
  const me = await byClient(interaction.client, () => guild.members.fetchMe());
  return refusalToPostAs(channel, me) ?? refusalToPostAs(channel, sharer);
}

/** What was made behind an age gate stays behind one. Where nobody can tell any more, what was asked for has to do. */
export async function refusalByAge(job: RenderJob, target: GuildTextBasedChannel): Promise<UserError | null> {
  if (isAgeRestricted(target)) return null;
  const source = await channelNamed(target.client, channelOf(placeOf(job.request.origin.conversation)));
  const isRestricted =
    source === null
      ? job.request.parameters.safetyTolerance > DEFAULT_PARAMETERS.safetyTolerance
      : isAgeRestricted(source);
  return isRestricted ? new UserError('not_allowed', DIALOG_WORDS.ageRestricted) : null;
}

/** A thread is age-restricted with its parent. */
function isAgeRestricted(channel: Channel): boolean {
  const outer = channel.isThread() ? channel.parent : channel;
  return outer !== null && 'nsfw' in outer && outer.nsfw;
}

/** Null for a channel that is gone or that the bot does not see. @throws PlatformError when Discord is down. */
async function channelNamed(client: Client, channelId: string): Promise<Channel | null> {
  return readByClient(client, () => client.channels.fetch(channelId));
}
