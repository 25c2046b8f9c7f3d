import type { ModalView } from '@slack/types';

import { refusal, picturesOf, type RenderJob } from '../core/index.ts';
import { requireRights } from './before-money.ts';
import { countField, filesField, pictureField, promptField, ratioField, visibilityField } from './fields.ts';
import { formOf, keepForm, type Form } from './forms.ts';
import { isChannelId } from './ids.ts';
import { jobOfMessage } from './job-of-message.ts';
import { picturesOfMessage } from './message-files.ts';
import type { SlackParts } from './parts.ts';
import { messageRef, type Asked } from './translate.ts';
import { dialogView, openDialog } from './views.ts';
import type { MessageWire } from './wire.ts';
import { WORDS } from './words.ts';

export const EDIT_FORM = 'edit_form';

export interface EditViewFacts {
  metadata: string;
  /** How many pictures there are to change. */
  pictures: number;
  hasAudience: boolean;
}

export function editView({ metadata, pictures, hasAudience }: EditViewFacts): ModalView {
  return dialogView({
    callbackId: EDIT_FORM,
    title: WORDS.editTitle,
    submit: WORDS.change,
    metadata,
    blocks: [
      promptField(WORDS.changeLabel, WORDS.changeHint),
      ...(pictures > 1 ? [pictureField(pictures)] : []),
      ratioField(),
      countField(),
      ...(hasAudience ? [visibilityField()] : []),
      filesField(),
    ],
  });
}

/** Opens the form for a picture of a job. Within three seconds of the click. */
export async function openEditOfJob(
  parts: SlackParts,
  asked: Asked,
  job: RenderJob,
  triggerId: string,
): Promise<void> {
  const pictures = picturesOf(job).length;
  if (pictures === 0) throw refusal('no_picture');
  await open(parts, asked, formOf(asked, { jobId: job.id, pictures }), triggerId);
}

/**
 * Opens the form for whatever picture stands in a message, anybody's: those of the job that posted it, else its files, its forwards', and
 * those that an app shows. @throws UserError `no_picture`, and nothing opens.
 */
export async function openEditOfMessage(
  parts: SlackParts,
  asked: Asked,
  message: MessageWire,
  triggerId: string,
): Promise<void> {
  const { workspaceId, channelId } = asked.origin.conversation;
  const job = await jobOfMessage(parts, messageRef(workspaceId ?? '', channelId, message), asked.requester);
  if (job && picturesOf(job).length > 0) {
    await openEditOfJob(parts, asked, job, triggerId);
    return;
  }
  const files = picturesOfMessage(message);
  if (files.length === 0) throw refusal('no_picture');
  await open(parts, asked, formOf(asked, { files: [...files], pictures: files.length }), triggerId);
}

async function open(parts: SlackParts, asked: Asked, form: Form, triggerId: string): Promise<void> {
  const workspace = await parts.workspaceOf(form.teamId);
  requireRights(workspace);
  const metadata = await keepForm(parts, form);
  const view = editView({
    metadata,
    pictures: form.pictures,
    hasAudience: isChannelId(asked.origin.conversation.channelId),
  });
  await openDialog(parts, workspace.teamId, triggerId, view);
}
