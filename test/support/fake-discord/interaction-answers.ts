import { InteractionType, MessageType, PermissionFlagsBits } from 'discord-api-types/v10';

import { discordError } from './discord-error.ts';
import type { FakeInteraction } from './interaction.ts';
import { may } from './permissions.ts';
import type { MessageView } from './render-message.ts';

/** What every message has in common that answers an interaction. */
export function responseOf(
  view: MessageView,
  interaction: FakeInteraction,
): {
  channel: FakeInteraction['channel'];
  authorId: string;
  webhookId: string;
  type: MessageType;
  interaction: FakeInteraction['metadata'];
} {
  const target = interaction.metadata;
  const isContextMenu = target !== null && 'target_message_id' in target;
  const isCommand = interaction.type === InteractionType.ApplicationCommand;
  const ofCommand = isContextMenu ? MessageType.ContextMenuCommand : MessageType.ChatInputCommand;
  return {
    channel: interaction.channel,
    authorId: view.world.bot.id,
    webhookId: view.world.applicationId,
    type: isCommand ? ofCommand : MessageType.Default,
    interaction: target,
  };
}

/** Files in an answer to an interaction need the app's own permission in that place. */
export function requireAttachFiles(interaction: FakeInteraction): void {
  if ((interaction.appPermissions & PermissionFlagsBits.AttachFiles) === 0n)
    throw discordError('missing_permissions');
}

/** A person's own app answers in private where they may not use foreign apps in public (Discord's reference, USE_EXTERNAL_APPS). */
export function answersInPrivate({ world }: MessageView, interaction: FakeInteraction): boolean {
  const { channel, user, userInstallOnly } = interaction;
  return userInstallOnly && channel.guildId !== null && !may(world, channel, user.id, 'UseExternalApps');
}
