import type { APIApplicationCommand, ApplicationCommandType } from 'discord-api-types/v10';

import { walkComponents } from './components.ts';
import { contextOf } from './objects.ts';
import type { MessageView } from './render-message.ts';
import type { ChannelRecord, ComponentJson, MessageRecord, UserRecord } from './state.ts';

/** The command that Discord's client would offer in a channel. @throws when it offers none of that name. */
export function registeredCommand(
  { world }: MessageView,
  name: string,
  type: ApplicationCommandType,
  channel: ChannelRecord,
): APIApplicationCommand {
  const known = [
    ...(world.commands.get(channel.guildId ?? '') ?? []),
    ...(world.commands.get('global') ?? []),
  ];
  const found = known.find((command) => command.name === name && command.type === type);
  if (!found) throw new Error(`no command "${name}" is registered there`);
  const place = contextOf(channel);
  if (found.guild_id === undefined && found.contexts && !found.contexts.includes(place))
    throw new Error(`"${name}" is not offered in that kind of place`);
  return found;
}

/** @throws when a person cannot see a message: it is gone, or for somebody else only. */
export function mustSee(user: UserRecord, message: MessageRecord): void {
  if (message.deleted) throw new Error('that message is gone');
  if (message.ephemeralFor !== null && message.ephemeralFor !== user.id)
    throw new Error(`${user.api.username} does not see that message`);
}

/** @throws when the message has no such component for this person, or it is disabled. */
export function usableComponent(
  user: UserRecord,
  message: MessageRecord,
  matches: (part: ComponentJson) => boolean,
  what: string,
): ComponentJson {
  mustSee(user, message);
  const found = [...walkComponents(message.components)].find(matches);
  if (!found) throw new Error(`the message has no ${what}`);
  if (found['disabled'] === true) throw new Error(`the ${what} is disabled`);
  return found;
}
