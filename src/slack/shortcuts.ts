import type { App } from '@slack/bolt';

import { atBorder } from './border.ts';
import { EDIT_FORM, openEditOfMessage } from './edit-modal.ts';
import { IMAGINE_FORM, openImagine } from './imagine-modal.ts';
import type { SlackParts } from './parts.ts';
import { submitForm } from './submit-form.ts';
import { readForm } from './read-fields.ts';
import { teamOf } from './team-of.ts';
import { askedAtHome, askedBy, eventKeyOfTrigger, replyByUrl, threadOf } from './translate.ts';
import { globalShortcutSchema, messageShortcutSchema, submissionSchema, type UserWire } from './wire.ts';

/** Callback ids of the shortcuts, as they stand in the manifest. */
export const IMAGINE_SHORTCUT = 'imagine';
export const EDIT_SHORTCUT = 'edit_image';

/** The shortcut that is everywhere, and the one in the menu of each message. */
export function registerShortcuts(app: App, parts: SlackParts): void {
  app.shortcut({ callback_id: IMAGINE_SHORTCUT, type: 'shortcut' }, async ({ ack, body, context }) => {
    await atBorder(parts, 'shortcut', ack, async (about) => {
      const { user, team, trigger_id } = globalShortcutSchema.parse(body);
      const teamId = teamOf(context, team?.id, user.team_id);
      const eventKey = eventKeyOfTrigger(trigger_id);
      const asked = askedAtHome(teamId, named(user), 'shortcut', eventKey);
      about(asked.origin);
      await openImagine(parts, asked, trigger_id);
    });
  });

  app.shortcut({ callback_id: EDIT_SHORTCUT, type: 'message_action' }, async ({ ack, body, context }) => {
    await atBorder(parts, 'shortcut', ack, async (about) => {
      const { user, team, trigger_id, channel, message, response_url } = messageShortcutSchema.parse(body);
      const asked = askedBy({
        teamId: teamOf(context, team?.id, user.team_id),
        user: named(user),
        channelId: channel.id,
        threadTs: threadOf(message),
        trigger: 'shortcut',
        eventKey: eventKeyOfTrigger(trigger_id),
        replyToTs: message.ts,
        reply: replyByUrl(response_url, user.id, parts.clock.now()),
      });
      about(asked.origin);
      await openEditOfMessage(parts, asked, message, trigger_id);
    });
  });
}

/** What a form says is checked before it closes, so that each complaint stands at its field. */
export function registerForms(app: App, parts: SlackParts): void {
  for (const callbackId of [IMAGINE_FORM, EDIT_FORM]) {
    app.view({ callback_id: callbackId, type: 'view_submission' }, async ({ ack, body, context }) => {
      const submission = submissionSchema.safeParse(body).data ?? null;
      const read = submission && readForm(submission.view.state.values);
      const answer = (): Promise<void> =>
        read?.errors ? ack({ response_action: 'errors', errors: read.errors }) : ack();
      await atBorder(parts, callbackId, answer, async (about) => {
        // What is no form of ours fails here, where it is logged.
        const { user, team } = submission ?? submissionSchema.parse(body);
        if (!submission || !read?.choice) return;
        await submitForm(parts, submission, read.choice, teamOf(context, team?.id, user.team_id), about);
      });
    });
  }
}

function named({ id, name, username }: UserWire): { id: string; name: string } {
  return { id, name: name ?? username ?? '' };
}
