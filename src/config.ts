import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { ConfigError } from './core/index.ts';
import { SETTINGS, type Setting, type SettingName, type SettingValues } from './settings.ts';

/** Everything that the environment decides, checked, in the slices that the parts take. */
export interface Config {
  service: {
    /** Null: everything is painted by the emulator in this process. */
    apiKey: string | null;
    baseUrl: string;
    uploadUrl: string;
    outputHosts: readonly string[];
    model: string;
    requestsPerMinute: number;
    maxInFlight: number;
    pricePerImageUsd: number;
  };
  discord: {
    token: string;
    guildId: string | null;
    messageContent: boolean;
    shards: 'auto' | number;
    apiUrl: string;
    mediaHosts: readonly string[];
  } | null;
  slack: {
    botToken: string | null;
    appToken: string | null;
    signingSecret: string | null;
    oauth: { clientId: string; clientSecret: string; stateSecret: string } | null;
    apiUrl: string;
    fileHosts: readonly string[];
  } | null;
  state: {
    databaseUrl: string;
    dataDir: string;
    encryptionKey: string | null;
    retentionDays: number;
  };
  people: {
    allowedUsers: readonly string[] | null;
    allowedRoles: readonly string[] | null;
    allowedChannels: readonly string[] | null;
    activePerUser: number;
    dailyPerUser: number | null;
    dailyPerChannel: number | null;
    budgetDailyUsd: number | null;
    budgetMonthlyUsd: number | null;
    safetyToleranceMax: number;
  };
  process: {
    httpHost: string;
    httpPort: number;
    metricsHost: string | null;
    studio: boolean;
    studioToken: string | null;
    logLevel: SettingValues['LOG_LEVEL'];
    logPrompts: boolean;
  };
  /** Every secret that is set, for the logger to blank wherever it turns up. */
  secrets: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The process's own environment, with the `.env` file of the working directory below it (what is set outside wins). The only place
 * that looks at `process.env`.
 */
export function readEnvironment(envFile = '.env'): Environment {
  if (existsSync(envFile)) process.loadEnvFile(envFile);
  return process.env;
}

/** @throws ConfigError that names every problem at once, each with how to mend it; no secret is repeated in it. */
export function loadConfig(environment: Environment): Config {
  const problems: string[] = [];
  const values = readSettings(environment, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  problems.push(...contradictions(values));
  if (problems.length > 0) throw new ConfigError(problems);
  return arrange(values);
}

function readSettings(environment: Environment, problems: string[]): SettingValues {
  const entries = (Object.entries(SETTINGS) as [SettingName, Setting][]).map(([name, setting]) => {
    // An empty line in `.env` means "not set", as the example file has it.
    const written = environment[name]?.trim();
    const text = written === undefined || written === '' ? setting.default : written;
    if (text === null) return [name, null] as const;
    const parsed = setting.schema.safeParse(text);
    if (parsed.success) return [name, parsed.data] as const;
    const complaint = parsed.error.issues[0]?.message ?? 'cannot be used';
    problems.push(setting.secret ? `${name} ${complaint}.` : `${name} ${complaint}; it is "${text}".`);
    return [name, null] as const;
  });
  return Object.fromEntries(entries) as SettingValues;
}

function contradictions(values: SettingValues): string[] {
  const problems: string[] = [];
  const slackByToken = values.SLACK_BOT_TOKEN !== null;
  const oauth = [values.SLACK_CLIENT_ID, values.SLACK_CLIENT_SECRET, values.SLACK_STATE_SECRET];
  const slackByOauth = oauth.some((value) => value !== null);
  if ((values.DISCORD_TOKEN ?? values.SLACK_BOT_TOKEN) !== null || slackByOauth) {
    if (values.SEGMIND_API_KEY === null)
      problems.push(
        'SEGMIND_API_KEY is missing: a chat platform is set, so pictures must be real. Make a key at segmind.com.',
      );
  }
  if (slackByOauth && oauth.includes(null))
    problems.push(
      'SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SLACK_STATE_SECRET go together: set all three or none.',
    );
  if (slackByOauth && values.SLACK_SIGNING_SECRET === null)
    problems.push(
      'SLACK_SIGNING_SECRET is missing: several workspaces send their events over HTTP, and it proves them.',
    );
  if (slackByToken && values.SLACK_APP_TOKEN === null && values.SLACK_SIGNING_SECRET === null)
    problems.push(
      'SLACK_APP_TOKEN (for Socket Mode) or SLACK_SIGNING_SECRET (for HTTP) is missing beside SLACK_BOT_TOKEN.',
    );
  if (!slackByToken && !slackByOauth && (values.SLACK_APP_TOKEN ?? values.SLACK_SIGNING_SECRET) !== null)
    problems.push('SLACK_BOT_TOKEN is missing: the other Slack settings do nothing without it.');
  if (/^postgres/.test(values.DATABASE_URL ?? ''))
    problems.push('DATABASE_URL names PostgreSQL, which this version cannot use yet: write sqlite:PATH.');
  if (studioIsOn(values) && !isLoopback(values.HTTP_HOST) && values.STUDIO_TOKEN === null)
    problems.push(
      `STUDIO_TOKEN is missing: HTTP_HOST ${values.HTTP_HOST} can be reached from other machines. Set a long password, or STUDIO=false.`,
    );
  return problems;
}

function arrange(values: SettingValues): Config {
  const {
    SLACK_CLIENT_ID: clientId,
    SLACK_CLIENT_SECRET: clientSecret,
    SLACK_STATE_SECRET: stateSecret,
  } = values;
  const oauth =
    clientId !== null && clientSecret !== null && stateSecret !== null
      ? { clientId, clientSecret, stateSecret }
      : null;
  return {
    service: {
      apiKey: values.SEGMIND_API_KEY,
      baseUrl: values.SEGMIND_BASE_URL,
      uploadUrl: values.SEGMIND_UPLOAD_URL,
      outputHosts: values.SEGMIND_OUTPUT_HOSTS,
      model: values.SEGMIND_MODEL,
      requestsPerMinute: values.SEGMIND_REQUESTS_PER_MINUTE,
      maxInFlight: values.SEGMIND_MAX_IN_FLIGHT,
      pricePerImageUsd: values.PRICE_PER_IMAGE_USD,
    },
    discord:
      values.DISCORD_TOKEN === null
        ? null
        : {
            token: values.DISCORD_TOKEN,
            guildId: values.DISCORD_GUILD_ID,
            messageContent: values.DISCORD_MESSAGE_CONTENT,
            shards: values.DISCORD_SHARDS,
            apiUrl: values.DISCORD_API_URL,
            mediaHosts: values.DISCORD_MEDIA_HOSTS,
          },
    slack:
      values.SLACK_BOT_TOKEN === null && oauth === null
        ? null
        : {
            botToken: values.SLACK_BOT_TOKEN,
            appToken: values.SLACK_APP_TOKEN,
            signingSecret: values.SLACK_SIGNING_SECRET,
            oauth,
            apiUrl: values.SLACK_API_URL,
            fileHosts: values.SLACK_FILE_HOSTS,
          },
    state: {
      databaseUrl: values.DATABASE_URL ?? `sqlite:${join(values.DATA_DIR, 'imagine-bot.db')}`,
      dataDir: values.DATA_DIR,
      encryptionKey: values.ENCRYPTION_KEY,
      retentionDays: values.RETENTION_DAYS,
    },
    people: {
      allowedUsers: values.ALLOWED_USERS,
      allowedRoles: values.ALLOWED_ROLES,
      allowedChannels: values.ALLOWED_CHANNELS,
      activePerUser: values.LIMIT_ACTIVE_PER_USER,
      dailyPerUser: values.LIMIT_DAILY_PER_USER,
      dailyPerChannel: values.LIMIT_DAILY_PER_CHANNEL,
      budgetDailyUsd: values.BUDGET_DAILY_USD,
      budgetMonthlyUsd: values.BUDGET_MONTHLY_USD,
      safetyToleranceMax: values.SAFETY_TOLERANCE_MAX,
    },
    process: {
      httpHost: values.HTTP_HOST,
      httpPort: values.HTTP_PORT,
      metricsHost: values.METRICS_HOST,
      studio: studioIsOn(values),
      studioToken: values.STUDIO_TOKEN,
      logLevel: values.LOG_LEVEL,
      logPrompts: values.LOG_PROMPTS,
    },
    secrets: (Object.entries(SETTINGS) as [SettingName, Setting][])
      .filter(([, setting]) => setting.secret)
      .map(([name]) => values[name])
      .filter((value): value is string => typeof value === 'string'),
  };
}

function studioIsOn(values: SettingValues): boolean {
  return (
    values.STUDIO ??
    (values.DISCORD_TOKEN === null && values.SLACK_BOT_TOKEN === null && values.SLACK_CLIENT_ID === null)
  );
}

/** Whether an address to listen on is reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
