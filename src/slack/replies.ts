import type { App } from '@slack/bolt';

import {
  decideEditTarget,
  isForgotten,
  UserError,
  type EditFacts,
  type PictureSource,
} from '../core/index.ts';
import { tellOnce } from './answer.ts';
import { ask } from './ask.ts';
import { atBorder } from './border.ts';
import { jobOfMessage } from './job-of-message.ts';
import { picturesOfMessage } from './message-files.ts';
import type { SlackParts } from './parts.ts';
import { takePictures } from './take-pictures.ts';
import { teamOf } from './team-of.ts';
import { picturesOfThread } from './thread-pictures.ts';
import { inTeam, type Team } from './tools.ts';
import { askedByMessage, conversationOf, type Asked } from './translate.ts';
import { typedText } from './typed-text.ts';
import { eventMessageSchema, type EventMessageWire, type FileWire } from './wire.ts';
import { asksForHelp, helpText, WORDS } from './words.ts';

/** Kinds of a message that a person just wrote; edits, joins and what bots do have others. */
const WRITTEN = ['file_share', 'thread_broadcast'];

/** Messages to the bot: by a mention in a channel or a thread, or in its direct messages. */
export function registerReplies(app: App, parts: SlackParts): void {
  app.event('app_mention', async ({ event, context }) => {
    await atBorder(parts, 'mention', null, async (about) => {
      await answer(parts, event, teamOf(context), (asked) => about(asked.origin));
    });
  });
  // Bolt has no event of the name "message.im": every message event comes here, and only direct ones are subscribed to.
  app.message(async ({ message, context }) => {
    if (!('channel_type' in message) || message.channel_type !== 'im') return;
    await atBorder(parts, 'message', null, async (about) => {
      await answer(parts, message, teamOf(context), (asked) => about(asked.origin));
    });
  });
}

type Written = EventMessageWire & { user: string };

async function answer(
  parts: SlackParts,
  event: unknown,
  teamId: string,
  about: (asked: Asked) => void,
): Promise<void> {
  const message = eventMessageSchema.parse(event);
  if (!isWritten(message)) return;
  const asked = askedByMessage(message, teamId);
  about(asked);
  const team = await inTeam(teamId, parts);
  const { workspace } = team;
  if (message.user === workspace.botUserId) return;
  const text = typedText(message.text ?? '', workspace.botUserId);
  const files = picturesOfMessage(message);
  if (files.length === 0 && (message.files ?? []).length > 0)
    throw new UserError('picture_unreadable', WORDS.noPictures);
  if (files.length === 0 && asksForHelp(text)) return tellOnce(parts, asked.origin, helpText());
  if (text === '' && files.length === 0 && asked.origin.conversation.threadId === null)
    return tellOnce(parts, asked.origin, WORDS.nothingSaid);
  const target = await targetOf(parts, team, asked, { text, files });
  if (target === null) return;
  const wish = { prompt: text, parameters: {}, count: 1, audience: 'channel' as const };
  await ask(parts, asked, { ...wish, parentJobId: target.parentJobId }, () =>
    Promise.resolve(target.sources),
  );
}

/** By a person, just now: not by a bot, not by an edit of what was said before. */
function isWritten(message: EventMessageWire): message is Written {
  const { user, bot_id, subtype, hidden, edited } = message;
  if (!user || bot_id || hidden || edited) return false;
  return !subtype || WRITTEN.includes(subtype);
}

interface Target {
  sources: readonly PictureSource[];
  parentJobId: string | null;
}

/** What to work from; nothing for words alone. Null for what is not meant for the bot. @throws UserError */
async function targetOf(
  parts: SlackParts,
  team: Team,
  asked: Asked,
  { text, files }: { text: string; files: readonly FileWire[] },
): Promise<Target | null> {
  const { threadId } = asked.origin.conversation;
  const around = threadId === null ? NOTHING_AROUND : await aroundIn(parts, team, asked, threadId, files);
  const isBare = files.length === 0 && around.repliedTo === null && around.latestInThread === null;
  if (isBare && text !== '') return { sources: [], parentJobId: null };
  const target = decideEditTarget({
    addressed: true,
    // Not where nobody said what to do with them.
    ownPictures: text === '' ? [] : await takePictures(team.workspace.teamId, files, parts),
    ...around,
    inThread: threadId !== null,
    text,
  });
  if (target.kind === 'refuse') throw target.error;
  return target.kind === 'ignore' ? null : target;
}

type Around = Pick<EditFacts, 'repliedTo' | 'latestInThread'>;
const NOTHING_AROUND: Around = { repliedTo: null, latestInThread: null };

/**
 * What a thread is about: the latest picture that was painted in it, or is being painted; else the request under which it began, while
 * that is kept; else, where the bot may read it, the newest picture that anybody posted in it.
 */
async function aroundIn(
  parts: SlackParts,
  team: Team,
  { origin, requester }: Asked,
  threadTs: string,
  own: readonly FileWire[],
): Promise<Around> {
  const { conversation, replyTo } = origin;
  const latestInThread = await parts.bot.latestHere(conversation);
  if (latestInThread) return { repliedTo: null, latestInThread };
  const { teamId } = team.workspace;
  const { channelId } = conversation;
  const message = { conversation: conversationOf(teamId, channelId, null), messageId: threadTs };
  const job = await jobOfMessage(parts, message, requester);
  const ofJob: Around = { repliedTo: { message, job, pictures: [] }, latestInThread: null };
  if (job && !isForgotten(job)) return ofJob;
  // Whoever brings pictures means those.
  if (own.length > 0) return NOTHING_AROUND;
  const about = { channelId, threadTs, exceptTs: replyTo?.messageId ?? '' };
  const files = await picturesOfThread(team, about, parts.signal);
  if (files === null) throw new UserError('no_picture', WORDS.cannotReadThread);
  if (files.length === 0) return job ? ofJob : NOTHING_AROUND;
  const pictures = await takePictures(teamId, files, parts);
  return { repliedTo: { message, job: null, pictures }, latestInThread: null };
}
