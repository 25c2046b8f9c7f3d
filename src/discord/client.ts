import { Client, Events, GatewayIntentBits, Options, Partials, type WebSocketOptions } from 'discord.js';

import { errorJson, type Logger } from '../core/index.ts';
import { restOptions } from './rest-options.ts';

export interface ClientSettings {
  messageContent: boolean;
  /** `auto` asks Discord how many connections it wants. */
  shards: 'auto' | number;
  apiUrl: string;
}

export interface ClientOptions {
  settings: ClientSettings;
  logger: Logger;
  buildIdentifyThrottler: NonNullable<WebSocketOptions['buildIdentifyThrottler']>;
}

/** The library waits 15 s for guilds that are down and holds every interaction back meanwhile, which die after three. */
const WAIT_FOR_GUILDS_MS = 750;

/** Enough that nobody who is active is looked up twice; a bot in large servers would otherwise keep everybody for good. */
const CACHED_MEMBERS = 200;
const CACHED_USERS = 2000;

/** A client that cannot end the process, pings nobody and forgets what this bot has no use for. It is used for one login. */
export function createClient({ settings, logger, buildIdentifyThrottler }: ClientOptions): Client {
  const { messageContent, shards, apiUrl } = settings;
  const client = new Client({
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.DirectMessages,
      ...(messageContent ? [GatewayIntentBits.MessageContent] : []),
    ],
    // The first direct message comes from a channel that the library does not know yet.
    partials: [Partials.Channel],
    allowedMentions: { parse: [] },
    waitGuildTimeout: WAIT_FOR_GUILDS_MS,
    rest: restOptions(apiUrl),
    ws: { buildIdentifyThrottler },
    makeCache: Options.cacheWithLimits({
      // Messages are read anew where they matter: what is cached has links that die.
      MessageManager: 0,
      ReactionManager: 0,
      ReactionUserManager: 0,
      PresenceManager: 0,
      VoiceStateManager: 0,
      GuildEmojiManager: 0,
      GuildStickerManager: 0,
      GuildScheduledEventManager: 0,
      GuildInviteManager: 0,
      GuildBanManager: 0,
      AutoModerationRuleManager: 0,
      StageInstanceManager: 0,
      ThreadMemberManager: 0,
      // The bot itself stays: its permissions are asked of it.
      GuildMemberManager: {
        maxSize: CACHED_MEMBERS,
        keepOverLimit: (member) => member.id === member.client.user.id,
      },
      UserManager: { maxSize: CACHED_USERS, keepOverLimit: (user) => user === user.client.user },
    }),
    ...(shards === 'auto' ? { shards } : { shardCount: shards }),
  });
  // Without a listener an `error` event ends the process, and a listener of ours that throws is one.
  client.on(Events.Error, (error) => logger.error({ error: errorJson(error) }, 'The Discord client failed.'));
  client.on(Events.Warn, () => logger.warn('The Discord client warns.'));
  client.on(Events.ShardError, (error, shardId) =>
    logger.warn({ shardId, error: errorJson(error) }, 'A gateway connection failed.'),
  );
  client.on(Events.ShardReconnecting, (shardId) => logger.info({ shardId }, 'A shard reconnects.'));
  client.on(Events.ShardResume, (shardId, replayed) =>
    logger.info({ shardId, replayed }, 'A shard has resumed.'),
  );
  return client;
}
