import type { AnySelectMenuInteraction } from 'discord.js';

import { refusal } from '../core/index.ts';
import { deferUpdate } from './answer.ts';
import { parseDialogId } from './dialog-ids.ts';
import type { DiscordParts } from './parts.ts';
import { shareTo } from './share-picker.ts';
import { removeFromTray } from './tray.ts';

/** Every menu of this bot's messages. @throws UserError with the words for the person; PlatformError. */
export async function handleSelect(
  interaction: AnySelectMenuInteraction,
  parts: DiscordParts,
): Promise<void> {
  const dialog = parseDialogId(interaction.customId);
  if (dialog?.dialog === 'share') return shareTo(interaction, dialog.jobId, parts);
  if (dialog?.dialog !== 'tray' || dialog.verb !== 'remove' || !interaction.isStringSelectMenu())
    throw refusal('unknown_action');
  if ((await deferUpdate(interaction, parts.logger)) === null) return;
  return removeFromTray(interaction, parts);
}
