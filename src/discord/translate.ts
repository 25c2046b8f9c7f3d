import {
  GuildMember,
  PermissionFlagsBits,
  type APIInteractionGuildMember,
  type BaseInteraction,
  type Channel,
  type CommandInteraction,
  type Message,
  type MessageComponentInteraction,
  type ModalSubmitInteraction,
} from 'discord.js';

import type {
  AccessFacts,
  ConversationRef,
  JsonValue,
  MessageRef,
  RequestOrigin,
  Requester,
  Trigger,
} from '../core/index.ts';
import { botMayPost } from './before-money.ts';
import { DEFAULT_MAX_FILE_BYTES } from './limits.ts';
import { encodeReply, type InteractionReply } from './reply-handle.ts';

/** Everything that can be answered with a message. */
export type AnswerableInteraction = CommandInteraction | MessageComponentInteraction | ModalSubmitInteraction;

/** The message with which an interaction was acknowledged. */
export interface ShownAnswer {
  /** Null where Discord did not tell. */
  messageId: string | null;
  ephemeral: boolean;
}

export function requesterOfInteraction(interaction: BaseInteraction): Requester {
  const { user, guildId, locale } = interaction;
  return {
    platform: 'discord',
    workspaceId: guildId,
    userId: user.id,
    displayName: nicknameOf(interaction.member) ?? user.displayName,
    locale,
  };
}

/** Discord tells nobody's language with a message. */
export function requesterOfMessage(message: Message): Requester {
  const { author, member, guildId } = message;
  return {
    platform: 'discord',
    workspaceId: guildId,
    userId: author.id,
    displayName: member?.displayName ?? author.displayName,
    locale: null,
  };
}

/** Where the bot is only somebody's own app, a thread is named like a channel: nobody tells its parent. */
export function conversationOfInteraction(interaction: BaseInteraction): ConversationRef {
  const { channel, channelId, guildId } = interaction;
  return channel
    ? conversationOfChannel(channel)
    : { platform: 'discord', workspaceId: guildId, channelId: channelId ?? '', threadId: null };
}

/** A thread is named by its parent and itself. */
export function conversationOfChannel(channel: Channel): ConversationRef {
  const workspaceId = 'guildId' in channel ? channel.guildId : null;
  const threadId = channel.isThread() ? channel.id : null;
  const channelId = (channel.isThread() ? channel.parentId : null) ?? channel.id;
  return { platform: 'discord', workspaceId, channelId, threadId: channelId === threadId ? null : threadId };
}

export function accessOfInteraction(interaction: BaseInteraction): AccessFacts {
  const { channel, channelId, member } = interaction;
  const facts = channel ? accessOfChannel(channel) : { channelIds: idsOf(channelId), ageRestricted: false };
  return { roleIds: rolesOf(member), ...facts };
}

export function accessOfMessage(message: Message): AccessFacts {
  return { roleIds: rolesOf(message.member), ...accessOfChannel(message.channel) };
}

/** The channel, and in a thread or a category what is around it; a thread is age-restricted with its parent. */
function accessOfChannel(channel: Channel): Pick<AccessFacts, 'channelIds' | 'ageRestricted'> {
  const outer = channel.isThread() ? channel.parent : channel;
  const categoryId = outer && 'parentId' in outer ? outer.parentId : null;
  const parentId = channel.isThread() ? channel.parentId : null;
  return {
    channelIds: idsOf(channel.id, parentId, categoryId),
    ageRestricted: outer !== null && 'nsfw' in outer && outer.nsfw,
  };
}

/** How an acknowledged interaction is answered from now on, until its token ends. */
export function replyOf(interaction: AnswerableInteraction, shown: ShownAnswer): InteractionReply {
  return {
    v: 1,
    kind: 'interaction',
    applicationId: interaction.applicationId,
    token: interaction.token,
    createdAt: interaction.createdTimestamp,
    messageId: shown.messageId,
    ephemeral: shown.ephemeral,
    userId: interaction.user.id,
    botMayPost: botMayPost(interaction),
    maxFileBytes: interaction.attachmentSizeLimit || DEFAULT_MAX_FILE_BYTES,
  };
}

/** The same interaction or message, arriving again after a lost connection, has the same event key. */
export function eventKeyOf({ id }: { id: string }): string {
  return `discord:${id}`;
}

/**
 * Where a job comes from that an interaction asks for.
 *
 * @param reply how the interaction was acknowledged; null where no job of its own comes of it.
 * @param replyTo the message whose button was clicked, or whose picture is to be changed.
 */
export function originOf(
  interaction: BaseInteraction,
  trigger: Trigger,
  reply: InteractionReply | null,
  replyTo: MessageRef | null = null,
): RequestOrigin {
  const replyHandle: JsonValue = reply === null ? null : encodeReply(reply);
  return {
    trigger,
    conversation: conversationOfInteraction(interaction),
    replyTo,
    eventKey: eventKeyOf(interaction),
    replyHandle,
  };
}

/** Whether the person may manage the messages of others in this channel. */
export function isModerator(interaction: BaseInteraction): boolean {
  return interaction.memberPermissions?.has(PermissionFlagsBits.ManageMessages) ?? false;
}

type AnyMember = GuildMember | APIInteractionGuildMember | null;

function nicknameOf(member: AnyMember): string | null {
  if (member === null) return null;
  return member instanceof GuildMember ? member.displayName : (member.nick ?? null);
}

function rolesOf(member: AnyMember): readonly string[] {
  if (member === null) return [];
  return member instanceof GuildMember ? [...member.roles.cache.keys()] : member.roles;
}

function idsOf(...ids: (string | null)[]): readonly string[] {
  return ids.filter((id) => id !== null);
}
