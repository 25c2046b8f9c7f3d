import { join } from 'node:path';

import {
  createBot,
  createPace,
  createRequestLimiter,
  createSegmindClient,
  isFinalJob,
  SegmindError,
  silentLogger,
  systemClock,
  type PictureTools,
  type RenderDraft,
  type RenderJob,
  type RunningBot,
  type SegmindClient,
} from '../../src/core/index.ts';
import type { Emulator } from '../../src/emulator/index.ts';
import { createInProcessDispatcher, openStore, type Stores } from '../../src/store/index.ts';
import { MemoryPresenter } from './memory-presenter.ts';
import type { MemoryRoom } from './memory-room.ts';
import { sampleConversation, sampleRequest, sampleRequester } from './sample-job.ts';
import { OPEN_TO_ALL } from './open-to-all.ts';

/** The bot over real parts: the client on the emulator, the store in a file. Only the chat is a room in memory. */
export interface EmulatedBot {
  running: RunningBot;
  stores: Stores;
  presenter: MemoryPresenter;
  accepted(prompt: string): Promise<RenderJob>;
  ended(jobId: string): Promise<RenderJob>;
  /** The newest message of the job, in one line. */
  words(jobId: string): string;
  retried(jobId: string): Promise<RenderJob>;
  stop(): Promise<void>;
}

const FACTS = { roleIds: [], channelIds: [sampleConversation.channelId], ageRestricted: false };
let events = 0;

export async function startEmulatedBot(
  emulator: Emulator,
  dataDir: string,
  room?: MemoryRoom,
): Promise<EmulatedBot> {
  const clock = systemClock;
  const logger = silentLogger;
  const stores = await openStore({
    databaseUrl: `sqlite:${join(dataDir, 'bot.db')}`,
    dataDir,
    encryptionKey: null,
    clock,
    logger,
  });
  const segmind = clientOf(emulator);
  const presenter = new MemoryPresenter({
    ...(room ? { room } : {}),
    capabilities: { minUpdateIntervalMs: 20 },
  });
  const running = createBot({
    clock,
    logger,
    store: stores.jobs,
    pictures: stores.pictures,
    dispatcher: createInProcessDispatcher({ maxInFlight: 20, clock, logger }),
    segmind,
    tools: plainTools(),
    people: OPEN_TO_ALL,
    service: { model: 'nano-banana-2-lite', pricePerImageUsd: 0.042 },
  });
  running.addPresenter(presenter);
  await running.start();

  async function ended(jobId: string): Promise<RenderJob> {
    const changed = Promise.withResolvers<undefined>();
    const forget = running.bot.onJobChange((job) => {
      if (job.id === jobId && isFinalJob(job)) changed.resolve(undefined);
    });
    const job = await stores.jobs.get(jobId);
    if (job && !isFinalJob(job)) await changed.promise;
    forget();
    const last = await stores.jobs.get(jobId);
    if (!last) throw new Error(`There is no job ${jobId}.`);
    return last;
  }

  return {
    running,
    stores,
    presenter,
    ended,
    async accepted(prompt) {
      const outcome = await running.bot.accept(draftOf(prompt), FACTS);
      if (outcome.outcome !== 'accepted') throw new Error(`Not accepted: ${JSON.stringify(outcome)}`);
      return outcome.job;
    },
    async retried(jobId) {
      const { origin } = draftOf('');
      const context = { requester: sampleRequester, access: FACTS, origin, isModerator: false };
      const outcome = await running.bot.act({ verb: 'retry', jobId }, context);
      if (outcome.outcome !== 'accepted') throw new Error(`Not accepted: ${JSON.stringify(outcome)}`);
      return ended(outcome.job.id);
    },
    words(jobId) {
      const view = presenter.messages.findLast((message) => message.view?.jobId === jobId)?.view;
      return [view?.headline, ...(view?.sentences ?? [])].join(' | ');
    },
    async stop() {
      await running.stop();
      await segmind.close();
      await stores.close();
    },
  };
}

function draftOf(prompt: string): RenderDraft {
  events += 1;
  const { id: _, parameters: __, ...request } = sampleRequest();
  return { ...request, prompt, parameters: {}, origin: { ...request.origin, eventKey: `e2e ${events}` } };
}

function clientOf(emulator: Emulator): SegmindClient {
  return createSegmindClient({
    apiKey: 'SG_0123456789abcdef',
    baseUrl: emulator.url,
    uploadUrl: emulator.uploadUrl,
    model: 'nano-banana-2-lite',
    clock: systemClock,
    logger: silentLogger,
    // Looks come fast, since the emulator paints fast.
    pace: { ...createPace(), nextDelayMs: () => 30 },
    limiter: createRequestLimiter({ requestsPerMinute: 60_000, burst: 1000, clock: systemClock }),
  });
}

/** Bytes as they come: what is done with pictures has tests of its own. */
function plainTools(): PictureTools {
  const picture = { contentType: 'image/jpeg', widthPx: 1024, heightPx: 1024 };
  return {
    inspect: () => Promise.resolve(picture),
    prepareReference: (bytes) => Promise.resolve({ bytes, contentType: 'image/jpeg' }),
    async downloadOutput(url, { signal }) {
      const answer = await fetch(url, { signal });
      if (!answer.ok) throw new SegmindError('result_lost', 'Gone.', { charged: 'yes', retry: 'user_may' });
      return { ...picture, bytes: new Uint8Array(await answer.arrayBuffer()) };
    },
    fitForChat: ({ bytes }) => Promise.resolve({ ...picture, bytes }),
    fileName: (job, index) => `${job.id}-${index}.jpg`,
    loadAddress: null,
  };
}
