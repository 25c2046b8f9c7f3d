import type { ButtonInteraction, MessageContextMenuCommandInteraction } from 'discord.js';

import { MINUTE_MS, parseAction, refusal, type Audience } from '../core/index.ts';
import { makeFirstAnswer } from './answer.ts';
import { audienceOfEdit, audienceOfSubject, isDirect } from './clicks.ts';
import { parseDialogId, type EditSubject } from './dialog-ids.ts';
import { editForm } from './edit-form.ts';
import { keptJob, ownJobIn } from './job-to-edit.ts';
import { picturesOfMessage } from './message-pictures.ts';
import type { DiscordParts } from './parts.ts';
import { rawMessage } from './raw-message.ts';

export const EDIT_NOTES = 'discord-edit';

/**
 * How long the links of a message command's pictures are kept for the form. The event names them only once, and without the
 * message-content intent the bot cannot read them anew; to download them before the form is sent would be in vain as often as people
 * close it. They live about a day, so a form of a quarter of an hour finds them alive.
 */
const FORM_LIFETIME_MS = 15 * MINUTE_MS;

/** @param userId of the person: nobody else's form finds the note. */
export function editNoteKey(userId: string, messageId: string): string {
  return `${userId} ${messageId}`;
}

/**
 * Opens the form that asks what to change: of a job's picture (its button Edit), of anybody's message (the command Edit image), or of a
 * message whose reply could not be read (the button of that notice). The form is the first answer, so hardly anything comes before it.
 *
 * @throws UserError when there is no picture, or not one for this person.
 */
export async function openEdit(
  interaction: MessageContextMenuCommandInteraction | ButtonInteraction,
  parts: DiscordParts,
): Promise<void> {
  if (!interaction.isButton()) return openForMessage(interaction, parts);
  const action = parseAction(interaction.customId);
  if (action?.verb === 'edit') {
    const shown = { messageId: interaction.message.id, raw: rawMessage(interaction.message) };
    return openForRender(interaction, action.jobId, shown, parts);
  }
  const dialog = parseDialogId(interaction.customId);
  if (dialog?.dialog !== 'edit') throw refusal('unknown_action');
  const { subject } = dialog;
  return show(interaction, subject, await audienceOfSubject(interaction, subject, parts), parts);
}

async function openForMessage(
  interaction: MessageContextMenuCommandInteraction,
  parts: DiscordParts,
): Promise<void> {
  const { targetMessage, targetId: messageId } = interaction;
  const raw = rawMessage(targetMessage);
  const jobId = ownJobIn(raw, targetMessage.author.id, interaction);
  if (jobId !== null) return openForRender(interaction, jobId, { messageId, raw }, parts);
  return openForPictures(interaction, { messageId, raw }, 'channel', parts);
}

/** A message at hand, as Discord's API answers it. */
interface MessageAtHand {
  messageId: string;
  raw: unknown;
}

async function openForRender(
  interaction: MessageContextMenuCommandInteraction | ButtonInteraction,
  jobId: string,
  message: MessageAtHand,
  parts: DiscordParts,
): Promise<void> {
  const stored = await parts.bot.job(jobId);
  const job = stored && (await keptJob(interaction, stored, parts));
  if (job) return show(interaction, { kind: 'job', jobId }, audienceOfEdit(job), parts);
  // Whoever was its audience, what is left of a job says who.
  return openForPictures(interaction, message, audienceOfEdit(stored), parts);
}

async function openForPictures(
  interaction: MessageContextMenuCommandInteraction | ButtonInteraction,
  { messageId, raw }: MessageAtHand,
  audience: Audience,
  parts: DiscordParts,
): Promise<void> {
  const urls = picturesOfMessage(raw).map(({ url }) => url);
  if (urls.length === 0) throw refusal('no_picture');
  await show(interaction, { kind: 'message', messageId }, audience, parts);
  const key = editNoteKey(interaction.user.id, messageId);
  await parts.notes.set(EDIT_NOTES, key, JSON.stringify(urls), parts.clock.now() + FORM_LIFETIME_MS);
}

async function show(
  interaction: MessageContextMenuCommandInteraction | ButtonInteraction,
  subject: EditSubject,
  audience: Audience,
  { logger }: DiscordParts,
): Promise<void> {
  const modal = editForm(subject, isDirect(interaction) ? null : audience);
  await makeFirstAnswer(() => interaction.showModal(modal), logger);
}
