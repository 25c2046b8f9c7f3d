import path from 'node:path';

import { fastify } from 'fastify';

import {
  createBot,
  createOutputDownload,
  createPace,
  createRequestLimiter,
  createSegmindClient,
  fileNameFor,
  fitForChat,
  inspectPicture,
  prepareReference,
  silentLogger,
  systemClock,
  type PictureTools,
  type RunningBot,
} from '../../src/core/index.ts';
import type { Emulator } from '../../src/emulator/index.ts';
import { createInProcessDispatcher, openStore, type Stores } from '../../src/store/index.ts';
import { createStudio } from '../../src/studio/index.ts';
import { OPEN_TO_ALL } from './open-to-all.ts';

/** The whole product without its command line: the studio on a port, the real core, a file, and the emulator. */
export interface EmulatedStudio {
  url: string;
  running: RunningBot;
  stores: Stores;
  stop(): Promise<void>;
}

export interface EmulatedStudioOptions {
  /** Default 0: any free one. A browser that comes back after a restart needs the one it knows. */
  port?: number;
  /** The bundle of the page. Default null: requests alone. */
  pageDir?: string | null;
}

export async function startEmulatedStudio(
  emulator: Emulator,
  dataDir: string,
  { port = 0, pageDir = null }: EmulatedStudioOptions = {},
): Promise<EmulatedStudio> {
  const clock = systemClock;
  const logger = silentLogger;
  const databaseUrl = `sqlite:${path.join(dataDir, 'bot.db')}`;
  const stores = await openStore({ databaseUrl, dataDir, encryptionKey: null, clock, logger });
  const segmind = createSegmindClient({
    apiKey: 'SG_0123456789abcdef',
    baseUrl: emulator.url,
    uploadUrl: emulator.uploadUrl,
    model: 'nano-banana-2-lite',
    clock,
    logger,
    // Looks come fast, since the emulator paints fast.
    pace: { ...createPace(), nextDelayMs: () => 30 },
    limiter: createRequestLimiter({ requestsPerMinute: 60_000, burst: 1000, clock }),
  });
  const running = createBot({
    clock,
    logger,
    store: stores.jobs,
    pictures: stores.pictures,
    dispatcher: createInProcessDispatcher({ maxInFlight: 20, clock, logger }),
    segmind,
    tools: realTools(emulator.outputHost),
    people: OPEN_TO_ALL,
    service: { model: 'nano-banana-2-lite', pricePerImageUsd: 0.042 },
  });
  const http = fastify({ forceCloseConnections: true });
  const studio = await createStudio({
    context: { bot: running.bot, notes: stores.notes, clock, logger },
    http,
    emulated: true,
    loopbackOnly: true,
    dataDir,
    studioToken: null,
    model: 'nano-banana-2-lite',
    pricePerImageUsd: 0.042,
    pageDir,
  });
  running.addPresenter(studio.presenter);
  const url = await http.listen({ host: '127.0.0.1', port });
  await studio.start();
  await running.start();
  return {
    url,
    running,
    stores,
    async stop() {
      await studio.stop();
      await running.stop();
      await http.close();
      await segmind.close();
      await stores.close();
    },
  };
}

function realTools(outputHost: string): PictureTools {
  return {
    inspect: inspectPicture,
    prepareReference,
    downloadOutput: createOutputDownload({ hosts: [outputHost], clock: systemClock }),
    fitForChat: (picture, { contentTypes }) =>
      fitForChat(picture.bytes, { contentTypes, maxBytes: Infinity }),
    fileName: (job, index, contentType) => fileNameFor({ jobId: job.id, index, contentType }),
    loadAddress: null,
  };
}
