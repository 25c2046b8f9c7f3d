import { MessageFlags, type Message } from 'discord.js';

import {
  PlatformError,
  asBotError,
  errorJson,
  noticeFor,
  type NoticeView,
  type UserError,
} from '../core/index.ts';
import { ANSWER_WORDS } from './answer-words.ts';
import { refusalToPostAs, uncharged } from './before-money.ts';
import { refuseUnlessAccepted } from './clicks.ts';
import { byClient } from './client-calls.ts';
import { dialogCard } from './dialog-card.ts';
import { editButton } from './dialog-ids.ts';
import { plainLine } from './escape.ts';
import { namesBot } from './message-text.ts';
import type { DiscordParts } from './parts.ts';
import { repliedToOf, repliesToBot, type RepliedTo } from './replied-to.ts';
import { REPLY_WORDS } from './replies-words.ts';
import { draftOfMessage, originOfMessage } from './reply-draft.ts';
import { nonceOf } from './rest-calls.ts';
import { accessOfMessage, eventKeyOf } from './translate.ts';

/** As much as fits beside the link to the message. */
const MAX_TEXT_CHARS = 1000;

/**
 * Every message of a person: a reply to a picture edits it, a mention or a direct message paints. All others are passed over in
 * silence. Never throws: this is the border of message events, where a person is told what went wrong with theirs.
 *
 * @param lastWords ends what is told, and outlasts the signal of the parts: a stop tells those whose answer it cuts off.
 */
export function createReplies(
  parts: DiscordParts,
  lastWords: AbortSignal,
): (message: Message) => Promise<void> {
  return async (message) => {
    if (!isOfPerson(message)) return;
    let isForUs = seemsForUs(message);
    try {
      const repliedTo = await repliedToOf(message, parts);
      isForUs = isAddressed(message, repliedTo);
      if (isForUs) await answer(message, repliedTo, parts);
    } catch (error) {
      const teller = { ...parts, signal: lastWords };
      if (parts.signal.aborted && error === parts.signal.reason) {
        if (isForUs) await tell(message, STOPPING, teller);
        return;
      }
      const told = asBotError(error);
      parts.logger[told.code === 'internal' ? 'error' : 'info'](
        { eventKey: eventKeyOf(message), error: errorJson(error) },
        'A message could not be answered with a picture.',
      );
      if (isForUs) await tell(message, noticeFor(told), teller);
    }
  };
}

/**
 * For one that comes while the program ends: nobody will answer it later. Never throws.
 *
 * @param teller with a signal that the stop leaves alone.
 */
export async function refuseReplyWhileStopping(message: Message, teller: Teller): Promise<void> {
  if (isOfPerson(message) && seemsForUs(message)) await tell(message, STOPPING, teller);
}

type Teller = Pick<DiscordParts, 'presenter' | 'logger' | 'signal'>;

const STOPPING: NoticeView = { tone: 'problem', text: ANSWER_WORDS.stopping, actions: [] };

function isOfPerson({ author, webhookId, system }: Message): boolean {
  return !author.bot && webhookId === null && !system;
}

/** Until it is known what was answered, an answer to the bot is taken as meant for it: an outage must not look like silence. */
function seemsForUs(message: Message): boolean {
  return message.guildId === null || namesBot(message) || repliesToBot(message);
}

/**
 * A reply to one of the bot's renders is meant for it, whether it pings or not. A ping that only comes of replying to another message
 * of the bot's (a refusal, a notice) is not: nobody wrote it.
 */
function isAddressed(message: Message, repliedTo: RepliedTo | null): boolean {
  if (message.guildId === null || namesBot(message)) return true;
  if (repliedTo?.isOwn) return repliedTo.isRender && !isWordless(message);
  return message.mentions.users.has(message.client.user.id);
}

/** A sticker or a poll in answer to a picture says nothing to the bot; but what it cannot read may say much. */
function isWordless({ content, attachments, stickers, poll }: Message): boolean {
  return content === '' && attachments.size === 0 && (stickers.size > 0 || poll !== null);
}

async function answer(message: Message, repliedTo: RepliedTo | null, parts: DiscordParts): Promise<void> {
  const { bot, settings } = parts;
  const refused = refusalHere(message);
  if (refused) throw uncharged(refused);
  if (repliedTo?.isRender && isHidden(message, settings.messageContent)) {
    const actions = [editButton(repliedTo.message.messageId)];
    await tell(message, { tone: 'info', text: REPLY_WORDS.unreadableReply, actions }, parts);
    return;
  }
  const draft = await draftOfMessage(message, repliedTo, parts);
  if (draft) refuseUnlessAccepted(await bot.accept(draft, accessOfMessage(message)));
}

/** Whether Discord has taken the words out: without the intent a reply to a picture arrives empty. */
function isHidden(message: Message, messageContent: boolean): boolean {
  return (
    !messageContent && message.guildId !== null && message.content === '' && message.attachments.size === 0
  );
}

function refusalHere({ channel, guild }: Message): UserError | null {
  const me = guild?.members.me;
  return me && !channel.isDMBased() ? refusalToPostAs(channel, me) : null;
}

/** An answer to the message, where the bot may write; where it may not, by direct message. */
async function tell(message: Message, notice: NoticeView, teller: Teller): Promise<void> {
  const { presenter, signal, logger } = teller;
  try {
    await presenter
      .notify(originOfMessage(message, 'reply', null), notice, signal)
      .catch((error: unknown) => {
        const mayNot = error instanceof PlatformError && error.reason === 'missing_permission';
        if (!mayNot || message.guildId === null) throw error;
        return tellDirectly(message, notice);
      });
  } catch (error) {
    // There is no other way to say it.
    logger.info(
      { eventKey: eventKeyOf(message), error: errorJson(error) },
      'A person could not be told why there is no picture.',
    );
  }
}

/** Buttons are left out: what they are about is in the channel. @throws PlatformError */
async function tellDirectly(message: Message, { text }: NoticeView): Promise<void> {
  const { author, client, url } = message;
  await byClient(client, () =>
    author.send({
      ...dialogCard([REPLY_WORDS.about(url), plainLine(text, MAX_TEXT_CHARS)]),
      flags: MessageFlags.IsComponentsV2,
      allowedMentions: { parse: [] },
      nonce: nonceOf(`notice ${eventKeyOf(message)} dm`),
      enforceNonce: true,
    }),
  );
}
