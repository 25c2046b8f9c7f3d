import { UserError } from '../core/index.ts';
import { lookAt, missingToDeliver } from './before-money.ts';
import type { SlackParts } from './parts.ts';
import { inTeam } from './tools.ts';
import type { SlackCalls } from './web-calls.ts';
import { slackCodeOf } from './web-errors.ts';
import { WORDS } from './words.ts';

/** A page of members, and how many of them are read: whoever shares into a channel of more than this many people asks somebody there. */
const MEMBERS_A_PAGE = 1000;
const MAX_PAGES = 10;

/** Errors by which Slack says that the app may not look. */
const MAY_NOT_LOOK = ['missing_scope', 'not_allowed_token_type'];

export interface ShareTarget {
  teamId: string;
  channelId: string;
  /** Who shares. */
  userId: string;
  /** Whether they asked for the picture there: then they were a member once, and are one where Slack lets nobody look. */
  isWhereAsked: boolean;
}

/**
 * Lets a picture be published in a channel only where both the bot and the person who shares are members.
 *
 * @throws UserError `not_allowed` in words; PlatformError when Slack is down.
 */
export async function requireMember(
  parts: Pick<SlackParts, 'workspaceOf' | 'pacing' | 'signal'>,
  { teamId, channelId, userId, isWhereAsked }: ShareTarget,
): Promise<void> {
  const team = await inTeam(teamId, parts);
  const missing = missingToDeliver(team.workspace);
  if (missing !== null) throw new UserError('not_allowed', missing);
  const place = await lookAt(team, channelId, userId, parts.signal);
  if (place === 'archived') throw new UserError('not_allowed', WORDS.archived);
  if (place === 'closed') throw new UserError('not_allowed', WORDS.botNotThere);
  const isThere = await isMember(team.calls, channelId, userId, parts.signal);
  if (isThere === null && !isWhereAsked) throw new UserError('not_allowed', WORDS.cannotCheck);
  if (isThere === false) throw new UserError('not_allowed', WORDS.youNotThere);
}

/** Null where Slack does not let the bot look. */
async function isMember(
  calls: SlackCalls,
  channelId: string,
  userId: string,
  signal: AbortSignal,
): Promise<boolean | null> {
  let cursor = '';
  for (let page = 0; page < MAX_PAGES; page += 1) {
    try {
      const found = await calls.members(channelId, { limit: MEMBERS_A_PAGE, cursor }, signal);
      if (found.members.includes(userId)) return true;
      cursor = found.cursor;
    } catch (error) {
      const code = slackCodeOf(error);
      if (code !== null && MAY_NOT_LOOK.includes(code)) return null;
      if (code === 'channel_not_found') throw new UserError('not_allowed', WORDS.botNotThere);
      throw error;
    }
    if (cursor === '') return false;
  }
  return false;
}
