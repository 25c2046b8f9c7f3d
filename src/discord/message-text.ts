import type { Message } from 'discord.js';

const USER_MENTION = /<@!?(\d+)>/g;
const ROLE_MENTION = /<@&(\d+)>/g;
const CHANNEL_MENTION = /<#(\d+)>/g;
/** Custom emoji, whose ids would be noise in a prompt. */
const CUSTOM_EMOJI = /<a?:(\w+):\d+>/g;

/** Whether the words themselves name the bot: by its name, or by the role that Discord made for it. */
export function namesBot({ content, mentions, client }: Message): boolean {
  if (mentionsOf(content, USER_MENTION).includes(client.user.id)) return true;
  const roles = mentionsOf(content, ROLE_MENTION);
  return roles.some((id) => mentions.roles.get(id)?.tags?.botId === client.user.id);
}

/** What the person wrote, as a prompt: without the mention of the bot, and with names in place of ids. */
export function promptOf(message: Message): string {
  const { content, mentions, client, guild } = message;
  return content
    .replace(USER_MENTION, (_, id: string) => {
      if (id === client.user.id) return '';
      return mentions.members?.get(id)?.displayName ?? mentions.users.get(id)?.displayName ?? '';
    })
    .replace(ROLE_MENTION, (_, id: string) => {
      const role = mentions.roles.get(id);
      return role === undefined || role.tags?.botId === client.user.id ? '' : role.name;
    })
    .replace(CHANNEL_MENTION, (_, id: string) => guild?.channels.cache.get(id)?.name ?? '')
    .replace(CUSTOM_EMOJI, '$1')
    .trim();
}

function mentionsOf(content: string, pattern: RegExp): readonly string[] {
  return [...content.matchAll(pattern)].flatMap(([, id]) => id ?? []);
}
