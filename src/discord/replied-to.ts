import { MessageReferenceType, type Message } from 'discord.js';

import {
  PlatformError,
  UserError,
  isForgotten,
  parseAction,
  refusal,
  type EditFacts,
  type MessageRef,
  type PlatformErrorCode,
  type RenderJob,
} from '../core/index.ts';
import { customIdsOf, picturesOfMessage } from './message-pictures.ts';
import type { DiscordParts } from './parts.ts';
import { REPLY_WORDS } from './replies-words.ts';
import { conversationOfChannel } from './translate.ts';

/** The message that a person answered, as far as the store knows it: reading it would cost a call for each reply in a server. */
export interface RepliedTo {
  message: MessageRef;
  /** Null as well where the job that it shows is kept no longer. */
  job: RenderJob | null;
  isOwn: boolean;
  /** Whether it shows a job, kept or not: its buttons say so. */
  isRender: boolean;
}

/** Whether it answers a message of the bot's. A forward points at a message too, and answers nothing. */
export function repliesToBot({ reference, mentions, client }: Message): boolean {
  return reference?.type === MessageReferenceType.Default && mentions.repliedUser?.id === client.user.id;
}

/** Null where the message answers none. @throws PlatformError when Discord is down. */
export async function repliedToOf(message: Message, parts: DiscordParts): Promise<RepliedTo | null> {
  const { reference } = message;
  if (!reference?.messageId || reference.type !== MessageReferenceType.Default) return null;
  const ref = { conversation: conversationOfChannel(message.channel), messageId: reference.messageId };
  const isOwn = repliesToBot(message);
  const { isRender, job } = isOwn ? await ownRender(ref, parts) : NO_RENDER;
  return { message: ref, job, isOwn, isRender };
}

const OUT_OF_SIGHT: readonly PlatformErrorCode[] = ['gone', 'missing_permission', 'rejected'];

type Render = Pick<RepliedTo, 'isRender' | 'job'>;
const NO_RENDER: Render = { isRender: false, job: null };

/** By the store; or by the buttons, which a copy of a picture has that was carried elsewhere. */
async function ownRender(message: MessageRef, parts: DiscordParts): Promise<Render> {
  const { bot, presenter, signal } = parts;
  const known = await bot.findByMessage(message);
  if (known) return { isRender: true, job: known };
  const raw = await presenter.readMessage(message, signal).catch((error: unknown) => {
    // What is gone, or hidden from the bot, is none of its pictures; what is down may be one.
    if (error instanceof PlatformError && OUT_OF_SIGHT.includes(error.reason)) return null;
    throw error;
  });
  for (const customId of customIdsOf(raw)) {
    const action = parseAction(customId);
    if (action) return { isRender: true, job: await bot.job(action.jobId) };
  }
  return NO_RENDER;
}

/**
 * The pictures of that message: of its job; or, where it has none or they are kept no longer, read anew from all places where Discord
 * keeps them.
 *
 * @throws UserError when the bot may not read it, or it is gone. PlatformError when Discord is down.
 */
export async function readRepliedTo(
  { message, job, isOwn }: RepliedTo,
  { presenter, settings, signal }: DiscordParts,
): Promise<EditFacts['repliedTo']> {
  if (job && !isForgotten(job)) return { message, job, pictures: [] };
  const raw = await presenter.readMessage(message, signal).catch((error: unknown) => {
    if (!(error instanceof PlatformError)) throw error;
    if (error.reason === 'gone') throw refusal('picture_gone', { cause: error });
    if (error.reason !== 'missing_permission') throw error;
    throw new UserError('not_allowed', REPLY_WORDS.unreadableMessage, { cause: error });
  });
  const pictures = picturesOfMessage(raw).map((_, index) => ({ kind: 'message' as const, message, index }));
  if (job && pictures.length === 0) return { message, job, pictures };
  const isHidden = pictures.length === 0 && !isOwn && !settings.messageContent;
  if (isHidden && message.conversation.workspaceId !== null)
    throw new UserError('no_picture', REPLY_WORDS.hiddenPicture);
  return { message, job: null, pictures };
}
