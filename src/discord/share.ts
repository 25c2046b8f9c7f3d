import type { ButtonInteraction } from 'discord.js';

import {
  errorJson,
  OPEN_SHARE_WORDS,
  refusal,
  sharedAlready,
  postStored,
  type RenderJob,
  type ShareWay,
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
  const { logger } = parts;
  if (job.request.audience === 'channel') return openPicker(interaction, job);
  if (!isOwnJob(interaction, job)) throw refusal('unknown_action');
  if (!isPrivate(job)) throw sharedAlready();
  const shown = await deferUpdate(interaction, logger);
  if (shown === null) return;
  const handle = handleOfReply(replyOf(interaction, shown), conversationOfInteraction(interaction));
  await refuseWhereAsked(interaction, job);
  const context = contextOf(interaction, job, originOf(interaction, 'button', null));
  const shared = await parts.shares.share(job.id, context, wayOf(interaction, job, handle, parts));
  if (shared.outcome === 'open') return tell(interaction, OPEN_SHARE_WORDS[shared.why], logger);
  const isRedrawn = await redraw(shared.job, handle, parts);
  if (!isRedrawn || placeIdOf(job) !== interaction.channelId)
    await tell(interaction, dialogCard([`${DIALOG_WORDS.shared} ${messageLink(shared.message)}`]), logger);
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

function wayOf(
  interaction: ButtonInteraction,
  job: RenderJob,
  { maxFileBytes, webhook }: DiscordHandle,
  { presenter }: DiscordParts,
): ShareWay {
  const isByToken = placeIdOf(job) === interaction.channelId && !botMayPost(interaction);
  const target = {
    place: placeOf(job.request.origin.conversation),
    userId: interaction.user.id,
    maxFileBytes,
    sourceUrl: null,
    webhook: isByToken ? webhook : null,
  };
  return {
    place: placeIdOf(job),
    // What the bot posts by the click's token it cannot read there.
    canLook: !isByToken,
    find: (since, signal) => presenter.findShared(target.place, { jobId: job.id, since }, signal),
    post: (pictures, view, signal) => presenter.share(target, job.id, view, pictures, signal),
  };
}

/** The private message without the button that has done its work. The share stands, whatever comes of this. */
async function redraw(job: RenderJob, handle: DiscordHandle, parts: DiscordParts): Promise<boolean> {
  const { logger, presenter, signal } = parts;
  try {
    await postStored(job, parts, (pictures, view) =>
      presenter.showAgain(encodeHandle(handle), view, pictures, signal),
    );
    return true;
  } catch (error) {
    // The picture is shared; a button too many is told that it is.
    logger.warn({ jobId: job.id, error: errorJson(error) }, 'A shared private message was not redrawn.');
    return false;
  }
}

function placeIdOf(job: RenderJob): string {
  return channelOf(placeOf(job.request.origin.conversation));
}
