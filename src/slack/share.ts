import type { App } from '@slack/bolt';

import {
  altText,
  isOwner,
  errorJson,
  refusal,
  sharedAlready,
  postStoredOnce,
  type ConversationRef,
  type MessageRef,
  type RenderJob,
} from '../core/index.ts';
import { tell } from './answer.ts';
import { atBorder } from './border.ts';
import { contextOf } from './clicks.ts';
import { destinationField } from './fields.ts';
import { askedByForm, formOf, keepForm, recallForm } from './forms.ts';
import { isChannelId } from './ids.ts';
import type { SlackParts } from './parts.ts';
import { MAX_ALT_TEXT_CHARS } from './limits.ts';
import { readDestination } from './read-fields.ts';
import { requireMember } from './share-target.ts';
import { teamOf } from './team-of.ts';
import { conversationOf, type Asked } from './translate.ts';
import { dialogView, openDialog } from './views.ts';
import { submissionSchema, type SubmissionWire } from './wire.ts';
import { WORDS } from './words.ts';

export const SHARE_FORM = 'share_form';

/**
 * The button Share. A private picture is published once, where it was asked for; where that was in private itself, and for a public
 * picture, a channel is chosen.
 *
 * @throws UserError with the words for the clicker.
 */
export async function handleShare(
  parts: SlackParts,
  asked: Asked,
  job: RenderJob,
  triggerId: string,
): Promise<void> {
  const isPrivate = job.request.audience === 'requester';
  if (isPrivate && !isOwner(job, asked.requester)) throw refusal('unknown_action');
  if (isPrivate && job.sharedAt !== null) throw sharedAlready();
  if (job.state !== 'delivered') throw refusal('too_late');
  const { conversation } = job.request.origin;
  if (isPrivate && isChannelId(conversation.channelId)) {
    const { userId } = asked.requester;
    const teamId = asked.origin.conversation.workspaceId ?? '';
    // Before it is marked as shared.
    await requireMember(parts, { teamId, channelId: conversation.channelId, userId, isWhereAsked: true });
    await publish(parts, asked, job, conversation);
    return;
  }
  const workspaceId = asked.origin.conversation.workspaceId ?? '';
  const metadata = await keepForm(parts, formOf(asked, { jobId: job.id }));
  const view = dialogView({
    callbackId: SHARE_FORM,
    title: WORDS.shareTitle,
    submit: WORDS.share,
    metadata,
    blocks: [destinationField()],
  });
  await openDialog(parts, workspaceId, triggerId, view);
}

export function registerShareForm(app: App, parts: SlackParts): void {
  app.view(SHARE_FORM, async ({ ack, body, context }) => {
    const submission = submissionSchema.safeParse(body).data ?? null;
    const destination = submission && readDestination(submission.view.state.values);
    const errors = { destination: WORDS.noSuchChoice };
    const answer = (): Promise<void> =>
      destination === null ? ack({ response_action: 'errors', errors }) : ack();
    await atBorder(parts, 'share', answer, async (about) => {
      if (!submission || destination === null) return;
      const teamId = teamOf(context, submission.team?.id);
      await carry(parts, submission, teamId, destination, (asked) => about(asked.origin));
    });
  });
}

async function carry(
  parts: SlackParts,
  submission: SubmissionWire,
  teamId: string,
  channelId: string,
  about: (asked: Asked) => void,
): Promise<void> {
  const form = await recallForm(parts, submission, teamId);
  const asked = askedByForm(form, submission.view.id);
  about(asked);
  const job = form.jobId === null ? null : await parts.bot.job(form.jobId);
  if (!job || job.state !== 'delivered') throw refusal('picture_gone');
  await requireMember(parts, { teamId, channelId, userId: form.userId, isWhereAsked: false });
  await publish(parts, asked, job, conversationOf(teamId, channelId, null));
}

/** A private picture is marked as shared first, so that it is posted once; what surely was not posted is taken back. */
async function publish(
  parts: SlackParts,
  asked: Asked,
  job: RenderJob,
  target: ConversationRef,
): Promise<void> {
  const isPrivate = job.request.audience === 'requester';
  // A private picture is shared once in all, a public one once for each wish.
  const deliveryKey = `share ${isPrivate ? job.id : asked.origin.eventKey}`;
  const shown = isPrivate ? await markShared(parts, asked, job) : job;
  let posted: MessageRef | null;
  try {
    posted = await postStoredOnce(shown, parts, (pictures, view, signal) =>
      parts.presenter.share(target, deliveryKey, view, pictures, signal),
    );
  } catch (error) {
    // Nothing stands there, so its owner may try again.
    if (isPrivate) await parts.bot.shareFailed(job.id);
    throw error;
  }
  if (posted === null) {
    const text = isPrivate ? WORDS.shareUnknownOnce : WORDS.shareUnknown;
    return tell(parts, asked.origin, { tone: 'problem', text, actions: [] });
  }
  await tell(parts, asked.origin, WORDS.shared);
  if (isPrivate) await redrawPrivate(parts, shown);
}

/** The private message without the button that has done its work. The share stands, whatever comes of this. */
async function redrawPrivate({ bot, logger, presenter, signal }: SlackParts, job: RenderJob): Promise<void> {
  const altTextOf = (index: number): string => altText(job, index, MAX_ALT_TEXT_CHARS);
  try {
    for (const message of job.resultMessages)
      await presenter.redraw(message, bot.view(job), altTextOf, signal);
  } catch (error) {
    logger.warn({ jobId: job.id, error: errorJson(error) }, 'A shared private message was not redrawn.');
  }
}

async function markShared({ bot }: SlackParts, asked: Asked, job: RenderJob): Promise<RenderJob> {
  const outcome = await bot.act({ verb: 'share', jobId: job.id }, contextOf(asked));
  if (outcome.outcome === 'share') return outcome.job;
  throw outcome.outcome === 'refused' ? outcome.error : refusal('too_late');
}
