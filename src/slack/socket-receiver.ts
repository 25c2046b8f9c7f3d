import type { App, Logger as LibraryLogger } from '@slack/bolt';

import {
  ConfigError,
  PlatformError,
  SECOND_MS,
  asBotError,
  endsWithin,
  hasEndedWithin,
  clockText,
  type AdapterHealth,
  type Clock,
  type Logger,
} from '../core/index.ts';
import { START_WITHIN_MS, pauseAfter } from './reconnecting.ts';
import type { SlackReceiver } from './receiver.ts';
import type { RunningEvents } from './running-events.ts';
import { TameSocketClient, type SlackEnvelope } from './socket-client.ts';
import { appTokenProblem, configError } from './start-problems.ts';

/** From asking for an address to Slack's hello; what takes longer is tried anew. */
const HELLO_WITHIN_MS = 15 * SECOND_MS;

/** A socket that lived this long was good: the next one is opened at once. One that did not is followed by a pause. */
const GOOD_AFTER_MS = 10 * SECOND_MS;

/** Slack answers a close at once; a socket that stays open is cut. The whole process has nine seconds to stop in. */
const CLOSE_WITHIN_MS = 1.5 * SECOND_MS;

export interface SocketReceiverOptions {
  appToken: string;
  apiUrl: string;
  clock: Clock;
  logger: Logger;
  libraryLogger: LibraryLogger;
  events: RunningEvents;
}

/** Socket Mode: events come over a socket that this process opens, so that it needs no address of its own. */
export function createSocketReceiver(options: SocketReceiverOptions): SlackReceiver {
  const { apiUrl, clock, logger, events } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let app: App | null = null;
  let health: AdapterHealth = { ready: false, detail: 'not connected yet' };
  /** The last one that was open. */
  let client: TameSocketClient | null = null;
  let keeping: Promise<void> | null = null;

  function newClient(): TameSocketClient {
    const made = new TameSocketClient(options.appToken, apiUrl, options.libraryLogger);
    made.on('unreadable', (error: unknown) =>
      logger.warn({ error: asBotError(error) }, 'an envelope of Slack could not be read'),
    );
    made.on('slack_event', (envelope: SlackEnvelope) => {
      // What comes while stopping is not acknowledged: Slack brings it to the next socket.
      if (!signal.aborted) void events.run(() => take(envelope));
    });
    return made;
  }

  async function take({ body, retry_num, retry_reason, ack }: SlackEnvelope): Promise<void> {
    let isAcked = false;
    await app?.processEvent({
      body,
      ...(retry_num === undefined ? {} : { retryNum: retry_num }),
      ...(retry_reason === undefined ? {} : { retryReason: retry_reason }),
      ack: async (response?: unknown) => {
        if (isAcked) return;
        isAcked = true;
        await ack(response);
      },
    });
  }

  /** Resolves when Slack said hello. */
  async function open(): Promise<void> {
    signal.throwIfAborted();
    const next = newClient();
    try {
      await endsWithin(clock, HELLO_WITHIN_MS, next.start(), noHello, signal);
    } catch (error) {
      // Its hello may still come, and it must not live beside the next.
      next.cut();
      // The library rejects with nothing at all when the socket closes before the hello.
      throw error instanceof Error ? error : noHello();
    }
    client = next;
    health = { ready: true, detail: 'connected by Socket Mode' };
  }

  /** One more try; what came of it is told by the health and the log. */
  async function reopened(failures: number): Promise<boolean> {
    try {
      await open();
      return true;
    } catch (error) {
      signal.throwIfAborted();
      health = { ready: false, detail: appTokenProblem(error) ?? health.detail };
      logger.warn({ error: asBotError(error), failures: failures + 1 }, 'the socket to Slack was not opened');
      return false;
    }
  }

  /** Resolves with the first hello. @throws ConfigError when Slack refuses the token. */
  async function firstOpened(): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      try {
        await open();
        return;
      } catch (error) {
        signal.throwIfAborted();
        const refused = appTokenProblem(error);
        if (refused !== null) throw configError(refused, error);
        logger.warn({ error: asBotError(error), apiUrl, failures }, 'the socket to Slack was not opened');
        await clock.sleep(pauseAfter(failures), signal);
      }
    }
  }

  async function keepOpen(): Promise<void> {
    let failures = 0;
    for (;;) {
      const openedAt = clock.monotonicMs();
      await client?.lost;
      if (clock.monotonicMs() - openedAt >= GOOD_AFTER_MS) failures = 0;
      health = { ready: false, detail: `reconnecting since ${clockText(clock.now())}` };
      do {
        if (failures > 0) await clock.sleep(pauseAfter(failures), signal);
        signal.throwIfAborted();
        failures += 1;
      } while (!(await reopened(failures)));
    }
  }

  return {
    init: (itsApp) => void (app = itsApp),
    health: () => (signal.aborted ? { ready: false, detail: 'stopping' } : health),
    async start() {
      const opened = firstOpened();
      if (!(await hasEndedWithin(clock, START_WITHIN_MS, opened)))
        logger.warn({ apiUrl }, 'Slack does not answer; the program starts without it');
      // Ends with the stop, or with a token that Slack refuses for good.
      keeping = opened.then(keepOpen).catch((error: unknown) => {
        if (!(error instanceof ConfigError)) return;
        health = { ready: false, detail: error.message };
        logger.error({ error }, 'Slack refuses the app-level token');
      });
    },
    async stop() {
      if (signal.aborted) return;
      stopping.abort(new PlatformError('unavailable', 'Slack is being disconnected.'));
      await disconnect(client);
      await keeping;
    },
  };

  async function disconnect(open: TameSocketClient | null): Promise<void> {
    if (open === null) return;
    try {
      await endsWithin(clock, CLOSE_WITHIN_MS, open.disconnect(), noHello);
    } catch {
      // The other side does not close.
      open.cut();
    }
  }
}

function noHello(): PlatformError {
  return new PlatformError('unavailable', 'Slack did not open the socket in time.', { retry: 'safe' });
}
