import cookie from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';

import type { Adapter, AdapterContext } from '../core/index.ts';
import { createClicks } from './clicks.ts';
import { createCommands } from './commands.ts';
import { guardScope } from './guard.ts';
import { pageFiles } from './page-files.ts';
import { createStudioPictures } from './pictures.ts';
import { createPosting } from './posting.ts';
import { createStudioPresenter } from './presenter.ts';
import { createReading } from './reading.ts';
import { openRoomBook } from './room-book.ts';
import { pictureRoutes } from './routes-pictures.ts';
import { roomRoutes } from './routes-rooms.ts';
import { sessionRoutes } from './routes-session.ts';
import { createSessions } from './sessions.ts';
import { createSidecars } from './sidecars.ts';

export interface StudioOptions {
  context: AdapterContext;
  /** The listener of the process; the studio keeps to a scope of its own on it. */
  http: FastifyInstance;
  /** True: the emulator paints, nothing is real and nothing is paid. */
  emulated: boolean;
  /** Whether the listener is bound to this machine alone: then it answers to this machine's own names only. */
  loopbackOnly: boolean;
  /** `STUDIO_TOKEN`; null asks nobody for one. */
  studioToken: string | null;
  /** `DATA_DIR`: notes on the pictures go there. */
  dataDir: string;
  model: string;
  pricePerImageUsd: number;
  /** The built page; null where it is not built. */
  pageDir: string | null;
  /** How long messages are kept. Default 30, as jobs are. */
  retentionDays?: number;
}

const DEFAULT_RETENTION_DAYS = 30;

/** The studio on a listener that does not listen yet. @throws StoreError when what it kept cannot be read. */
export async function createStudio(options: StudioOptions): Promise<Adapter> {
  const { http, emulated, loopbackOnly, dataDir, model, pricePerImageUsd, pageDir } = options;
  const { bot, notes, clock, logger } = options.context;
  const stopping = new AbortController();
  const { signal } = stopping;
  const retentionDays = options.retentionDays ?? DEFAULT_RETENTION_DAYS;
  const book = await openRoomBook({ notes, clock, logger, retentionDays });
  const sessions = createSessions(notes, clock, options.studioToken);
  const pictures = createStudioPictures({ bot, book, notes, clock });
  const sidecars = createSidecars({ dataDir, model, retentionDays, clock, logger });
  const commands = createCommands({ bot, book, sidecars });
  const posting = createPosting({ bot, book, pictures, commands });
  const clicks = createClicks({ bot, book, clock, logger });
  const reading = createReading({ bot, book, pictures, clock });

  await http.register(async (scope) => {
    guardScope(scope, { loopbackOnly, logger, isStopping: () => signal.aborted });
    await scope.register(cookie);
    sessionRoutes(scope, { sessions, emulated, model, pricePerImageUsd });
    roomRoutes(scope, { bot, book, clock, sessions, posting, clicks, reading, signal });
    await pictureRoutes(scope, { bot, pictures, sessions });
    await pageFiles(scope, pageDir);
  });

  const forgetJobs = bot.onJobChange((job) => {
    const isOurs = job.request.requester.platform === 'studio';
    if (isOurs && job.state === 'delivered') sidecars.keep(job);
  });

  return {
    platform: 'studio',
    presenter: createStudioPresenter({ bot, book, pictures, clock }),
    async start() {
      await sidecars.sweep();
      await clicks.catchUp();
    },
    async stop() {
      // Open streams end at once; they would hold up the end of the listener.
      if (!signal.aborted) stopping.abort(new Error('The studio is stopping.'));
      forgetJobs();
      await sidecars.settled();
    },
    health: () => ({ ready: !signal.aborted, detail: signal.aborted ? 'stopping' : 'listening' }),
  };
}
