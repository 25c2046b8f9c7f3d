import { Events, Status, type Client } from 'discord.js';

import {
  BotError,
  ConfigError,
  MINUTE_MS,
  PlatformError,
  SECOND_MS,
  abortable,
  errorJson,
  hasEndedWithin,
  clockText,
  type AdapterHealth,
  type Clock,
  type Logger,
  type NoteStore,
} from '../core/index.ts';
import { createClient, type ClientSettings } from './client.ts';
import { checkStartLimit, readGateway } from './gateway-bot.ts';
import { closeProblem } from './gateway-words.ts';
import type { GuardedRest } from './guarded-rest.ts';
import { createIdentifyThrottle } from './identify-throttle.ts';

export interface ConnectionOptions {
  settings: ClientSettings & { token: string };
  rest: GuardedRest;
  notes: NoteStore;
  clock: Clock;
  logger: Logger;
  /** Hangs the event handlers on a client, before it logs in. */
  attach: (client: Client) => void;
}

/** The gateway, kept open. */
export interface Connection {
  /**
   * Connects. Resolves once events arrive, or after half a minute in which Discord could not be reached: the tries go on by themselves,
   * and jobs need no gateway.
   *
   * @throws ConfigError in words when Discord refuses the settings.
   */
  open(): Promise<void>;
  /** Ends every connection. */
  close(): Promise<void>;
  health(): AdapterHealth;
  /** Null before the first login. */
  client(): Client | null;
}

const OPEN_WITHIN_MS = MINUTE_MS / 2;
/** Between READY, an IDENTIFY and a close the library may wait for what never comes (observed). */
const CLOSE_WITHIN_MS = SECOND_MS;
const FIRST_PAUSE_MS = 2 * SECOND_MS;
const MAX_PAUSE_MS = MINUTE_MS;

export function createConnection(options: ConnectionOptions): Connection {
  const { settings, rest, notes, clock, logger } = options;
  const ending = new AbortController();
  const { signal } = ending;
  let client: Client | null = null;
  /** Why there will be no connection any more. */
  let problem: string | null = null;
  /** Why the next try has to wait, where that can be long. */
  let waitingFor: string | null = null;
  let downSince: number | null = null;

  /** `isReady` stays true for a shard that was closed for good (observed), so the shards are asked. */
  function isUp(): boolean {
    const shards = [...(client?.ws.shards.values() ?? [])];
    return shards.length > 0 && shards.every((shard) => shard.status === Status.Ready);
  }

  function newClient(maxConcurrency: number): Client {
    const made = createClient({
      settings,
      logger,
      buildIdentifyThrottler: () => createIdentifyThrottle({ notes, clock, logger, maxConcurrency }),
    });
    made.on(Events.ShardDisconnect, ({ code }, shardId) => {
      problem = closeProblem(code, settings);
      logger.error({ shardId, code }, problem ?? 'A shard was closed for good.');
    });
    made.on(Events.ShardReconnecting, () => (downSince ??= clock.now()));
    for (const back of [Events.ShardReady, Events.ShardResume] as const)
      made.on(back, () => {
        if (isUp()) downSince = null;
      });
    options.attach(made);
    return made;
  }

  /** One login, until events arrive. The library destroys a client whose login failed, so each try has its own. */
  async function logIn(): Promise<void> {
    const gateway = await readGateway(rest, signal);
    checkStartLimit(gateway, settings.shards, { clock, logger });
    const made = newClient(gateway.session_start_limit.max_concurrency);
    client = made;
    const ready = new Promise<void>((resolve) => made.once(Events.ClientReady, () => resolve()));
    try {
      await abortable(
        made.login(settings.token).then(() => ready),
        signal,
      );
    } catch (error) {
      // The library tells a refused login by its own errors; which one it was is known from the close of the shard.
      signal.throwIfAborted();
      if (problem !== null) throw new ConfigError([problem]);
      // What the library throws may hold addresses; its name is enough.
      throw new PlatformError('unavailable', 'The gateway of Discord could not be reached.', {
        cause: error,
        retry: 'safe',
      });
    }
  }

  async function keepTrying(): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(MAX_PAUSE_MS, pauseMs * 2)) {
      try {
        await logIn();
        waitingFor = null;
        return;
      } catch (error) {
        // An outage is sat out: everything else the bot does goes on without the gateway.
        if (signal.aborted || !(error instanceof PlatformError)) throw error;
        downSince ??= clock.now();
        waitingFor = error.reason === 'rate_limited' ? error.message : null;
        const waitMs = Math.max(pauseMs, error.retryAfterMs ?? 0);
        logger.warn({ error: errorJson(error), waitMs }, 'Discord could not be reached; it is tried again.');
        await clock.sleep(waitMs, signal);
      }
    }
  }

  return {
    async open() {
      const connecting = keepTrying();
      if (await hasEndedWithin(clock, OPEN_WITHIN_MS, connecting)) return;
      logger.warn('Discord could not be reached in time. The bot works on, and connects as soon as it can.');
      connecting.catch((error: unknown) => {
        if (signal.aborted) return;
        problem = error instanceof BotError ? error.message : 'The connection to Discord failed.';
        logger.fatal({ error: errorJson(error) }, problem);
      });
    },

    async close() {
      if (!signal.aborted) ending.abort(new PlatformError('unavailable', 'The bot is stopping.'));
      if (!client) return;
      // A client that cannot be closed is left to the end of the process.
      const isClosed = await hasEndedWithin(clock, CLOSE_WITHIN_MS, client.destroy()).catch(() => false);
      if (!isClosed) logger.warn('The connection to Discord did not close in time.');
    },

    health() {
      if (problem !== null) return { ready: false, detail: problem };
      if (signal.aborted) return { ready: false, detail: 'stopping' };
      if (waitingFor !== null) return { ready: false, detail: waitingFor };
      if (!isUp()) return { ready: false, detail: downDetail(downSince) };
      return { ready: true, detail: upDetail(client) };
    },

    client: () => client,
  };
}

function upDetail(client: Client | null): string {
  const shards = client?.ws.shards.size ?? 0;
  const name = client?.user?.tag ?? 'a bot';
  return shards === 1 ? `connected as ${name}` : `connected as ${name}, ${shards} shards`;
}

function downDetail(since: number | null): string {
  return since === null ? 'connecting' : `reconnecting since ${clockText(since)}`;
}
