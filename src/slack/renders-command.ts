import {
  excerpt,
  isOwner,
  UserError,
  usageLines,
  usageText,
  hasStoredPictures,
  postStored,
  type RenderJob,
} from '../core/index.ts';
import { directPlace } from './direct.ts';
import { openForget } from './forget-form.ts';
import type { SlackParts } from './parts.ts';
import { inTeam } from './tools.ts';
import { conversationOf, type Asked } from './translate.ts';
import type { CommandWire } from './wire.ts';
import { WORDS } from './words.ts';

export const RECENT_JOBS = 10;
const LISTED_PROMPT_CHARS = 80;

/**
 * `/renders recent | usage | show <id> | forget`: the answer, for the person alone; null where a form asks further.
 *
 * @throws UserError in words.
 */
export async function renders(
  parts: SlackParts,
  asked: Asked,
  { text, trigger_id: triggerId }: Pick<CommandWire, 'text' | 'trigger_id'>,
): Promise<string | null> {
  const [verb = 'recent', wanted = ''] = text
    .trim()
    .split(/\s+/u)
    .filter((word) => word !== '');
  switch (verb.toLowerCase()) {
    case 'recent':
      return recent(parts, asked);
    case 'usage':
      return (await usageTexts(parts, asked, WORDS.channelPlace)).join('\n');
    case 'show':
      return show(parts, asked, wanted);
    case 'forget':
      await openForget(parts, asked, triggerId);
      return null;
    default:
      throw new UserError('bad_usage', WORDS.rendersUsage);
  }
}

async function recent({ bot }: Pick<SlackParts, 'bot'>, { requester }: Asked): Promise<string> {
  const jobs = await bot.list({ requester, limit: RECENT_JOBS });
  return jobs.length === 0 ? WORDS.noRenders : jobs.map((job) => recentLine(bot, job)).join('\n');
}

/** "Painted · a red fox · 01J…". */
export function recentLine(bot: SlackParts['bot'], job: RenderJob): string {
  const { headline, prompt } = bot.view(job);
  return [headline, excerpt(prompt.replace(/\s+/gu, ' '), LISTED_PROMPT_CHARS), job.id].join(' · ');
}

/** @param place what the place of the question is called. */
export async function usageTexts(
  { bot }: Pick<SlackParts, 'bot'>,
  { requester, origin }: Asked,
  place: string,
): Promise<readonly string[]> {
  return usageLines(await bot.usage(requester, origin.conversation), place).map(usageText);
}

/** A picture once more, in the person's direct messages: an answer for their eyes only could not be deleted again. */
async function show(parts: SlackParts, { requester, origin }: Asked, wanted: string): Promise<string> {
  const job = await parts.bot.job(wanted.toUpperCase());
  if (!job || !isOwner(job, requester)) throw new UserError('unknown_action', WORDS.unknownJob);
  // Whatever came of the rest: what could not be delivered in its place is paid and stored all the same.
  if (!hasStoredPictures(job))
    throw new UserError('unknown_action', WORDS.noPictureOf(parts.bot.view(job).headline));
  const team = await inTeam(origin.conversation.workspaceId, parts);
  const { teamId, channelId } = await directPlace(requester.userId, team, parts.signal);
  const target = conversationOf(teamId, channelId, null);
  await postStored(job, parts, (pictures, view) =>
    parts.presenter.share(target, `show ${origin.eventKey}`, view, pictures, parts.signal),
  );
  return WORDS.shown;
}
