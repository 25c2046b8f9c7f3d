import type { App } from '@slack/bolt';

import { refusal, type Action, type ActOutcome } from '../core/index.ts';
import { tell } from './answer.ts';
import { withWay } from './ask.ts';
import { atBorder } from './border.ts';
import { askedByClick, contextOf, isAtHome } from './clicks.ts';
import { deleteMessage } from './delete-message.ts';
import { openEditOfJob } from './edit-modal.ts';
import { openImagine } from './imagine-modal.ts';
import { ACTION_PREFIX } from './layout.ts';
import type { SlackParts } from './parts.ts';
import { handleShare } from './share.ts';
import { teamOf } from './team-of.ts';
import type { Asked } from './translate.ts';
import { clickSchema, type ClickWire } from './wire.ts';

/** `ibs1:<verb>`; the value is the token of the core. */
const ACTION_IDS = new RegExp(`^${ACTION_PREFIX}`);
export const IMAGINE_BUTTON = `${ACTION_PREFIX}imagine`;

/** Every button under a picture, and the one in App Home. */
export function registerButtons(app: App, parts: SlackParts): void {
  app.action(ACTION_IDS, async ({ ack, body, context }) => {
    await atBorder(parts, 'click', ack, async (about) => {
      const click = clickSchema.parse(body);
      const asked = askedByClick(click, teamOf(context, click.team?.id), parts.clock.now());
      about(asked.origin);
      const [pressed] = click.actions;
      if (pressed?.action_id === IMAGINE_BUTTON) return openImagine(parts, asked, click.trigger_id);
      await press(parts, asked, click, pressed?.value ?? '');
    });
  });
}

async function press(parts: SlackParts, asked: Asked, click: ClickWire, token: string): Promise<void> {
  const { bot } = parts;
  const action = bot.parseAction(token);
  const job = action && (await bot.job(action.jobId));
  const teamId = asked.origin.conversation.workspaceId ?? '';
  if (!action || !job || !isAtHome(job, click, teamId, token)) throw refusal('unknown_action');
  if (action.verb === 'share') return handleShare(parts, asked, job, click.trigger_id);
  if (action.verb === 'delete') return deleteMessage(parts, asked, { job, click, token });
  const outcome = await act(parts, asked, action);
  switch (outcome.outcome) {
    case 'done':
    case 'accepted':
      if (outcome.text !== null) await tell(parts, asked.origin, outcome.text);
      return;
    case 'ask_edit':
      return openEditOfJob(parts, asked, outcome.job, click.trigger_id);
    case 'refused':
      throw outcome.error;
    case 'share':
      // Told apart above: only the verb has this outcome.
      return;
  }
}

/**
 * In the name of whoever clicked. What may paint, or draws its message anew, has to know its way first; a form opens within three
 * seconds, and has to know it when it is sent.
 */
async function act(parts: SlackParts, asked: Asked, action: Action): Promise<ActOutcome> {
  const needsWay = action.verb !== 'edit' && action.verb !== 'cancel';
  return parts.bot.act(action, contextOf(needsWay ? await withWay(parts, asked) : asked));
}
