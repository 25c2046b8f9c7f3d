import {
  ButtonStyle,
  ComponentType,
  MessageFlags,
  type APIComponentInContainer,
  type APIComponentInMessageActionRow,
  type AttachmentPayload,
} from 'discord.js';

import { MAX_SOURCES, fitForChat, type PictureSource } from '../core/index.ts';
import type { PrivateAnswer } from './answer.ts';
import { dialogCard } from './dialog-card.ts';
import { encodeTrayId } from './dialog-ids.ts';
import { DIALOG_WORDS as WORDS } from './dialog-words.ts';
import { MAX_ATTACHMENTS } from './limits.ts';
import type { DiscordParts } from './parts.ts';
import type { AnswerableInteraction } from './translate.ts';
import type { TrayPicture } from './tray.ts';

/** Large enough to tell pictures apart, so small that ten of them are no upload to speak of. */
const THUMBNAIL = {
  contentTypes: ['image/jpeg', 'image/webp', 'image/png'],
  maxBytes: 64 * 1024,
  maxSidePx: 320,
};

/**
 * Shows a person their tray, in the private answer that was deferred (or whose button was clicked).
 *
 * @param news what just happened, one sentence each.
 */
export async function showTray(
  interaction: AnswerableInteraction,
  tray: readonly TrayPicture[],
  parts: Pick<DiscordParts, 'bot'>,
  news: readonly string[] = [],
): Promise<void> {
  const thumbnails = await thumbnailsOf(tray, parts);
  const more = tray.length - MAX_ATTACHMENTS;
  const heading = tray.length === 0 ? WORDS.trayEmpty : `**${WORDS.tray(tray.length, MAX_SOURCES)}**`;
  const card = dialogCard(
    [...news, heading, ...(tray.length > 0 ? [WORDS.trayUse] : [])],
    tray.length === 0 ? [] : [[removeMenu(tray)], [clearButton()]],
    [
      ...gallery(thumbnails),
      ...(more > 0
        ? [{ type: ComponentType.TextDisplay as const, content: `-# ${WORDS.trayMore(more)}` }]
        : []),
    ],
  );
  await interaction.editReply({
    ...card,
    flags: MessageFlags.IsComponentsV2,
    allowedMentions: { parse: [] },
    // Exactly these: without the list an edit would keep those that were removed.
    attachments: [],
    files: thumbnails,
  });
}

/** The tray without its pictures, in an answer to something else: single ones can be taken out there, or all of them. */
export function trayMenu(tray: readonly TrayPicture[], lines: readonly string[]): PrivateAnswer {
  return dialogCard(lines, [[removeMenu(tray)], [clearButton()]]);
}

interface Thumbnail extends AttachmentPayload {
  attachment: Buffer;
  name: string;
  description: string;
}

async function thumbnailsOf(
  tray: readonly TrayPicture[],
  parts: Pick<DiscordParts, 'bot'>,
): Promise<readonly Thumbnail[]> {
  const thumbnails: Thumbnail[] = [];
  for (const [index, { source }] of tray.slice(0, MAX_ATTACHMENTS).entries()) {
    const bytes = await bytesOf(source, parts);
    // What is gone is told when it is used.
    if (bytes === null) continue;
    const fit = await fitForChat(bytes, THUMBNAIL);
    const description = WORDS.trayPicture(index + 1);
    const name = `tray-${index + 1}.${fit.contentType.replace('image/', '')}`;
    thumbnails.push({ attachment: Buffer.from(fit.bytes), name, description });
  }
  return thumbnails;
}

async function bytesOf(
  source: PictureSource,
  { bot }: Pick<DiscordParts, 'bot'>,
): Promise<Uint8Array | null> {
  if (source.kind === 'stored') return bot.picture(source.hash);
  if (source.kind !== 'job') return null;
  const job = await bot.job(source.jobId);
  const picture = job?.takes.flatMap((take) => take.pictures ?? [])[source.index];
  return picture ? bot.picture(picture.hash) : null;
}

function gallery(thumbnails: readonly Thumbnail[]): readonly APIComponentInContainer[] {
  if (thumbnails.length === 0) return [];
  const items = thumbnails.map(({ name, description }) => ({
    media: { url: `attachment://${name}` },
    description,
  }));
  return [{ type: ComponentType.MediaGallery, items }];
}

function removeMenu(tray: readonly TrayPicture[]): APIComponentInMessageActionRow {
  return {
    type: ComponentType.StringSelect,
    custom_id: encodeTrayId('remove'),
    placeholder: WORDS.trayRemove,
    min_values: 1,
    max_values: tray.length,
    options: tray.map(({ key }, index) => ({ label: WORDS.trayPicture(index + 1), value: key })),
  };
}

function clearButton(): APIComponentInMessageActionRow {
  return {
    type: ComponentType.Button,
    style: ButtonStyle.Secondary,
    custom_id: encodeTrayId('clear'),
    label: WORDS.trayClear,
  };
}
