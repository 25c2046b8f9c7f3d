import { PermissionFlagsBits, type BaseInteraction, type ModalSubmitInteraction } from 'discord.js';
import { z } from 'zod';

import { UserError, refusal, type MessageRef, type PictureSource, type RenderJob } from '../core/index.ts';
import { messageHere } from './clicks.ts';
import { readByClient } from './client-calls.ts';
import type { EditSubject } from './dialog-ids.ts';
import { DIALOG_WORDS } from './dialog-words.ts';
import { EDIT_NOTES, editNoteKey } from './edit-modal.ts';
import { editableJob, keptJob, ownJobIn } from './job-to-edit.ts';
import { picturesOfMessage } from './message-pictures.ts';
import type { DiscordParts } from './parts.ts';
import { rawMessage } from './raw-message.ts';
import { takePictures } from './take-pictures.ts';

/** What a form is about, as the store and Discord tell it when it is sent. */
export interface FoundSubject {
  message: MessageRef;
  job: RenderJob | null;
  /** Of a message that belongs to no job that is kept, taken into the picture store. */
  pictures: readonly PictureSource[];
}

const linksSchema = z.array(z.string());

/** @throws UserError when there is no picture any more, or not one for this person. */
export async function findSubject(
  interaction: ModalSubmitInteraction,
  subject: EditSubject,
  parts: DiscordParts,
): Promise<FoundSubject> {
  if (subject.kind === 'job') {
    const job = await editableJob(interaction, subject.jobId, parts);
    const message = job.resultMessages[0] ?? messageHere(interaction, interaction.message?.id ?? '');
    return { message, job, pictures: [] };
  }
  const { messageId } = subject;
  const message = messageHere(interaction, messageId);
  const own = await parts.bot.findByMessage(message);
  const job = own && (await keptJob(interaction, own, parts));
  if (job) return { message, job, pictures: [] };
  const kept = await parts.notes.get(EDIT_NOTES, editNoteKey(interaction.user.id, messageId));
  if (kept !== null) {
    const urls = linksSchema.parse(JSON.parse(kept));
    return { message, job: null, pictures: await takePictures(urls, parts) };
  }
  return readAnew(interaction, message, parts);
}

/** The message as it stands, where the bot may read it and the person too: the id came back from their program. @throws PlatformError when Discord is down. */
async function readAnew(
  interaction: BaseInteraction,
  message: MessageRef,
  parts: DiscordParts,
): Promise<FoundSubject> {
  const { channel, memberPermissions } = interaction;
  const mayRead = memberPermissions?.has(PermissionFlagsBits.ReadMessageHistory) ?? channel?.isDMBased();
  if (!channel?.isTextBased() || mayRead !== true) throw tooOld();
  const read = await readByClient(channel.client, () =>
    channel.messages.fetch({ message: message.messageId, force: true }),
  );
  if (read === null) throw tooOld();
  const raw = rawMessage(read);
  const jobId = ownJobIn(raw, read.author.id, interaction);
  const stored = jobId === null ? null : await parts.bot.job(jobId);
  const job = stored && (await keptJob(interaction, stored, parts));
  if (job) return { message, job, pictures: [] };
  const urls = picturesOfMessage(raw).map(({ url }) => url);
  if (urls.length === 0) throw refusal('no_picture');
  return { message, job: null, pictures: await takePictures(urls, parts) };
}

/** Whatever keeps the message from being read, for the person it means the same. */
function tooOld(): UserError {
  return new UserError('picture_gone', DIALOG_WORDS.formTooOld);
}
