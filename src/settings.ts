import { z } from 'zod';

import { LOG_LEVELS } from './core/index.ts';
import {
  databaseUrl,
  dollars,
  encryptionKey,
  flag,
  hosts,
  integer,
  list,
  text,
  url,
} from './setting-values.ts';

/**
 * Every setting by name: what it does, what it is without being set, and what it may be. `.env.example` is held equal to this
 * table by a test, and `config.ts` makes the program's configuration from it.
 */

export interface Setting<T = unknown> {
  group: string;
  /** One line on what it does, as `.env.example` says it. */
  about: string;
  /** As it would be written in the environment; null: nothing, unless set. */
  default: string | null;
  /** Never shown, not even in an error. */
  secret: boolean;
  schema: z.ZodType<T, string>;
}

type Secrecy = 'plain' | 'secret';

/** A maker of settings of one group; the value is null only where there is no default. */
function group(name: string) {
  function make<T>(
    schema: z.ZodType<T, string>,
    fallback: string,
    about: string,
    secrecy?: Secrecy,
  ): Setting<T>;
  function make<T>(
    schema: z.ZodType<T, string>,
    fallback: null,
    about: string,
    secrecy?: Secrecy,
  ): Setting<T | null>;
  function make<T>(
    schema: z.ZodType<T, string>,
    fallback: string | null,
    about: string,
    secrecy: Secrecy = 'plain',
  ) {
    return { group: name, schema, default: fallback, about, secret: secrecy === 'secret' };
  }
  return make;
}

const service = group('The painting service');
const discord = group('Discord');
const slack = group('Slack');
const state = group('What is kept');
const people = group('People and limits');
const here = group('This process');

