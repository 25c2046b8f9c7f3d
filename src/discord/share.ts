import type { ButtonInteraction } from 'discord.js';

import {
  errorJson,
  refusal,
  sharedAlready,
  postStored,
  postStoredOnce,
  type MessageRef,
  type RenderJob,
} from '../core/index.ts';
import { deferUpdate, tell } from './answer.ts';
import { botMayPost, refusalToPost } from './before-money.ts';
import { contextOf, isOwnJob, isPrivate } from './clicks.ts';
import { dialogCard, messageLink } from './dialog-card.ts';
import { DIALOG_WORDS } from './dialog-words.ts';
import { channelOf, encodeHandle, handleOfReply, placeOf, type DiscordHandle } from './handle.ts';
import type { DiscordParts } from './parts.ts';
import { openPicker } from './share-picker.ts';
import { refusalToShare, targetChannel } from './share-target.ts';
import { conversationOfInteraction, originOf, replyOf } from './translate.ts';

/**
 * The button Share. A private picture is published once, where it was asked for; for a public one a channel is chosen.
 *
 * @throws UserError with the words for the clicker; PlatformError.
 */
export async function handleShare(
  interaction: ButtonInteraction,
  job: RenderJob,
  parts: DiscordParts,
): Promise<void> {
  const { bot, logger } = parts;
  if (job.request.audience === 'channel') return openPicker(interaction, job);
  if (!isOwnJob(interaction, job)) throw refusal('unknown_action');
  if (!isPrivate(job)) throw sharedAlready();
  const shown = await deferUpdate(interaction, logger);
  if (shown === null) return;
  const handle = handleOfReply(replyOf(interaction, shown), conversationOfInteraction(interaction));
  await refuseWhereAsked(interaction, job);
  const context = contextOf(interaction, job, originOf(interaction, 'button', null));
  const outcome = await bot.act({ verb: 'share', jobId: job.id }, context);
  if (outcome.outcome === 'refused') throw outcome.error;
  if (outcome.outcome !== 'share') throw refusal('too_late');
  const posted = await publish(interaction, outcome.job, handle, parts);
  if (posted === null) return tell(interaction, DIALOG_WORDS.mayBeSharedOnce, logger);
  const isRedrawn = await redraw(outcome.job, handle, parts);
  if (!isRedrawn || placeIdOf(job) !== interaction.channelId)
    await tell(interaction, dialogCard([`${DIALOG_WORDS.shared} ${messageLink(posted)}`]), logger);
}

/** @throws UserError when the bot cannot post there, or its owner can no longer. */
async function refuseWhereAsked(interaction: ButtonInteraction, job: RenderJob): Promise<void> {
  const { workspaceId } = job.request.origin.conversation;
  const isHere = placeIdOf(job) === interaction.channelId;
  if (!isHere && workspaceId === null) return;
  const refused = isHere
    ? refusalToPost(interaction)
    : await refusalToShare(interaction, await targetChannel(interaction.client, placeIdOf(job), workspaceId));
  if (refused) throw refused;
}

/** Null when nobody can tell whether it stands there: then it stays marked as shared. */
async function publish(
  interaction: ButtonInteraction,
  job: RenderJob,
  { maxFileBytes, webhook }: DiscordHandle,
  parts: DiscordParts,
): Promise<MessageRef | null> {
  const isByToken = placeIdOf(job) === interaction.channelId && !botMayPost(interaction);
  const target = {
    place: placeOf(job.request.origin.conversation),
    userId: interaction.user.id,
    maxFileBytes,
    sourceUrl: null,
    webhook: isByToken ? webhook : null,
  };
  try {
    return await postStoredOnce(job, parts, (pictures, view, signal) =>
      parts.presenter.share(target, job.id, view, pictures, signal),
    );
  } catch (error) {
    // Nothing stands there, so its owner may try again.
    await parts.bot.shareFailed(job.id);
    throw error;
  }
}

/** The private message without the button that has done its work. The share stands, whatever comes of this. */
async function redraw(job: RenderJob, handle: DiscordHandle, parts: DiscordParts): Promise<boolean> {
  const { logger, presenter, signal } = parts;
  try {
    await postStored(job, parts, (pictures, view) =>
      presenter.showAgain(encodeHandle(handle), job.id, view, pictures, signal),
    );
    return true;
  } catch (error) {
    // The picture is shared; a button too many is told "too late".
    logger.warn({ jobId: job.id, error: errorJson(error) }, 'A shared private message was not redrawn.');
    return false;
  }
}

function placeIdOf(job: RenderJob): string {
  return channelOf(placeOf(job.request.origin.conversation));
}
