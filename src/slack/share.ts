import type { App } from '@slack/bolt';

import {
  altText,
  encodeConversationRef,
  isOwner,
  OPEN_SHARE_WORDS,
  errorJson,
  refusal,
  sharedAlready,
  postStoredOnce,
  type ConversationRef,
  type RenderJob,
  type ShareWay,
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
    // Before anything is posted.
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

/** A private picture is shared once in all, a public one once for each wish. */
async function publish(
  parts: SlackParts,
  asked: Asked,
  job: RenderJob,
  target: ConversationRef,
): Promise<void> {
  const isPrivate = job.request.audience === 'requester';
  const { presenter } = parts;
  const deliveryKey = `share ${isPrivate ? job.id : asked.origin.eventKey}`;
  const post: ShareWay['post'] = (pictures, view, signal) =>
    presenter.share(target, deliveryKey, view, pictures, signal);
  const way: ShareWay = {
    place: encodeConversationRef(target),
    canLook: true,
    find: (_, signal) => presenter.findShared(target, { key: deliveryKey, jobId: job.id }, signal),
    post,
  };
  const problem = (text: string): Promise<void> =>
    tell(parts, asked.origin, { tone: 'problem', text, actions: [] });
  if (!isPrivate) {
    const message = await postStoredOnce(job, parts, post);
    return message === null ? problem(WORDS.shareUnknown) : tell(parts, asked.origin, WORDS.shared);
  }
  const shared = await parts.shares.share(job.id, contextOf(asked), way);
  if (shared.outcome === 'open') return problem(OPEN_SHARE_WORDS[shared.why]);
  await tell(parts, asked.origin, WORDS.shared);
  await redrawPrivate(parts, shared.job);
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