export const SETTINGS = {
  SEGMIND_API_KEY: service(
    text,
    null,
    'Your Segmind key (SG_…). Without it everything is painted by the emulator, free and unreal.',
    'secret',
  ),
  SEGMIND_BASE_URL: service(url, 'https://api.segmind.com', "Where Segmind's API is."),
  SEGMIND_UPLOAD_URL: service(
    url,
    'https://workflows-api.segmind.com/upload-asset',
    'Where reference pictures are uploaded to.',
  ),
  SEGMIND_OUTPUT_HOSTS: service(
    hosts,
    'images.segmind.com',
    'Hosts that painted pictures may be downloaded from, separated by commas.',
  ),
  SEGMIND_MODEL: service(
    z.string().regex(/^[\w.-]+$/, 'must be the name of a model'),
    'nano-banana-2-lite',
    'The model that paints.',
  ),
  SEGMIND_REQUESTS_PER_MINUTE: service(
    integer(1, 100_000),
    '60',
    'API requests a minute that your plan allows; looks at a job count, downloads do not.',
  ),
  SEGMIND_MAX_IN_FLIGHT: service(integer(1, 10_000), '20', 'Pictures that are painted at the same time.'),
  PRICE_PER_IMAGE_USD: service(
    dollars,
    '0.042',
    'What a picture costs, in dollars; shown to people and counted against the budgets.',
  ),

  DISCORD_TOKEN: discord(
    text,
    null,
    "The bot's token from Discord's developer portal. Setting it starts the Discord bot.",
    'secret',
  ),
  DISCORD_GUILD_ID: discord(
    z.string().regex(/^\d{17,20}$/, 'must be the number of a server'),
    null,
    'Register the commands in this server alone, at once. Without it: everywhere, which takes a while.',
  ),
  DISCORD_MESSAGE_CONTENT: discord(
    flag,
    'false',
    'Set to true after switching on "Message Content Intent" in the portal: every reply to a picture then edits it.',
  ),
  DISCORD_SHARDS: discord(
    z.union([z.literal('auto'), integer(1, 10_000)]),
    'auto',
    'How many gateway connections to open; auto asks Discord.',
  ),
  DISCORD_API_URL: discord(url, 'https://discord.com/api', "Where Discord's API is."),
  DISCORD_MEDIA_HOSTS: discord(
    hosts,
    'cdn.discordapp.com,media.discordapp.net',
    'Hosts that attachments may be downloaded from.',
  ),

  SLACK_BOT_TOKEN: slack(
    text,
    null,
    'The bot token (xoxb-…) of one workspace. Setting it starts the Slack bot.',
    'secret',
  ),
  SLACK_APP_TOKEN: slack(
    text,
    null,
    'The app-level token (xapp-…) for Socket Mode, the usual way: no public address is needed.',
    'secret',
  ),
  SLACK_SIGNING_SECRET: slack(
    text,
    null,
    'The signing secret, for events over HTTP instead of Socket Mode.',
    'secret',
  ),
  SLACK_CLIENT_ID: slack(text, null, 'With the two below: lets several workspaces install the app (OAuth).'),
  SLACK_CLIENT_SECRET: slack(text, null, "The app's client secret.", 'secret'),
  SLACK_STATE_SECRET: slack(
    text,
    null,
    'Any long random text; signs the state of an installation.',
    'secret',
  ),
  SLACK_API_URL: slack(url, 'https://slack.com/api/', "Where Slack's API is."),
  SLACK_FILE_HOSTS: slack(
    hosts,
    'files.slack.com',
    'Hosts that files may be downloaded from and uploaded to.',
  ),

  DATABASE_URL: state(
    databaseUrl,
    null,
    'Where jobs are kept, as sqlite:PATH. Without it: imagine-bot.db in DATA_DIR.',
  ),
  DATA_DIR: state(text, './data', 'Where pictures, the key file and the rest are kept.'),
  ENCRYPTION_KEY: state(
    encryptionKey,
    null,
    '32 bytes in base64 that seal tokens at rest. Without it a key file is made in DATA_DIR.',
    'secret',
  ),
  RETENTION_DAYS: state(integer(1, 3650), '30', 'Days that finished jobs and their pictures are kept.'),
  ROLE: state(
    z.enum(['all'], 'must be all'),
    'all',
    'Which part of the work this process does. There is one choice until several machines can share it.',
  ),

  ALLOWED_USERS: people(
    list,
    null,
    'Ids of the people who may ask, separated by commas. Whoever fits one of these three lists may; without any: everyone.',
  ),
  ALLOWED_ROLES: people(list, null, 'Ids of the roles whose members may ask.'),
  ALLOWED_CHANNELS: people(list, null, 'Ids of the channels in which anyone may ask.'),
  LIMIT_ACTIVE_PER_USER: people(
    integer(1, 1000),
    '3',
    'Jobs that one person may have running at the same time.',
  ),
  LIMIT_DAILY_PER_USER: people(
    integer(1, 1_000_000),
    null,
    'Pictures that one person may have painted in a day (UTC).',
  ),
  LIMIT_DAILY_PER_CHANNEL: people(
    integer(1, 1_000_000),
    null,
    'Pictures that may be painted in one channel in a day (UTC).',
  ),
  BUDGET_DAILY_USD: people(dollars, null, 'Dollars that everyone together may spend in a day (UTC).'),
  BUDGET_MONTHLY_USD: people(dollars, null, 'Dollars that everyone together may spend in a month (UTC).'),
  SAFETY_TOLERANCE_MAX: people(
    integer(1, 6),
    '4',
    'The highest --safety outside of age-restricted channels.',
  ),

  HTTP_HOST: here(
    text,
    '127.0.0.1',
    'The address to listen on. Anything but loopback wants STUDIO_TOKEN while the studio is on.',
  ),
  HTTP_PORT: here(integer(0, 65_535), '3000', 'The port to listen on; 0 takes any free one.'),
  METRICS_HOST: here(
    text,
    null,
    'An address that may also read /metrics and /readyz. Without it: this machine alone.',
  ),
  STUDIO: here(flag, null, 'The chat room in the browser. Without it: on when no chat platform is set.'),
  STUDIO_TOKEN: here(
    z.string().min(16, 'must have at least 16 characters'),
    null,
    'The password of the studio; required when it listens on more than this machine.',
    'secret',
  ),
  LOG_LEVEL: here(
    z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`),
    'info',
    `How much is logged: ${LOG_LEVELS.join(', ')}.`,
  ),
  LOG_PROMPTS: here(flag, 'false', 'Whether prompts may stand in the log. They are private.'),
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;
/** The checked values; null where a setting without a default is not set. */
export type SettingValues = { [N in SettingName]: (typeof SETTINGS)[N] extends Setting<infer T> ? T : never };
