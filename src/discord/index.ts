/**
 * The Discord adapter: what connects it. What people do is answered in `interactions.ts` and `replies.ts`, what they see is drawn by the
 * presenter.
 *
 * @module
 */
import { Events, type Client } from 'discord.js';

import {
  InternalError,
  SECOND_MS,
  createPrivateShares,
  errorJson,
  hasEndedWithin,
  type Adapter,
  type AdapterContext,
  type FetchPicture,
} from '../core/index.ts';
import type { ClientSettings } from './client.ts';
import { createConnection } from './connection.ts';
import { createEventTasks } from './event-tasks.ts';
import { createGuardedRest } from './guarded-rest.ts';
import { createInteractions, refuseWhileStopping } from './interactions.ts';
import { inviteUrl } from './invite.ts';
import type { DiscordParts } from './parts.ts';
import { createDiscordPresenter } from './presenter.ts';
import { createRegistrar } from './registrar.ts';
import { createReplies, refuseReplyWhileStopping } from './replies.ts';

export { inviteUrl } from './invite.ts';
export { registerOnly, type Registered } from './registration.ts';

export interface DiscordSettings extends ClientSettings {
  token: string;
  /** Where to register the commands at once; null for all of Discord. */
  guildId: string | null;
  mediaHosts: readonly string[];
}

export interface DiscordOptions {
  context: AdapterContext;
  settings: DiscordSettings;
  /** The model that paints, for help. */
  model: string;
  fetchPicture: FetchPicture;
}

/** Handlers get this long to end by themselves before they are told to; what people asked for is safe in its row by then. */
const HANDLERS_END_WITHIN_MS = SECOND_MS;

/** And then this long to tell their people what became of it; the process has nine for everything. */
const LAST_WORDS_WITHIN_MS = SECOND_MS / 2;

/** Longer, and it goes on by itself: what an earlier run owes, and the other platforms, do not wait for it. */
const REGISTER_WITHIN_MS = 5 * SECOND_MS;

/** @throws ConfigError for media hosts that cannot be used. */
export function createDiscord({ context, settings, model, fetchPicture }: DiscordOptions): Adapter {
  const { bot, notes, clock, logger } = context;
  const ending = new AbortController();
  const { signal } = ending;
  const lastWords = new AbortController();
  let registering: Promise<void> | null = null;
  let stopping: Promise<void> | null = null;

  const rest = createGuardedRest({ ...settings, clock, logger });
  const presenter = createDiscordPresenter({
    rest,
    clock,
    logger,
    mediaHosts: settings.mediaHosts,
    fetchPicture,
  });
  const { messageContent } = settings;
  const parts: DiscordParts = {
    bot,
    notes,
    clock,
    logger,
    presenter,
    shares: createPrivateShares({ bot, notes, clock, logger, signal }),
    settings: { messageContent, model },
    signal,
  };
  const onInteraction = createInteractions(parts);
  const onMessage = createReplies(parts, lastWords.signal);
  const tasks = createEventTasks(clock, (error) =>
    logger.error({ error: errorJson(error) }, 'A handler of an event failed.'),
  );
  const registrar = createRegistrar({ rest, notes, clock, logger, guildId: settings.guildId, signal });
  const connection = createConnection({ settings, rest, notes, clock, logger, attach });

  function attach(client: Client): void {
    client.on(Events.InteractionCreate, (interaction) =>
      tasks.run(
        () => onInteraction(interaction),
        () => refuseWhileStopping(interaction, logger),
      ),
    );
    client.on(Events.MessageCreate, (message) =>
      tasks.run(
        () => onMessage(message),
        () => refuseReplyWhileStopping(message, { ...parts, signal: lastWords.signal }),
      ),
    );
    client.once(Events.ClientReady, () => {
      registering = registrar.begin();
      // It is waited for where the start waits; a late failure is told by the log and the health.
      registering.catch(() => undefined);
    });
  }

  async function end(): Promise<void> {
    await tasks.close(HANDLERS_END_WITHIN_MS);
    ending.abort(new InternalError('The bot is stopping.'));
    await tasks.close(LAST_WORDS_WITHIN_MS);
    lastWords.abort(signal.reason);
    await connection.close();
    rest.close();
  }

  return {
    platform: 'discord',
    presenter,
    async start() {
      await connection.open();
      if (registering) await hasEndedWithin(clock, REGISTER_WITHIN_MS, registering);
    },
    stop: () => (stopping ??= end()),
    health() {
      const { ready, detail } = connection.health();
      const problem = registrar.problem();
      return { ready, detail: problem === null ? detail : `${detail}. ${problem}` };
    },
    greeting() {
      const applicationId = connection.client()?.application?.id;
      return applicationId === undefined ? [] : [`Invite it: ${inviteUrl(applicationId)}`];
    },
  };
}
