import { UserError } from '../core/index.ts';
import { isDirectId, isPersonId } from './ids.ts';
import type { SlackReply } from './reply-handle.ts';
import type { Team } from './tools.ts';
import type { SlackCalls } from './web-calls.ts';
import { slackCodeOf } from './web-errors.ts';
import { WORDS } from './words.ts';
import { hasScope, type SlackWorkspace } from './workspace.ts';

/** Without these nothing that is painted could be shown: whether an upload can stand in a message is read from the file. */
const SCOPES_TO_DELIVER = ['chat:write', 'files:read', 'files:write'] as const;

/** Either lets the bot look at channels of its kind. */
const LOOKING_SCOPES = ['channels:read', 'groups:read'] as const;

/**
 * By which ways a picture can be brought to where it is asked for. Ask before anything is paid.
 *
 * @returns the reply with `botMayPost` as it is: by membership, or by `chat:write.public` in a public channel. Where Slack lets nobody
 * look (no `channels:read`), the bot counts as a member: the first message, which comes before the money too, tells.
 * @throws UserError `not_allowed`, in words, when there is no way at all.
 */
export async function findWay(
  team: Team,
  channelId: string,
  reply: SlackReply,
  signal: AbortSignal,
): Promise<SlackReply> {
  requireRights(team.workspace);
  if (reply.kind === 'user' || reply.kind === 'message') return reply;
  const place = await lookAt(team, channelId, reply.userId, signal);
  if (place === 'archived') throw new UserError('not_allowed', WORDS.uncharged(WORDS.archived));
  return { ...reply, botMayPost: place !== 'closed' };
}

/** @throws UserError `not_allowed`, in words, where nothing that is painted could be shown. */
export function requireRights(workspace: Pick<SlackWorkspace, 'scopes'>): void {
  const missing = missingToDeliver(workspace);
  if (missing !== null) throw new UserError('not_allowed', WORDS.uncharged(missing));
}

/** In words, which rights are missing; null where none are, or where they are not known: the calls themselves will tell. */
export function missingToDeliver({ scopes }: Pick<SlackWorkspace, 'scopes'>): string | null {
  const missing = scopes === null ? [] : SCOPES_TO_DELIVER.filter((scope) => !scopes.includes(scope));
  return missing.length === 0 ? null : WORDS.missingScopes(missing);
}

/** `closed`: only the event's own address reaches it. `unknown`: Slack would not say. */
export type Place = 'open' | 'closed' | 'archived' | 'unknown';

export async function lookAt(
  { workspace, calls }: Team,
  channelId: string,
  userId: string,
  signal: AbortSignal,
): Promise<Place> {
  if (isPersonId(channelId)) return 'open';
  if (isDirectId(channelId)) return lookAtDirect(calls, channelId, userId, signal);
  if (!LOOKING_SCOPES.some((scope) => hasScope(workspace, scope))) return 'unknown';
  try {
    const { is_member, is_private, is_archived } = await calls.placeInfo(channelId, signal);
    if (is_archived) return 'archived';
    if (is_member) return 'open';
    return !is_private && hasScope(workspace, 'chat:write.public') ? 'open' : 'closed';
  } catch (error) {
    signal.throwIfAborted();
    // A private channel that the bot is not in looks like none at all. Whatever else fails here says nothing about the channel.
    return slackCodeOf(error) === 'channel_not_found' ? 'closed' : 'unknown';
  }
}

/** Whether these are the person's direct messages with the bot, not with somebody else. */
async function lookAtDirect(
  calls: SlackCalls,
  channelId: string,
  userId: string,
  signal: AbortSignal,
): Promise<Place> {
  try {
    return (await calls.openDm(userId, signal)) === channelId ? 'open' : 'closed';
  } catch (error) {
    signal.throwIfAborted();
    const code = slackCodeOf(error);
    return code === null || code === 'missing_scope' ? 'unknown' : 'closed';
  }
}
