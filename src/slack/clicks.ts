import type { ActContext, RenderJob } from '../core/index.ts';
import { eventKeyOfTrigger, askedAtHome, askedBy, replyByUrl, threadOf, type Asked } from './translate.ts';
import type { ClickWire, MessageWire } from './wire.ts';

/** Where a click happened and on what. Pure. */

/** Slack tells nobody who may manage a channel's messages, so that nobody counts as a moderator. */
export function contextOf({ requester, access, origin }: Asked): ActContext {
  return { requester, access, origin, isModerator: false };
}

/** The clicker, in the conversation of the message that was clicked. */
export function askedByClick(click: ClickWire, teamId: string, now: number): Asked {
  const { user, channel, container, trigger_id, response_url } = click;
  const named = { id: user.id, name: user.name ?? user.username ?? '' };
  const channelId = channel?.id ?? container?.channel_id;
  const message = clickedMessage(click);
  const eventKey = eventKeyOfTrigger(trigger_id);
  if (!channelId) return askedAtHome(teamId, named, 'button', eventKey);
  return askedBy({
    teamId,
    user: named,
    channelId,
    threadTs: message === null ? null : threadOf(message),
    trigger: 'button',
    eventKey,
    replyToTs: message?.ts ?? null,
    reply: response_url ? replyByUrl(response_url, user.id, now) : { v: 1, kind: 'user', userId: user.id },
  });
}

/** An answer for one person's eyes comes without its message; where it stood is told all the same. */
function clickedMessage({ message, container }: ClickWire): Pick<MessageWire, 'ts' | 'thread_ts'> | null {
  if (message) return message;
  return container?.message_ts ? { ts: container.message_ts, thread_ts: container.thread_ts } : null;
}

/**
 * Whether a button with this token can stand where it was clicked: in a channel where the job has a message, or on a message that shows
 * the token. A token that was carried elsewhere opens nothing there.
 */
export function isAtHome(job: RenderJob, click: ClickWire, teamId: string, token: string): boolean {
  const channelId = click.channel?.id ?? click.container?.channel_id;
  const places = [
    job.request.origin.conversation,
    ...[job.statusMessage, ...job.resultMessages].flatMap((message) => message?.conversation ?? []),
  ];
  const isKnown = places.some((place) => place.workspaceId === teamId && place.channelId === channelId);
  return isKnown || showsToken(click.message ?? null, token);
}

/** Slack's own copy of the message: what stands in it was posted by an app, this one, or its buttons would not have come here. */
export function showsToken(message: MessageWire | null, token: string): boolean {
  return (message?.blocks ?? [])
    .flatMap(({ elements }) => elements ?? [])
    .some(
      (element) =>
        typeof element === 'object' && element !== null && 'value' in element && element.value === token,
    );
}
