import { join } from 'node:path';

import type { FastifyInstance } from 'fastify';

import {
  SECOND_MS,
  STOP_GRACE_MS,
  abortable,
  asBotError,
  createBot,
  hasEndedWithin,
  type Adapter,
  type AdapterContext,
  type AdapterHealth,
  type Clock,
  type Logger,
} from '../core/index.ts';
import type { Config } from '../config.ts';
import { createInProcessDispatcher, openStore } from '../store/index.ts';
import { prepareDataDir } from './data-dir.ts';
import { createHttp, listen } from './http.ts';
import { keepRetention } from './keep-retention.ts';
import { createMetrics } from './metrics.ts';
import { createPictureTools } from './picture-tools.ts';
import { openService } from './service.ts';

/**
 * A little more than a call under way gets. What takes longer, such as a store that refuses a write, must not cost the platforms and the
 * store their closing.
 */
const JOBS_END_WITHIN_MS = STOP_GRACE_MS + SECOND_MS / 2;

export interface AppOptions {
  config: Config;
  clock: Clock;
  logger: Logger;
  /** The platforms to open, in order. */
  adapters: readonly Opener[];
  /** Ends the start, which a platform out of reach can hold up for long. Afterwards it has no effect: call `stop`. */
  signal?: AbortSignal;
}

/** Makes the adapter of one platform, which may put routes on the listener. */
export type Opener = (context: AdapterContext, http: FastifyInstance, facts: AppFacts) => Promise<Adapter>;

/** What adapters may want to say about the whole. */
export interface AppFacts {
  /** True: the emulator paints, nothing is real and nothing is paid. */
  emulated: boolean;
}

export interface App extends AppFacts {
  /** Where the listener is, such as `http://127.0.0.1:3000`. */
  url: string;
  adapters: readonly Adapter[];
  /** Ends everything, jobs safe in their rows. Harmless twice. */
  stop(): Promise<void>;
}

/**
 * The composition root: builds every part, joins them, and starts them in the order in which they need each other.
 *
 * @throws ConfigError or StoreError in words when a part cannot start, and the signal's reason; whatever was started is stopped again.
 */
export async function openApp(options: AppOptions): Promise<App> {
  const { config, clock, logger, adapters: openers, signal } = options;
  const undo: (() => Promise<unknown>)[] = [];
  let stopping: Promise<void> | null = null;
  const stop = (): Promise<void> => (stopping ??= undoAll(undo, logger));
  try {
    await prepareDataDir(config.state.dataDir);
    const stores = await openStore({ ...config.state, clock, logger });
    undo.push(() => stores.close());

    const service = await openService({
      config: config.service,
      emulatorDir: join(config.state.dataDir, 'emulator'),
      clock,
      logger,
      memory: await stores.durations.load(),
      onLearn: (profile, memory) => {
        stores.durations
          .save(profile, memory)
          .catch((error: unknown) =>
            logger.warn({ error: asBotError(error) }, 'a learned duration was not saved'),
          );
      },
    });
    undo.push(() => service.close());

    const dispatcher = createInProcessDispatcher({ maxInFlight: config.service.maxInFlight, clock, logger });
    const running = createBot({
      clock,
      logger,
      store: stores.jobs,
      pictures: stores.pictures,
      dispatcher,
      segmind: service.client,
      tools: createPictureTools({ outputHosts: service.outputHosts, clock }),
      people: config.people,
      service: config.service,
    });

    const adapters: Adapter[] = [];
    const http = createHttp({
      logger,
      metrics: createMetrics(running.bot, dispatcher),
      metricsHost: config.process.metricsHost,
      health: () => healthOf(adapters),
    });
    undo.push(() => http.close());

    const facts = { emulated: service.emulated };
    const context = { bot: running.bot, notes: stores.notes, clock, logger };
    for (const open of openers) {
      const adapter = await open(context, http, facts);
      adapters.push(adapter);
      running.addPresenter(adapter.presenter);
    }

    const url = await listen(http, config.process.httpHost, config.process.httpPort);
    // Platforms first, jobs second: what an earlier run left unfinished is posted through platforms that are connected. The stop
    // goes the other way, so that no delivery under way loses its platform. The platforms know nothing of each other and end together.
    const connected: Adapter[] = [];
    undo.push(() => Promise.all(connected.map((adapter) => undoAll([() => adapter.stop()], logger))));
    for (const adapter of adapters) {
      connected.push(adapter);
      signal?.throwIfAborted();
      await (signal ? abortable(adapter.start(), signal) : adapter.start());
    }
    const endRetention = keepRetention({ stores, clock, logger, retentionDays: config.state.retentionDays });
    undo.push(async () => {
      const ended = Promise.all([running.stop(), endRetention()]);
      if (!(await hasEndedWithin(clock, JOBS_END_WITHIN_MS, ended)))
        logger.warn('jobs are still at work; they go on from their rows after the next start');
    });
    await running.start();
    return { url, adapters, ...facts, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The last thing started is the first to end. A part that fails to end must not keep the others from ending. */
async function undoAll(undo: (() => Promise<unknown>)[], logger: Logger): Promise<void> {
  for (const end of undo.splice(0).reverse()) {
    await end().catch((error: unknown) =>
      logger.error({ error: asBotError(error) }, 'a part did not end cleanly'),
    );
  }
}

function healthOf(adapters: readonly Adapter[]): Readonly<Record<string, AdapterHealth>> {
  return Object.fromEntries(adapters.map((adapter) => [adapter.platform, adapter.health()]));
}
