import {
  InteractionContextType,
  PermissionFlagsBits,
  type BaseInteraction,
  type GuildMember,
  type GuildTextBasedChannel,
  type PermissionsBitField,
} from 'discord.js';

import { UserError, type Audience } from '../core/index.ts';

/** What a picture needs in a channel, with Discord's own names for it. */
const RIGHT_NAMES = {
  ViewChannel: 'View Channel',
  SendMessages: 'Send Messages',
  SendMessagesInThreads: 'Send Messages in Threads',
  AttachFiles: 'Attach Files',
} as const;
type Right = keyof typeof RIGHT_NAMES;

/**
 * Whether the bot can write there by itself: in direct messages with it, and in a server that it has joined, where the channel lets
 * it. Where it is only somebody's own app nothing but the interaction's token reaches the place.
 */
export function botMayPost(interaction: BaseInteraction): boolean {
  if (interaction.context === InteractionContextType.BotDM) return true;
  return (
    isMember(interaction) && missing(interaction.appPermissions, writingRights(interaction)).length === 0
  );
}

/** The same refusal for whoever asks for a picture: nothing is submitted then. Others are told of a picture that is paid. */
export function uncharged(refused: UserError): UserError {
  return new UserError(refused.code, `${refused.message} Nothing was charged.`);
}

/**
 * Why no picture can be posted in answer to this interaction; null when one can.
 *
 * @param audience for the person alone the bot needs no right to write: Discord shows the answer itself.
 */
export function refusalToPost(
  interaction: BaseInteraction,
  audience: Audience = 'channel',
): UserError | null {
  if (interaction.guildId === null) return null;
  const isPublic = audience === 'channel' && isMember(interaction);
  const needed: Right[] = [...(isPublic ? writingRights(interaction) : []), 'AttachFiles'];
  return refusalFor(missing(interaction.appPermissions, needed), 'The bot');
}

/**
 * Why this member (the bot, or who shares) cannot post a picture in that channel; null when they can. For the bot where a message asks
 * for a picture, and for both where one is carried to.
 */
export function refusalToPostAs(channel: GuildTextBasedChannel, member: GuildMember): UserError | null {
  const who = member.id === member.client.user.id ? 'The bot' : 'You';
  const permissions = channel.permissionsFor(member);
  const writing: Right = channel.isThread() ? 'SendMessagesInThreads' : 'SendMessages';
  return refusalFor(missing(permissions, ['ViewChannel', writing, 'AttachFiles']), who);
}

function isMember(interaction: BaseInteraction): boolean {
  return interaction.guildId !== null && interaction.authorizingIntegrationOwners.guildId !== null;
}

function writingRights(interaction: BaseInteraction): readonly Right[] {
  const isThread = interaction.channel?.isThread() ?? false;
  return ['ViewChannel', isThread ? 'SendMessagesInThreads' : 'SendMessages'];
}

function missing(permissions: Readonly<PermissionsBitField>, needed: readonly Right[]): readonly Right[] {
  return needed.filter((right) => !permissions.has(PermissionFlagsBits[right]));
}

function refusalFor(rights: readonly Right[], who: 'The bot' | 'You'): UserError | null {
  if (rights.length === 0) return null;
  const names = rights.map((right) => `“${RIGHT_NAMES[right]}”`).join(', ');
  const mend =
    who === 'The bot'
      ? 'Someone who manages this server can give it.'
      : 'Choose a channel where you have it.';
  return new UserError('not_allowed', `${who} may not post pictures there: ${names} is missing. ${mend}`);
}
