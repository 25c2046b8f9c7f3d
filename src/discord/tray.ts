import type {
  ButtonInteraction,
  ChatInputCommandInteraction,
  MessageContextMenuCommandInteraction,
} from 'discord.js';
import { z } from 'zod';

import {
  HOUR_MS,
  MAX_SOURCES,
  errorJson,
  refusal,
  requesterKey,
  picturesOf,
  type Requester,
  type UserError,
} from '../core/index.ts';
import { deferAnswer, deferUpdate, tell } from './answer.ts';
import { messageHere } from './clicks.ts';
import { DIALOG_WORDS as WORDS } from './dialog-words.ts';
import { keptJob, ownJobIn } from './job-to-edit.ts';
import { picturesOfMessage } from './message-pictures.ts';
import type { DiscordParts } from './parts.ts';
import { rawMessage } from './raw-message.ts';
import { takePictures } from './take-pictures.ts';
import { requesterOfInteraction } from './translate.ts';
import { showTray, trayMenu } from './tray-view.ts';

/** Pictures that no job names are kept for a day; what is in a tray has to be there when it is used. */
const TRAY_LIFETIME_MS = 23 * HOUR_MS;

const sourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('stored'), hash: z.string() }),
  z.strictObject({ kind: z.literal('job'), jobId: z.string(), index: z.number() }),
]);

/** One picture of a tray. Each is a note of its own, so that two messages that are added at once don't lose each other. */
export interface TrayPicture {
  key: string;
  source: z.infer<typeof sourceSchema>;
}

type TrayParts = Pick<DiscordParts, 'notes'>;

/** A tray belongs to a person, who is the same on every server and in direct messages. */
function namespaceOf(requester: Requester): string {
  return `discord-tray ${requesterKey(requester)}`;
}

/** In the order in which they were added. */
export async function readTray({ notes }: TrayParts, requester: Requester): Promise<readonly TrayPicture[]> {
  const entries = await notes.list(namespaceOf(requester));
  return entries
    .map(({ key, value }) => ({ key, source: sourceSchema.parse(JSON.parse(value)) }))
    .slice(0, MAX_SOURCES);
}

/** Takes everything out. */
export async function clearTray({ notes }: TrayParts, requester: Requester): Promise<void> {
  const namespace = namespaceOf(requester);
  for (const { key } of await notes.list(namespace)) await notes.delete(namespace, key);
}

/**
 * Takes out what a job was made of; what was added since stays. Never throws: the job is paid for, whatever becomes of the tray.
 */
export async function useUpTray(
  used: readonly TrayPicture[],
  requester: Requester,
  { notes, logger }: Pick<DiscordParts, 'notes' | 'logger'>,
): Promise<void> {
  try {
    for (const { key } of used) await notes.delete(namespaceOf(requester), key);
  } catch (error) {
    // The next request would work from them too, and its person can take them out there.
    logger.warn({ error: errorJson(error) }, 'A tray could not be cleared.');
  }
}

/**
 * Tells why there is no job, with the tray where that may be the reason: its pictures were gathered elsewhere and hours ago.
 *
 * @returns false where the tray has nothing to do with it, and nothing was told.
 */
export async function tellWithTray(
  interaction: ChatInputCommandInteraction,
  refused: UserError,
  tray: readonly TrayPicture[],
  parts: Pick<DiscordParts, 'logger'>,
): Promise<boolean> {
  const isOfTray = refused.code === 'picture_gone' || refused.code === 'too_many_pictures';
  if (!isOfTray || tray.length === 0) return false;
  await tell(interaction, trayMenu(tray, [refused.message, WORDS.trayInTheWay(tray.length)]), parts.logger);
  return true;
}

/**
 * "Use as reference": puts the pictures of a message into the person's tray and shows it to them.
 *
 * @throws UserError when there is no picture, or one that cannot be had.
 */
export async function addReferences(
  interaction: MessageContextMenuCommandInteraction,
  parts: DiscordParts,
): Promise<void> {
  const shown = await deferAnswer(interaction, { ephemeral: true }, parts.logger);
  if (shown === null) return;
  const requester = requesterOfInteraction(interaction);
  const { found, beyond } = await picturesOfTarget(interaction, parts);
  if (found.length === 0) throw refusal('no_picture');
  const before = await readTray(parts, requester);
  const known = new Set(before.map(({ source }) => JSON.stringify(source)));
  const fresh = found.filter((source) => !known.has(JSON.stringify(source)));
  const added = fresh.slice(0, MAX_SOURCES - before.length);
  const until = parts.clock.now() + TRAY_LIFETIME_MS;
  for (const [index, source] of added.entries()) {
    const key = keyOf(interaction.id, index);
    await parts.notes.set(namespaceOf(requester), key, JSON.stringify(source), until);
  }
  const left = fresh.length - added.length + beyond;
  await showTray(interaction, await readTray(parts, requester), parts, [
    ...(added.length > 0 ? [WORDS.trayAdded(added.length)] : []),
    ...(fresh.length === 0 ? [WORDS.trayKnown] : []),
    ...(left > 0 ? [WORDS.trayFull(left, MAX_SOURCES)] : []),
  ]);
}

/** The button "Clear the tray". */
export async function clearTrayByClick(interaction: ButtonInteraction, parts: DiscordParts): Promise<void> {
  if ((await deferUpdate(interaction, parts.logger)) === null) return;
  await clearTray(parts, requesterOfInteraction(interaction));
  await showTray(interaction, [], parts);
}

/** Takes pictures out of the tray of whoever chose them. */
export async function removeFromTray(
  interaction: Parameters<typeof showTray>[0] & { values: readonly string[] },
  parts: DiscordParts,
): Promise<void> {
  const requester = requesterOfInteraction(interaction);
  for (const key of interaction.values) await parts.notes.delete(namespaceOf(requester), key);
  await showTray(interaction, await readTray(parts, requester), parts);
}

interface FoundPictures {
  found: readonly TrayPicture['source'][];
  /** How many more there are than a tray holds: those are not even downloaded. */
  beyond: number;
}

async function picturesOfTarget(
  interaction: MessageContextMenuCommandInteraction,
  parts: DiscordParts,
): Promise<FoundPictures> {
  const { targetId, targetMessage } = interaction;
  const raw = rawMessage(targetMessage);
  const known = await parts.bot.findByMessage(messageHere(interaction, targetId));
  const jobId = ownJobIn(raw, targetMessage.author.id, interaction);
  const stored = known ?? (jobId === null ? null : await parts.bot.job(jobId));
  const job = stored && (await keptJob(interaction, stored, parts));
  if (job)
    return { found: picturesOf(job).map((_, index) => ({ kind: 'job', jobId: job.id, index })), beyond: 0 };
  const urls = picturesOfMessage(raw).map(({ url }) => url);
  const found = await takePictures(urls.slice(0, MAX_SOURCES), parts);
  return { found, beyond: urls.length - found.length };
}

/** Notes are listed by key: interactions by their ids, which grow with time, and each one's pictures in order. */
function keyOf(interactionId: string, index: number): string {
  return `${interactionId.padStart(SNOWFLAKE_DIGITS, '0')}-${String(index).padStart(2, '0')}`;
}
const SNOWFLAKE_DIGITS = 20;
