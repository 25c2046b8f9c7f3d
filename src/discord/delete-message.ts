import { MessageFlags, type ButtonInteraction } from 'discord.js';

import { PlatformError, refusal, type RenderJob } from '../core/index.ts';
import { deferUpdate } from './answer.ts';
import { contextOf, isOwnJob } from './clicks.ts';
import type { DiscordParts } from './parts.ts';
import { platformErrorOf } from './rest-errors.ts';
import { isModerator, originOf } from './translate.ts';

/**
 * Takes a job's messages away, the private one that was clicked too, which only its interaction reaches. On a copy that was carried to
 * another place only the copy goes.
 *
 * @throws UserError for whoever may not do that.
 */
export async function deleteMessage(
  interaction: ButtonInteraction,
  job: RenderJob,
  parts: DiscordParts,
): Promise<void> {
  const { message } = interaction;
  const isEphemeral = message.flags.has(MessageFlags.Ephemeral);
  const known = [...job.resultMessages, ...(job.statusMessage ? [job.statusMessage] : [])];
  const isCopy = !isEphemeral && !known.some(({ messageId }) => messageId === message.id);
  if (isCopy && !isOwnJob(interaction, job) && !isModerator(interaction)) throw refusal('not_yours');
  const shown = await deferUpdate(interaction, parts.logger);
  if (shown === null) return;
  const isRemoved = isCopy || (await removeAll(interaction, job, parts));
  if (isCopy || isEphemeral || !isRemoved) await takeAway(interaction);
}

/** False where the bot may not reach the messages by itself: then the click does. */
async function removeAll(
  interaction: ButtonInteraction,
  job: RenderJob,
  { bot }: DiscordParts,
): Promise<boolean> {
  const context = contextOf(interaction, job, originOf(interaction, 'button', null));
  try {
    const outcome = await bot.act({ verb: 'delete', jobId: job.id }, context);
    if (outcome.outcome === 'refused') throw outcome.error;
    return true;
  } catch (error) {
    // The core asks who may before it removes anything, so this person may.
    if (error instanceof PlatformError && error.reason === 'missing_permission') return false;
    throw error;
  }
}

/** @throws PlatformError, unless the message is gone already. */
async function takeAway(interaction: ButtonInteraction): Promise<void> {
  try {
    await interaction.deleteReply();
  } catch (error) {
    const known = platformErrorOf(error, 'edit');
    if (known.reason !== 'gone') throw known;
  }
}
