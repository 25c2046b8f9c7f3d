import type { Authorize, webApi } from '@slack/bolt';
import { z } from 'zod';

import {
  ConfigError,
  PlatformError,
  SECOND_MS,
  asBotError,
  type Clock,
  type Logger,
  hasEndedWithin,
} from '../core/index.ts';
import { notInstalled, type Installations, type StoredInstallation } from './installation-store.ts';
import type { SlackInstaller } from './installer.ts';
import { START_WITHIN_MS, pauseAfter } from './reconnecting.ts';
import { BOT_SCOPES, missingScopes } from './scopes.ts';
import { botTokenProblem, configError } from './start-problems.ts';
import type { SlackWorkspace, WorkspaceOf } from './workspace.ts';

type WebClient = webApi.WebClient;

/** Scopes that are missing may come with the next event: after the app was installed again its token stays the same. */
const ASK_SCOPES_EVERY_MS = 10 * SECOND_MS;

/** Events are acknowledged behind this, within three seconds. */
const SCOPES_WITHIN_MS = SECOND_MS;

const authTestSchema = z.object({
  team_id: z.string(),
  team: z.string().optional(),
  user_id: z.string(),
  bot_id: z.string().optional(),
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
});

export interface WorkspacesOptions {
  /** `SLACK_BOT_TOKEN`; null where only installations are served. */
  botToken: string | null;
  /** Where several workspaces install the app; null where they do not. */
  oauth: { installations: Installations; installer: SlackInstaller } | null;
  apiUrl: string;
  /** Makes the client that talks in a workspace's name. */
  createClient: (token: string) => WebClient;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

export interface Workspaces {
  of: WorkspaceOf;
  /** The same, as Bolt asks for it with each event. */
  authorize: Authorize<boolean>;
  /**
   * Asks Slack whose token `SLACK_BOT_TOKEN` is, where one is set. Resolves without an answer when Slack stays away for some seconds,
   * and goes on asking.
   *
   * @throws ConfigError in words when Slack refuses the token.
   */
  check(): Promise<void>;
  /** Why the token was refused, where Slack said so only later; null otherwise. */
  problem(): string | null;
  /** Of the workspace of `SLACK_BOT_TOKEN`, once Slack told. */
  teamName(): string | null;
}

export function createWorkspaces(options: WorkspacesOptions): Workspaces {
  const { botToken, oauth, apiUrl, clock, logger, signal } = options;
  const installed = new Map<string, SlackWorkspace>();
  let teamName: string | null = null;
  let problem: string | null = null;
  /** When Slack was asked last, on the clock that never jumps. */
  let askedAt = -Infinity;
  let single: Promise<SlackWorkspace> | null = null;

  /** Asked once; a failure is forgotten, so that the next one asks again. */
  function singleWorkspace(token: string): Promise<SlackWorkspace> {
    return (single ??= ask(token).catch((error: unknown) => {
      single = null;
      throw error;
    }));
  }

  /** The same workspace; with fresh scopes, where some were missing and Slack was not asked just now. */
  async function withScopes(known: SlackWorkspace): Promise<SlackWorkspace> {
    const lacks = known.scopes !== null && BOT_SCOPES.some((scope) => !known.scopes?.includes(scope));
    if (!lacks || clock.monotonicMs() - askedAt < ASK_SCOPES_EVERY_MS) return known;
    // What was known still holds when Slack does not answer.
    const asked = ask(known.botToken).then(
      (fresh) => {
        if (fresh.scopes?.join() !== known.scopes?.join()) single = Promise.resolve(fresh);
      },
      () => undefined,
    );
    await hasEndedWithin(clock, SCOPES_WITHIN_MS, asked);
    return (await single) ?? known;
  }

  /** Asks until Slack answers. @throws ConfigError when it refuses the token. */
  async function untilKnown(token: string): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      try {
        const { scopes } = await singleWorkspace(token);
        const missing = missingScopes(scopes);
        if (missing.length > 0)
          logger.warn({ missing }, 'the Slack app lacks scopes: add them, and install it again');
        return;
      } catch (error) {
        const refused = botTokenProblem(error);
        if (refused !== null) throw configError(refused, error);
        logger.warn({ error: asBotError(error), apiUrl, failures }, 'Slack does not answer');
        await clock.sleep(pauseAfter(failures), signal);
      }
    }
  }

  async function ask(token: string): Promise<SlackWorkspace> {
    const client = options.createClient(token);
    askedAt = clock.monotonicMs();
    const answer = authTestSchema.parse(await client.auth.test());
    teamName = answer.team ?? answer.team_id;
    return {
      teamId: answer.team_id,
      botToken: token,
      botUserId: answer.user_id,
      botId: answer.bot_id ?? null,
      scopes: answer.response_metadata?.scopes ?? null,
      client,
    };
  }

  async function installedWorkspace(teamId: string): Promise<SlackWorkspace> {
    const bot = await installedBot(teamId).catch((error: unknown) => {
      throw new PlatformError('unavailable', 'The token of this Slack workspace cannot be had just now.', {
        cause: error,
      });
    });
    if (!bot) throw notInstalled();
    const known = installed.get(teamId);
    if (known?.botToken === bot.token && known.scopes?.join() === bot.scopes.join()) return known;
    const { token, id, userId, scopes } = bot;
    const client = options.createClient(token);
    const workspace = { teamId, botToken: token, botUserId: userId, botId: id, scopes, client };
    installed.set(teamId, workspace);
    return workspace;
  }

  async function installedBot(teamId: string): Promise<StoredInstallation['bot'] | null> {
    const stored = await oauth?.installations.read(teamId);
    if (!oauth || !stored) return null;
    // Slack's installer renews a token that ends soon, and stores the new one.
    const query = { teamId, enterpriseId: undefined, isEnterpriseInstall: false };
    const { botToken: token = stored.bot.token } = await oauth.installer.authorize(query);
    return { ...stored.bot, token };
  }

  const of: WorkspaceOf = async (teamId) => {
    if (botToken === null) {
      if (teamId === null) throw notInstalled();
      return installedWorkspace(teamId);
    }
    const workspace = await singleWorkspace(botToken).catch((error: unknown) => {
      throw new PlatformError('unavailable', 'Slack does not say whose bot token this is.', { cause: error });
    });
    // Events of a channel that is shared with others may name their team: with one workspace it is always that one.
    const isThisOne = teamId === null || teamId === workspace.teamId || oauth === null;
    return isThisOne ? withScopes(workspace) : installedWorkspace(teamId);
  };

  return {
    of,
    async authorize({ teamId }) {
      const { botToken: token, botUserId, botId, teamId: itsTeam } = await of(teamId ?? null);
      return { botToken: token, botUserId, teamId: itsTeam, ...(botId === null ? {} : { botId }) };
    },
    async check() {
      if (botToken === null) return;
      const known = untilKnown(botToken);
      if (await hasEndedWithin(clock, START_WITHIN_MS, known)) return;
      logger.warn({ apiUrl }, 'Slack does not answer; the program starts without it');
      // Besides, it ends with the stop.
      known.catch((error: unknown) => {
        if (!(error instanceof ConfigError)) return;
        problem = error.message;
        logger.error({ error }, 'Slack refuses the bot token');
      });
    },
    problem: () => problem,
    teamName: () => teamName,
  };
}
