import { noticeFor, refusal, type Audience, type PictureSource, type RenderDraft } from '../core/index.ts';
import { tellOnce } from './answer.ts';
import { findWay } from './before-money.ts';
import { directPlace } from './direct.ts';
import { isPersonId } from './ids.ts';
import type { SlackParts } from './parts.ts';
import { encodeReply, parseReply } from './reply-handle.ts';
import { inTeam } from './tools.ts';
import { placedIn, type Asked } from './translate.ts';

/** What is asked for, beside who asks and where. */
export interface Wish {
  prompt: string;
  parameters: RenderDraft['parameters'];
  count: number;
  audience: Audience;
  parentJobId: string | null;
}

/**
 * Hands a request to the core: finds out first whether anything could be delivered, then takes the pictures, then asks. What is refused
 * is told in private; what was asked before stays silent.
 *
 * @throws UserError when nothing could be delivered, or a picture cannot be had. Nothing is spent then.
 */
export async function ask(
  parts: SlackParts,
  asked: Asked,
  wish: Wish,
  sources: () => Promise<readonly PictureSource[]>,
): Promise<void> {
  const ready = await withWay(parts, asked);
  const pictures = await sources();
  const draft: RenderDraft = {
    ...wish,
    kind: pictures.length > 0 ? 'edit' : 'generate',
    sources: pictures,
    requester: ready.requester,
    origin: ready.origin,
    spoiler: false,
  };
  const outcome = await parts.bot.accept(draft, ready.access);
  switch (outcome.outcome) {
    case 'accepted':
    case 'seen':
      return;
    case 'limit':
      await tellOnce(parts, ready.origin, { tone: 'problem', text: outcome.text, actions: [] });
      return;
    case 'refused':
      await tellOnce(parts, ready.origin, noticeFor(outcome.error));
  }
}

/**
 * The same event with what is known about the ways to its place. What belongs to a person and no channel belongs to their direct messages
 * from here on, under the id that everything else there has: limits count one place once.
 *
 * @throws UserError when there is none; PlatformError `missing_permission` when they take no direct messages.
 */
export async function withWay(
  parts: Pick<SlackParts, 'workspaceOf' | 'pacing' | 'signal'>,
  asked: Asked,
): Promise<Asked> {
  const { conversation, replyHandle } = asked.origin;
  const reply = parseReply(replyHandle);
  if (reply === null) throw refusal('too_late');
  const team = await inTeam(conversation.workspaceId, parts);
  const found = await findWay(team, conversation.channelId, reply, parts.signal);
  const answered = { ...asked, origin: { ...asked.origin, replyHandle: encodeReply(found) } };
  if (!isPersonId(conversation.channelId)) return answered;
  const { channelId } = await directPlace(conversation.channelId, team, parts.signal);
  return placedIn(answered, channelId);
}
