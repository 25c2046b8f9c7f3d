import type { ButtonInteraction } from 'discord.js';

import { parseAction, refusal, type Action, type ActOutcome, type RenderJob } from '../core/index.ts';
import { deferAnswer, deferUpdate, tell } from './answer.ts';
import { refusalToPost, uncharged } from './before-money.ts';
import { audienceOfEdit, contextOf, isDirect, isOwnJob, messageHere } from './clicks.ts';
import { deleteMessage } from './delete-message.ts';
import { parseDialogId } from './dialog-ids.ts';
import { DIALOG_WORDS } from './dialog-words.ts';
import { openEdit } from './edit-modal.ts';
import { encodeHandle, handleOfReply } from './handle.ts';
import type { DiscordParts } from './parts.ts';
import { parseShowButton } from './private-route.ts';
import { handleShare } from './share.ts';
import { showPicture } from './show-picture.ts';
import { clearTrayByClick } from './tray.ts';
import { conversationOfInteraction, eventKeyOf, originOf, replyOf, type ShownAnswer } from './translate.ts';

/**
 * Every button of this bot's messages. What it does is read from the button; who may do it comes from the store.
 *
 * @throws UserError with the words for the clicker, also for a button that nobody knows any more; PlatformError.
 */
export async function handleButton(interaction: ButtonInteraction, parts: DiscordParts): Promise<void> {
  const { customId } = interaction;
  const shownJobId = parseShowButton(customId);
  if (shownJobId !== null) return showPicture(interaction, shownJobId, parts);
  const dialog = parseDialogId(customId);
  if (dialog?.dialog === 'edit') return openEdit(interaction, parts);
  if (dialog?.dialog === 'tray' && dialog.verb === 'clear') return clearTrayByClick(interaction, parts);
  const action = parseAction(customId);
  if (!action) throw refusal('unknown_action');
  return act(interaction, action, parts);
}

async function act(interaction: ButtonInteraction, action: Action, parts: DiscordParts): Promise<void> {
  // The form has to be the first answer.
  if (action.verb === 'edit') return openEdit(interaction, parts);
  // How a click is to be answered, in public or in private, depends on the job.
  const job = await parts.bot.job(action.jobId);
  if (!job) throw refusal('unknown_action');
  switch (action.verb) {
    case 'vary':
    case 'retry':
      return makeNewJob(interaction, action, job, parts);
    case 'share':
      return handleShare(interaction, job, parts);
    case 'delete':
      return deleteMessage(interaction, job, parts);
    case 'check':
      // The message of a delivered job is done with: what is still to come gets one of its own.
      return job.state === 'delivered'
        ? makeNewJob(interaction, action, job, parts)
        : goOn(interaction, action, job, parts);
    case 'cancel':
      return goOn(interaction, action, job, parts);
  }
}

/** A variation, another try or the rest of a delivered job: a job of its own, with a message of its own. */
async function makeNewJob(
  interaction: ButtonInteraction,
  action: Action,
  job: RenderJob,
  parts: DiscordParts,
): Promise<void> {
  if (action.verb !== 'vary' && !isOwnJob(interaction, job)) throw refusal('not_yours');
  const audience = audienceOfEdit(job);
  const refused = refusalToPost(interaction, audience);
  if (refused) throw uncharged(refused);
  const isEphemeral = audience === 'requester' && !isDirect(interaction);
  const shown = await deferAnswer(interaction, { ephemeral: isEphemeral }, parts.logger);
  if (shown === null) return;
  const outcome = await actOn(interaction, action, { job, shown }, parts);
  const isOther =
    outcome.outcome === 'accepted' && outcome.job.request.origin.eventKey !== eventKeyOf(interaction);
  // The answer waits for a job that will never come to it.
  if (isOther) await tell(interaction, outcome.text ?? DIALOG_WORDS.underWay, parts.logger);
}

/** Cancel and Check: the job's own message shows what comes of it. */
async function goOn(
  interaction: ButtonInteraction,
  action: Action,
  job: RenderJob,
  parts: DiscordParts,
): Promise<void> {
  const shown = await deferUpdate(interaction, parts.logger);
  if (shown === null) return;
  // Each click brings another quarter of an hour; what comes of this one is drawn by it already.
  if (isOwnJob(interaction, job)) {
    const handle = handleOfReply(replyOf(interaction, shown), conversationOfInteraction(interaction));
    await parts.bot.refreshHandle(job.id, encodeHandle(handle));
  }
  const outcome = await actOn(interaction, action, { job, shown }, parts);
  if (outcome.outcome === 'done' && outcome.text !== null)
    await tell(interaction, outcome.text, parts.logger);
}

async function actOn(
  interaction: ButtonInteraction,
  action: Action,
  { job, shown }: { job: RenderJob; shown: ShownAnswer },
  { bot }: DiscordParts,
): Promise<ActOutcome> {
  const replyTo = messageHere(interaction, interaction.message.id);
  const origin = originOf(interaction, 'button', replyOf(interaction, shown), replyTo);
  // Discord answers in private where the person may not use the bot in public.
  const context = { ...contextOf(interaction, job, origin), onlyInPrivate: shown.ephemeral };
  const outcome = await bot.act(action, context);
  if (outcome.outcome === 'refused') throw outcome.error;
  return outcome;
}
