import {
  ComponentType,
  type APIComponentInContainer,
  type APIComponentInMessageActionRow,
  type APIContainerComponent,
} from 'discord.js';

import type { MessageRef } from '../core/index.ts';
import { channelOf, placeOf } from './handle.ts';

/**
 * A dialog's message.
 *
 * @param lines in Discord's markup: whatever a person wrote has to be escaped before.
 * @param rows each a row of buttons, or one menu.
 */
export function dialogCard(
  lines: readonly string[],
  rows: readonly (readonly APIComponentInMessageActionRow[])[] = [],
  between: readonly APIComponentInContainer[] = [],
): { components: [APIContainerComponent] } {
  const components: APIComponentInContainer[] = [
    { type: ComponentType.TextDisplay, content: lines.join('\n') },
    ...between,
    ...rows.map((components) => ({ type: ComponentType.ActionRow as const, components: [...components] })),
  ];
  return { components: [{ type: ComponentType.Container, components }] };
}

/** As Discord's program copies it; there it becomes a link that leads to the message. */
export function messageLink({ conversation, messageId }: MessageRef): string {
  const place = placeOf(conversation);
  return `https://discord.com/channels/${place.guildId ?? '@me'}/${channelOf(place)}/${messageId}`;
}
