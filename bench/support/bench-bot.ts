import path from 'node:path';

import {
  createBot,
  silentLogger,
  systemClock,
  type AccessFacts,
  type Dispatcher,
  type PictureTools,
  type RenderDraft,
  type RunningBot,
} from '../../src/core/index.ts';
import { createInProcessDispatcher, openStore, type Stores } from '../../src/store/index.ts';
import { MemoryPresenter } from '../../test/support/memory-presenter.ts';
import { OPEN_TO_ALL } from '../../test/support/open-to-all.ts';
import { sampleRequest } from '../../test/support/sample-job.ts';
import { ScriptedSegmind } from '../../test/support/scripted-segmind.ts';

const PEOPLE = 200;
/** Wide enough that no limit is hit, and set, so that each of them is summed up. */
const WIDE = 1_000_000;
const PRICE_USD = 0.042;

export const EVERYWHERE: AccessFacts = { roleIds: [], channelIds: [], ageRestricted: false };

/** A request that the service has had since before the start, and that never ends. */
export const KNOWN_REQUEST = 'known-request';

export interface BenchBot {
  stores: Stores;
  running: RunningBot;
  dispatcher: Dispatcher;
  close(): Promise<void>;
}

/** The whole core on a real file; the service takes `hanging` requests and then never answers, the chat is in memory. */
export async function openBenchBot(
  directory: string,
  options: { maxInFlight: number; hanging: number },
): Promise<BenchBot> {
  const logger = silentLogger;
  const clock = systemClock;
  const stores = await openStore({
    databaseUrl: `sqlite:${path.join(directory, 'bench.db')}`,
    dataDir: directory,
    encryptionKey: null,
    clock,
    logger,
  });
  const dispatcher = createInProcessDispatcher({ maxInFlight: options.maxInFlight, clock, logger });
  const segmind = new ScriptedSegmind(clock);
  segmind.plan(...Array.from({ length: options.hanging }, () => ({ follow: 'hang' as const })));
  segmind.script(KNOWN_REQUEST, { follow: 'hang' });
  const running = createBot({
    clock,
    logger,
    store: stores.jobs,
    pictures: stores.pictures,
    dispatcher,
    segmind,
    tools: NO_PICTURES,
    people: {
      ...OPEN_TO_ALL,
      activePerUser: WIDE,
      dailyPerUser: WIDE,
      dailyPerChannel: WIDE,
      budgetDailyUsd: WIDE,
      budgetMonthlyUsd: WIDE,
    },
    service: { model: 'nano-banana-2-lite', pricePerImageUsd: PRICE_USD },
  });
  running.addPresenter(new MemoryPresenter());
  return {
    stores,
    running,
    dispatcher,
    async close() {
      await running.stop();
      await stores.close();
    },
  };
}

/** A request as an adapter hands it in, each by its own event, from one of many people. */
export function benchDraft(index: number): RenderDraft {
  const { id: _, parameters: __, ...request } = sampleRequest();
  const userId = `person ${index % PEOPLE}`;
  return {
    ...request,
    prompt: 'A red fox in the snow at dusk, seen from afar, in the manner of an old postcard --ar 16:9',
    parameters: {},
    requester: { ...request.requester, userId },
    origin: { ...request.origin, eventKey: `event ${index}` },
  };
}

/** Nothing is painted here, so nothing is downloaded. */
const NO_PICTURES: PictureTools = {
  inspect: () => Promise.reject(new Error('unused')),
  prepareReference: () => Promise.reject(new Error('unused')),
  downloadOutput: () => Promise.reject(new Error('unused')),
  fitForChat: () => Promise.reject(new Error('unused')),
  fileName: () => 'unused.jpg',
  loadAddress: null,
};
