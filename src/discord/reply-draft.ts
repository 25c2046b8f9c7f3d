import type { Message } from 'discord.js';

import { decideEditTarget, type PictureSource, type RenderDraft, type RequestOrigin } from '../core/index.ts';
import { atHome, audienceOfEdit } from './clicks.ts';
import { DEFAULT_MAX_FILE_BYTES } from './limits.ts';
import { picturesSentWith } from './message-pictures.ts';
import { promptOf } from './message-text.ts';
import type { DiscordParts } from './parts.ts';
import { rawMessage } from './raw-message.ts';
import { readRepliedTo, type RepliedTo } from './replied-to.ts';
import { encodeReply } from './reply-handle.ts';
import { takePictures } from './take-pictures.ts';
import { conversationOfChannel, eventKeyOf, requesterOfMessage } from './translate.ts';

/** What a message asks for. Null for what turns out not to be meant for the bot. @throws UserError */
export async function draftOfMessage(
  message: Message,
  repliedTo: RepliedTo | null,
  parts: DiscordParts,
): Promise<RenderDraft | null> {
  const conversation = conversationOfChannel(message.channel);
  const text = promptOf(message);
  const urls = picturesSentWith(rawMessage(message)).map(({ url }) => url);
  const inThread = conversation.threadId !== null;
  const latestInThread = repliedTo === null && inThread ? await parts.bot.latestHere(conversation) : null;
  const base = repliedTo?.job ?? latestInThread;
  const rest = {
    count: 1,
    parameters: {},
    requester: atHome(requesterOfMessage(message), base),
    prompt: text,
    audience: audienceOfEdit(base),
    // What was veiled stays veiled.
    spoiler: base?.request.spoiler ?? false,
  };
  if (repliedTo === null && urls.length === 0 && latestInThread === null)
    return {
      ...rest,
      kind: 'generate',
      sources: [],
      parentJobId: null,
      origin: originOfMessage(message, 'mention', null),
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
  return {
    ...rest,
    kind: 'edit',
    sources,
    parentJobId,
    origin: originOfMessage(message, trigger, repliedTo),
  };
}

/** Taken at once, for their links die; but not where nobody said what to do with them. */
async function ownPictures(
  urls: readonly string[],
  text: string,
  parts: DiscordParts,
): Promise<readonly PictureSource[]> {
  return text === '' ? [] : takePictures(urls, parts);
}

export function originOfMessage(
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
