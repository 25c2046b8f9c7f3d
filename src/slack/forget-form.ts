import type { App } from '@slack/bolt';

import { tellOnce } from './answer.ts';
import { atBorder } from './border.ts';
import { askedByForm, formOf, keepForm, recallForm } from './forms.ts';
import { ownWordsBlock } from './layout.ts';
import type { SlackParts } from './parts.ts';
import { teamOf } from './team-of.ts';
import type { Asked } from './translate.ts';
import { dialogView, openDialog } from './views.ts';
import { submissionSchema } from './wire.ts';
import { WORDS } from './words.ts';

export const FORGET_FORM = 'forget_form';

/** Asks whether it is meant, for nothing brings it back. Within three seconds of the command. @throws as `openDialog` does. */
export async function openForget(parts: SlackParts, asked: Asked, triggerId: string): Promise<void> {
  const metadata = await keepForm(parts, formOf(asked));
  const view = dialogView({
    callbackId: FORGET_FORM,
    title: WORDS.forgetTitle,
    submit: WORDS.forget,
    metadata,
    blocks: [ownWordsBlock(WORDS.forgetForSure)],
  });
  await openDialog(parts, asked.origin.conversation.workspaceId ?? '', triggerId, view);
}

export function registerForgetForm(app: App, parts: SlackParts): void {
  app.view({ callback_id: FORGET_FORM, type: 'view_submission' }, async ({ ack, body, context }) => {
    await atBorder(parts, 'forget', ack, async (about) => {
      const submission = submissionSchema.parse(body);
      const { user, team, view } = submission;
      const form = await recallForm(parts, submission, teamOf(context, team?.id, user.team_id));
      const asked = askedByForm(form, view.id);
      about(asked.origin);
      const { forgottenJobs } = await parts.bot.forget(asked.requester);
      await tellOnce(parts, asked.origin, WORDS.forgotten(forgottenJobs));
    });
  });
}
