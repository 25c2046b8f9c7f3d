import { MessageFlags, type ButtonInteraction } from 'discord.js';

import { UserError, isFinalJob, refusal, hasStoredPictures, postStored } from '../core/index.ts';
import { deferAnswer, deferUpdate } from './answer.ts';
import { refusalToPost } from './before-money.ts';
import { isOwnJob } from './clicks.ts';
import { DIALOG_WORDS } from './dialog-words.ts';
import { encodeHandle, handleOfReply } from './handle.ts';
import type { DiscordParts } from './parts.ts';
import { conversationOfInteraction, replyOf } from './translate.ts';

/**
 * "Show my picture": brings a private job back to its owner, over the fresh token of the click. On the private message itself that
 * message goes on; elsewhere a new private one takes its place.
 *
 * @throws UserError for somebody else, for a job that is not there any more, and where the bot may post no pictures; PlatformError.
 */
export async function showPicture(
  interaction: ButtonInteraction,
  jobId: string,
  parts: DiscordParts,
): Promise<void> {
  const { bot, logger, presenter, signal } = parts;
  const before = await bot.job(jobId);
  if (!before) throw refusal('unknown_action');
  if (!isOwnJob(interaction, before)) throw new UserError('not_yours', DIALOG_WORDS.notYourPicture);
  const isPrivateMessage = interaction.message.flags.has(MessageFlags.Ephemeral);
  const shown = isPrivateMessage
    ? await deferUpdate(interaction, logger)
    : await deferAnswer(interaction, { ephemeral: true }, logger);
  if (shown === null) return;
  const handle = handleOfReply(replyOf(interaction, shown), conversationOfInteraction(interaction));
  // It may have been delivered elsewhere meanwhile, so what there is to show is asked only now.
  await bot.refreshHandle(jobId, encodeHandle(handle));
  const job = await bot.job(jobId);
  if (!job) throw refusal('unknown_action');
  if (hasStoredPictures(job)) {
    const refused = refusalToPost(interaction, 'requester');
    if (refused) throw refused;
    await postStored(job, parts, (pictures, view) =>
      presenter.showAgain(encodeHandle(handle), view, pictures, signal),
    );
  }
  // While it runs its own next word comes here: one more now could overtake the picture and take its place.
  else if (isFinalJob(job)) await presenter.update(encodeHandle(handle), bot.view(job), signal);
}
