import { isOwner, refusal, type MessageRef, type RenderJob } from '../core/index.ts';
import { contextOf, showsToken } from './clicks.ts';
import type { SlackParts } from './parts.ts';
import type { Asked } from './translate.ts';
import type { ClickWire } from './wire.ts';

/**
 * Takes a job's messages away. On a copy that was carried to another place, or shown once more, only the copy goes.
 *
 * @throws UserError for whoever may not do that; PlatformError where it stays.
 */
export async function deleteMessage(
  parts: SlackParts,
  asked: Asked,
  { job, click, token }: { job: RenderJob; click: ClickWire; token: string },
): Promise<void> {
  const clicked = asked.origin.replyTo;
  const known = [...job.resultMessages, ...(job.statusMessage ? [job.statusMessage] : [])];
  if (clicked === null || known.some((message) => isSame(message, clicked))) {
    const outcome = await parts.bot.act({ verb: 'delete', jobId: job.id }, contextOf(asked));
    if (outcome.outcome === 'refused') throw outcome.error;
    return;
  }
  // The value of a click can be made up; otherwise one's own token would take away anybody's message.
  if (!showsToken(click.message ?? null, token)) throw refusal('unknown_action');
  if (!isOwner(job, asked.requester)) throw refusal('not_yours');
  await parts.presenter.remove([clicked], parts.signal);
}

function isSame(one: MessageRef, other: MessageRef): boolean {
  return one.messageId === other.messageId && one.conversation.channelId === other.conversation.channelId;
}
