import { AllowedMentionsTypes } from 'discord-api-types/v10';

import { COMPONENT, isRecord, walkComponents } from './components.ts';
import { may } from './permissions.ts';
import type { MessageRecord, World } from './state.ts';

export interface Mentions {
  readonly everyone: boolean;
  readonly users: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
  /** The users named in the text itself. */
  readonly written: ReadonlySet<string>;
  /** The author of the message replied to, when the reply pings. */
  readonly repliedUserId: string | null;
}

const CODE = /```[\s\S]*?```|``[^`][\s\S]*?``|`[^`\n]+`/gu;
const USER = /<@!?(\d{17,20})>/gu;
const ROLE = /<@&(\d{17,20})>/gu;
const EVERYONE = /@everyone|@here/u;

/** Content and text displays: what Discord looks for mentions in. Embeds never mention, code spans hide mentions. */
function mentionText(message: MessageRecord): string {
  const displays = [...walkComponents(message.components)]
    .filter((component) => component.type === COMPONENT.textDisplay)
    .map((component) => String(component['content']));
  return [message.content, ...displays].map((text) => text.replaceAll(CODE, ' ')).join('\n');
}

/** Whom a message pings, after `allowed_mentions` (Discord's reference, "Allowed Mentions Object"). Without it everything counts. */
export function mentionsIn(world: World, message: MessageRecord): Mentions {
  const text = mentionText(message);
  const allowed = message.allowedMentions;
  const parse = allowed?.parse;
  const parses = (type: AllowedMentionsTypes): boolean =>
    allowed === null || (parse?.includes(type) ?? false);

  const written = new Set(
    ids(text, USER).filter(
      (id) =>
        world.users.has(id) && (parses(AllowedMentionsTypes.User) || (allowed?.users?.includes(id) ?? false)),
    ),
  );
  const channel = world.channels.get(message.channelId);
  const mayAll = channel !== undefined && may(world, channel, message.authorId, 'MentionEveryone');
  const guildRoles =
    channel?.guildId === null || channel === undefined ? undefined : world.guild(channel.guildId).roles;
  const roles = ids(text, ROLE).filter((id) => {
    const role = guildRoles?.get(id);
    const named = parses(AllowedMentionsTypes.Role) || (allowed?.roles?.includes(id) ?? false);
    return role !== undefined && named && (role.mentionable || mayAll);
  });
  const everyone = mayAll && EVERYONE.test(text) && parses(AllowedMentionsTypes.Everyone);

  const target =
    message.reference && !message.reference.forward
      ? world.messages.get(message.reference.messageId)
      : undefined;
  const repliedUserId = target && message.pingsReplied ? target.authorId : null;
  return {
    everyone,
    written,
    roles: new Set(roles),
    repliedUserId,
    users: new Set([...written, ...(repliedUserId === null ? [] : [repliedUserId])]),
  };
}

function ids(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}

/** Everything a person can read in a message, top to bottom: content, embeds, text displays, labels and placeholders. */
export function renderedText(message: MessageRecord): string {
  const lines: unknown[] = [message.content];
  for (const embed of message.embeds) {
    lines.push(embed.author?.name, embed.title, embed.description);
    for (const field of embed.fields ?? []) lines.push(field.name, field.value);
    lines.push(embed.footer?.text);
  }
  for (const component of walkComponents(message.components)) {
    lines.push(component['content'], component['label'], component['placeholder']);
    const options = component['options'];
    if (Array.isArray(options)) lines.push(...options.filter(isRecord).map((option) => option['label']));
  }
  return lines.filter((line): line is string => typeof line === 'string' && line !== '').join('\n');
}
