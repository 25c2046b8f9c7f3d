import type { Message } from 'discord.js';

import {
  asBotError,
  decideEditTarget,
  errorJson,
  noticeFor,
  type BotError,
  type NoticeView,
  type PictureSource,
  type RenderDraft,
  type RequestOrigin,
} from '../core/index.ts';
import { refusalToPostAs } from './before-money.ts';
import { atHome, audienceOfEdit, refuseUnlessAccepted } from './clicks.ts';
import { editButton } from './dialog-ids.ts';
import { DEFAULT_MAX_FILE_BYTES } from './limits.ts';
import { picturesOfMessage } from './message-pictures.ts';
import { namesBot, promptOf } from './message-text.ts';
import type { DiscordParts } from './parts.ts';
import { rawMessage } from './raw-message.ts';
import { readRepliedTo, repliedToOf, type RepliedTo } from './replied-to.ts';
import { REPLY_WORDS } from './replies-words.ts';
import { encodeReply } from './reply-handle.ts';
import { takePictures } from './take-pictures.ts';
import { accessOfMessage, conversationOfChannel, requesterOfMessage } from './translate.ts';

/**
 * Every message of a person: a reply to a picture edits it, a mention or a direct message paints. All others are passed over in
 * silence. Never throws: this is the border of message events, where a person is told what went wrong with theirs.
 */
export function createReplies(parts: DiscordParts): (message: Message) => Promise<void> {
  return async (message) => {
    if (message.author.bot || message.webhookId !== null || message.system) return;
    let isForUs = false;
    try {
      const repliedTo = await repliedToOf(message, parts);
      isForUs = isAddressed(message, repliedTo);
      if (isForUs) await answer(message, repliedTo, parts);
    } catch (error) {
      if (parts.signal.aborted) return;
      const told = asBotError(error);
      parts.logger[told.code === 'internal' ? 'error' : 'info'](
        { eventKey: eventKeyOf(message), error: errorJson(error) },
        'A message could not be answered with a picture.',
      );
      if (isForUs) await tell(message, noticeFor(told), parts);
    }
  };
}

/**
 * A reply to one of the bot's renders is meant for it, whether it pings or not. A ping that only comes of replying to another message
 * of the bot's (a refusal, a notice) is not: nobody wrote it.
 */
function isAddressed(message: Message, repliedTo: RepliedTo | null): boolean {
  if (message.guildId === null || namesBot(message)) return true;
  if (repliedTo?.isOwn) return repliedTo.job !== null && !isWordless(message, repliedTo);
  return message.mentions.users.has(message.client.user.id);
}

/** A sticker or a poll in answer to a picture says nothing to the bot; but what it cannot read may say much. */
function isWordless(message: Message, { job }: RepliedTo): boolean {
  const isEmpty = message.content === '' && message.attachments.size === 0;
  return isEmpty && (job === null || message.stickers.size > 0 || message.poll !== null);
}

async function answer(message: Message, repliedTo: RepliedTo | null, parts: DiscordParts): Promise<void> {
  const { bot, settings } = parts;
  const refused = refusalHere(message);
  if (refused) throw refused;
  if (repliedTo?.job && isHidden(message, settings.messageContent)) {
    const actions = [editButton(repliedTo.message.messageId)];
    await tell(message, { tone: 'info', text: REPLY_WORDS.unreadableReply, actions }, parts);
    return;
  }
  const draft = await draftOf(message, repliedTo, parts);
  if (draft) refuseUnlessAccepted(await bot.accept(draft, accessOfMessage(message)));
}

/** Whether Discord has taken the words out: without the intent a reply to a picture arrives empty. */
function isHidden(message: Message, messageContent: boolean): boolean {
  return (
    !messageContent && message.guildId !== null && message.content === '' && message.attachments.size === 0
  );
}

/** Null for what turns out not to be meant for the bot. @throws UserError */
async function draftOf(
  message: Message,
  repliedTo: RepliedTo | null,
  parts: DiscordParts,
): Promise<RenderDraft | null> {
  const conversation = conversationOfChannel(message.channel);
  const text = promptOf(message);
  const urls = picturesOfMessage(rawMessage(message)).map(({ url }) => url);
  const inThread = conversation.threadId !== null;
  const latestInThread =
    repliedTo === null && inThread ? await parts.bot.latestDelivered(conversation) : null;
  const base = repliedTo?.job ?? latestInThread;
  const rest = {
    count: 1,
    parameters: {},
    requester: atHome(requesterOfMessage(message), base),
    prompt: text,
    audience: audienceOfEdit(base),
    spoiler: false,
  };
  if (repliedTo === null && urls.length === 0 && latestInThread === null)
    return {
      ...rest,
      kind: 'generate',
      sources: [],
      parentJobId: null,
      origin: originOf(message, 'mention', null),
    };
  const target = decideEditTarget({
    addressed: true,
    ownPictures: await ownPictures(urls, text, parts),
    repliedTo: repliedTo && (await readRepliedTo(repliedTo, parts)),
    latestInThread,
    inThread,
    text,
  });
  if (target.kind === 'ignore') return null;
  if (target.kind === 'refuse') throw target.error;
  const { sources, parentJobId } = target;
  const trigger = repliedTo === null ? 'mention' : 'reply';
  return { ...rest, kind: 'edit', sources, parentJobId, origin: originOf(message, trigger, repliedTo) };
}

/** Taken at once, for their links die; but not where nobody said what to do with them. */
async function ownPictures(
  urls: readonly string[],
  text: string,
  parts: DiscordParts,
): Promise<readonly PictureSource[]> {
  return text === '' ? [] : takePictures(urls, parts);
}

function originOf(
  message: Message,
  trigger: RequestOrigin['trigger'],
  repliedTo: RepliedTo | null,
): RequestOrigin {
  return {
    trigger,
    conversation: conversationOfChannel(message.channel),
    replyTo: repliedTo?.message ?? null,
    eventKey: eventKeyOf(message),
    replyHandle: encodeReply({
      v: 1,
      kind: 'message',
      messageId: message.id,
      maxFileBytes: DEFAULT_MAX_FILE_BYTES,
    }),
  };
}

/** The same message, arriving again after a lost connection, has the same event key. */
function eventKeyOf({ id }: Message): string {
  return `discord:${id}`;
}

function refusalHere({ channel, guild }: Message): BotError | null {
  const me = guild?.members.me;
  return me && !channel.isDMBased() ? refusalToPostAs(channel, me) : null;
}

/** An answer to the message, where the bot may write; where it may not, nobody can be told. */
async function tell(message: Message, notice: NoticeView, parts: DiscordParts): Promise<void> {
  const { presenter, signal, logger } = parts;
  try {
    await presenter.notify(originOf(message, 'reply', null), notice, signal);
  } catch (error) {
    logger.info(
      { eventKey: eventKeyOf(message), error: errorJson(error) },
      'A person could not be told why there is no picture.',
    );
  }
}
