import { GatewayCloseCodes } from 'discord.js';

/** What an operator reads when Discord does not let the bot in, each with how to mend it. */
export const GATEWAY_WORDS = {
  wrongToken:
    'DISCORD_TOKEN is not one that Discord accepts. Copy it anew: discord.com/developers, your application, Bot, Reset Token.',
  contentIntentOff:
    'DISCORD_MESSAGE_CONTENT is true, and Discord refuses it: switch on "Message Content Intent" (discord.com/developers, your application, Bot, Privileged Gateway Intents), or set DISCORD_MESSAGE_CONTENT=false.',
  intentsRefused:
    'Discord refuses what the bot asks to be told. Look at discord.com/developers, your application, Bot, Privileged Gateway Intents.',
  shards: (given: 'auto' | number): string =>
    `DISCORD_SHARDS is ${given}, and Discord does not accept it for this bot: set DISCORD_SHARDS=auto.`,
  noConnectsLeft: (total: number, until: string): string =>
    `Discord lets this bot connect ${total} times a day and none is left until ${until}; beyond that it would take the token away. The bot waits until then and delivers what it owes; find out what restarts it so often.`,
  noCommands: 'The commands could not be registered; it is tried again by itself.',
  guildUnknown:
    'DISCORD_GUILD_ID names a server that the bot is not in: invite it there first, or leave the setting out.',
} as const;

/** Why a connection was closed for good, in words; null for a code after which the library connects again by itself. */
export function closeProblem(
  code: number,
  { messageContent, shards }: { messageContent: boolean; shards: 'auto' | number },
): string | null {
  const problems = new Map<number, string>([
    [GatewayCloseCodes.AuthenticationFailed, GATEWAY_WORDS.wrongToken],
    [
      GatewayCloseCodes.DisallowedIntents,
      messageContent ? GATEWAY_WORDS.contentIntentOff : GATEWAY_WORDS.intentsRefused,
    ],
    [GatewayCloseCodes.InvalidIntents, GATEWAY_WORDS.intentsRefused],
    [GatewayCloseCodes.InvalidShard, GATEWAY_WORDS.shards(shards)],
    [GatewayCloseCodes.ShardingRequired, GATEWAY_WORDS.shards(shards)],
  ]);
  return problems.get(code) ?? null;
}
