/**
 * The second chat platform. The ways in are here (Socket Mode and HTTP, one workspace and many); what is done with events begins in
 * `interactions.ts`, what is drawn in `presenter.ts`.
 *
 * @module
 */
import type { FastifyInstance } from 'fastify';

import {
  ConfigError,
  InternalError,
  PlatformError,
  SECOND_MS,
  createPrivateShares,
  type Adapter,
  type AdapterContext,
  type AdapterHealth,
  type FetchPicture,
  hasEndedWithin,
} from '../core/index.ts';
import { createBoltApp } from './bolt-app.ts';
import { createHttpReceiver } from './http-receiver.ts';
import { INSTALL_PATH, installRoutes } from './install-routes.ts';
import { createInstallations } from './installation-store.ts';
import { createInstaller } from './installer.ts';
import { registerListeners } from './interactions.ts';
import { createLibraryLogger } from './library-logger.ts';
import { createPacing } from './pacing.ts';
import { createSlackPresenter } from './presenter.ts';
import type { SlackReceiver } from './receiver.ts';
import { createRunningEvents, type RunningEvents } from './running-events.ts';
import { createSocketReceiver } from './socket-receiver.ts';
import { tokenProblems } from './start-problems.ts';
import { registerUninstalls } from './uninstalls.ts';
import { createUnserved } from './unserved.ts';
import { createWebClient } from './web-calls.ts';
import { createWorkspaces } from './workspaces.ts';

/** As in the `SLACK_…` settings; what is not set is null. */
export interface SlackSettings {
  botToken: string | null;
  /** Set: events come by Socket Mode. */
  appToken: string | null;
  /** Set, and no app-level token: events come over HTTP. */
  signingSecret: string | null;
  oauth: { clientId: string; clientSecret: string; stateSecret: string } | null;
  apiUrl: string;
  fileHosts: readonly string[];
}

export interface SlackOptions {
  context: AdapterContext;
  /** The listener of the process; Slack's routes keep to scopes of their own on it. */
  http: FastifyInstance;
  settings: SlackSettings;
  fetchPicture: FetchPicture;
  /** As in `RETENTION_DAYS`. */
  retentionDays: number;
}

/** Handlers get this long to end by themselves before they are told to; the process has nine for everything. */
const SETTLE_WITHIN_MS = SECOND_MS;

/**
 * Slack on a listener that does not listen yet.
 *
 * @throws ConfigError when the settings cannot be used.
 */
export async function createSlack(options: SlackOptions): Promise<Adapter> {
  const { context, settings, fetchPicture, http, retentionDays } = options;
  const { bot, notes, clock, logger } = context;
  const { botToken, apiUrl, fileHosts } = settings;
  const problems = tokenProblems(settings);
  if (problems.length > 0) throw new ConfigError(problems);

  const stopping = new AbortController();
  const { signal } = stopping;
  const libraryLogger = createLibraryLogger(logger);
  const installations = settings.oauth && createInstallations(notes, clock);
  const installer =
    settings.oauth &&
    installations &&
    createInstaller({ oauth: settings.oauth, apiUrl, installations, libraryLogger });
  const workspaces = createWorkspaces({
    botToken,
    oauth: installations && installer && { installations, installer },
    apiUrl,
    createClient: (token) => createWebClient(token, apiUrl, logger),
    clock,
    logger,
    signal,
  });
  const pacing = createPacing(clock);
  const presenter = createSlackPresenter({
    pacing,
    workspaceOf: workspaces.of,
    notes,
    clock,
    logger,
    fileHosts,
    fetchPicture,
    retentionDays,
  });

  const events = createRunningEvents(logger);
  const receiver = await createReceiver(options, events);
  const app = await createBoltApp({
    receiver,
    authorize: workspaces.authorize,
    unserved: createUnserved({ clock, logger, events, signal }),
    apiUrl,
    logger,
    libraryLogger,
  });
  let isGone = false;
  registerListeners(app, {
    bot,
    notes,
    clock,
    logger,
    presenter,
    shares: createPrivateShares({ bot, notes, clock, logger, signal }),
    workspaceOf: workspaces.of,
    pacing,
    signal,
  });
  registerUninstalls(app, {
    installations,
    logger,
    onGone: () => {
      isGone ||= installations === null;
    },
  });
  if (installer) await installRoutes({ http, installer, logger });

  return {
    platform: 'slack',
    presenter,
    async start() {
      await workspaces.check();
      await receiver.start();
    },
    async stop() {
      await receiver.stop();
      await settled();
      if (!signal.aborted) stopping.abort(new PlatformError('unavailable', 'Slack is being disconnected.'));
      await settled();
    },
    health: () => healthOf(receiver.health()),
  };

  /** Waits for the handlers at work, but not for long: a job is safe in its rows at every moment. */
  async function settled(): Promise<void> {
    await hasEndedWithin(clock, SETTLE_WITHIN_MS, events.settled());
  }

  function healthOf({ ready, detail }: AdapterHealth): AdapterHealth {
    if (isGone) return { ready: false, detail: 'the app was taken out of the workspace' };
    const problem = workspaces.problem();
    if (problem !== null) return { ready: false, detail: problem };
    const teamName = workspaces.teamName();
    const where = [
      ...(teamName === null ? [] : [teamName]),
      ...(installer ? [`to install it: ${INSTALL_PATH}`] : []),
    ];
    return { ready, detail: [detail, ...where].join('; ') };
  }
}

async function createReceiver(
  { context: { clock, logger }, http, settings }: SlackOptions,
  events: RunningEvents,
): Promise<SlackReceiver> {
  const { appToken, signingSecret, apiUrl } = settings;
  const libraryLogger = createLibraryLogger(logger);
  if (appToken !== null)
    return createSocketReceiver({ appToken, apiUrl, clock, logger, libraryLogger, events });
  if (signingSecret !== null) return createHttpReceiver({ http, signingSecret, clock, logger, events });
  throw new InternalError('Slack has no way in; the settings are checked before.');
}
