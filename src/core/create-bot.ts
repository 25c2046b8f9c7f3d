import type { AcceptOutcome, ActOutcome, ImagineBot } from './bot.ts';
import { latestHere } from './conversation/latest-here.ts';
import type { Platform } from './conversation/refs.ts';
import { PlatformError } from './errors.ts';
import { createActions } from './jobs/actions.ts';
import { createBackground } from './jobs/background.ts';
import { dropDeadHandles } from './jobs/dead-handles.ts';
import { createStatusDesk } from './jobs/desk.ts';
import { StopSignal, type Dispatcher } from './jobs/dispatcher.ts';
import { profileOf } from './jobs/follow-take.ts';
import { createIntake } from './jobs/intake.ts';
import { isFinalJob } from './jobs/job.ts';
import { outgoingPictures } from './jobs/outgoing.ts';
import type { PictureStore } from './jobs/picture-store.ts';
import { createJobRecords } from './jobs/records.ts';
import { refreshHandle } from './jobs/refresh-handle.ts';
import { createRunner } from './jobs/runner.ts';
import type { JobServices, PictureTools } from './jobs/services.ts';
import type { JobStore } from './jobs/store.ts';
import { advanceJob } from './jobs/transitions.ts';
import type { Logger } from './logger.ts';
import type { AccessPolicy } from './policy/access.ts';
import { jobLimits, type LimitSettings } from './policy/limits.ts';
import { parseAction } from './presenting/action-token.ts';
import type { Presenter } from './presenting/presenter.ts';
import { jobView } from './presenting/views.ts';
import { createUploadCache } from './segmind/assets.ts';
import type { SegmindClient } from './segmind/types.ts';
import { HOUR_MS, MINUTE_MS, type Clock } from './time.ts';

export interface BotOptions {
  clock: Clock;
  logger: Logger;
  store: JobStore;
  pictures: PictureStore;
  dispatcher: Dispatcher;
  segmind: SegmindClient;
  tools: PictureTools;
  /** Who may ask, and how much. */
  people: AccessPolicy & LimitSettings;
  /** The model that paints, and what a picture of it costs in dollars where the service has not told. */
  service: { model: string; pricePerImageUsd: number };
  /** 0 ≤ x < 1, for seeds and ids. Default `Math.random`: neither is a secret. */
  random?: () => number;
}

export interface RunningBot {
  bot: ImagineBot;
  /** Adapters need the bot and the bot needs their presenters, so these come after. One for each platform. */
  addPresenter(presenter: Presenter): void;
  /** Begins to work: first on everything that an earlier run left unfinished. Call it once the presenters can post. */
  start(): Promise<void>;
  /** Takes up nothing new, lets what is on its way arrive, leaves the rest in the rows. Harmless twice. */
  stop(): Promise<void>;
}

/** What was committed and never enqueued, because the process died in between, waits no longer than this. */
const SWEEP_EVERY_MS = MINUTE_MS;

/** A dead credential is of no use to anybody, so there is no hurry. */
const DEAD_HANDLES_EVERY_MS = HOUR_MS;

/**
 * Up to this place in line a person is told of every step, farther down of every step that is a multiple of it: every message of a
 * long line at each step would be too much for a chat.
 */
const EXACT_PLACES = 5;

/** The program without its platforms: composes what `ImagineBot` promises out of the parts of the core. */
export function createBot(options: BotOptions): RunningBot {
  const { clock, logger, store, dispatcher, segmind } = options;
  const { model, pricePerImageUsd } = options.service;
  const random = options.random ?? Math.random;
  const limits = jobLimits(options.people, pricePerImageUsd);
  const presenters = new Map<Platform, Presenter>();
  const background = createBackground(clock, logger);
  const records = createJobRecords(store, clock, logger);

  function presenterOf(platform: Platform): Presenter {
    const presenter = presenters.get(platform);
    if (presenter) return presenter;
    throw new PlatformError('unavailable', `The platform ${platform} is not connected.`);
  }

  const keptOut = new Set<string>();
  const view: JobServices['view'] = (job, facts) =>
    jobView(job, {
      now: clock.now(),
      placeInLine: dispatcher.placeInLine(job.id),
      isDiskInTheWay: keptOut.has(job.id),
      estimateMs: segmind.estimateMs(profileOf(job, model)),
      pricePerImageUsd,
      ...facts,
    });
  const uploads = createUploadCache({ client: segmind, clock });
  const desk = createStatusDesk({ clock, logger, records, presenterOf, view });
  const services: JobServices = {
    ...options,
    records,
    uploads,
    desk,
    posted: new Map(),
    onFreshHandle: new Map(),
    answers: new Map(),
    keptOut,
    view,
    presenterOf,
    model,
  };
  const intake = createIntake({
    ...options,
    policy: options.people,
    limits,
    random,
    takesAddresses: options.tools.loadAddress !== null,
  });
  const act = createActions({
    services,
    store,
    intake,
    dispatcher,
    signal: background.signal,
  });

  /** A job in line has nobody who works on it, so its message is looked after here. */
  function showInLine(jobId: string): void {
    background.run('place in line', async (signal) => {
      const job = await store.get(jobId);
      if (!job || isFinalJob(job)) return;
      const announced = await desk.announce(job, signal);
      desk.show(announced);
    });
  }

  async function sweep(): Promise<void> {
    for (const { jobId, place, isNew } of await intake.enqueueUnfinished())
      if (isNew || place <= EXACT_PLACES) showInLine(jobId);
  }

  function showIfWaiting<T extends AcceptOutcome | ActOutcome>(outcome: T): T {
    if (outcome.outcome === 'accepted' && dispatcher.placeInLine(outcome.job.id) !== null)
      showInLine(outcome.job.id);
    return outcome;
  }

  records.onChange((job) => {
    if (!isFinalJob(job)) desk.show(job);
  });
  dispatcher.onPlaceChange((jobId, place) => {
    if (place <= EXACT_PLACES || place % EXACT_PLACES === 0) showInLine(jobId);
  });

  const bot: ImagineBot = {
    accept: async (draft, access) => showIfWaiting(await intake.accept(draft, access)),
    act: async (action, context) => showIfWaiting(await act(action, context)),
    parseAction,
    refreshHandle: (jobId, handle) => refreshHandle(jobId, handle, services),
    async markShared(jobId) {
      await records.change(jobId, (job) =>
        job.sharedAt === null ? advanceJob(job, { type: 'shared', at: clock.now() }) : null,
      );
    },
    job: (jobId) => store.get(jobId),
    view,
    findByMessage: (message) => store.findByMessage(message),
    latestHere: (conversation) => latestHere(store, conversation),
    list: (query) => store.list(query),
    children: (jobId) => store.children(jobId),
    async usage(requester, conversation) {
      const usage = await store.usage(requester, conversation, pricePerImageUsd, clock.now());
      return { usage, limits };
    },
    forget: (requester) => store.forget(requester),
    outgoing: (job, { smaller, signal }) => {
      const { capabilities } = presenterOf(job.request.requester.platform);
      return outgoingPictures(job, capabilities, services, signal, smaller);
    },
    picture: (hash) => options.pictures.get(hash),
    async takePicture(bytes) {
      const { contentType, widthPx, heightPx } = await options.tools.inspect(bytes);
      return { hash: await options.pictures.put(bytes), contentType, widthPx, heightPx };
    },
    onJobChange: (listener) => records.onChange(listener),
  };

  return {
    bot,
    addPresenter: (presenter) => void presenters.set(presenter.platform, presenter),
    async start() {
      dispatcher.start(createRunner(services));
      await sweep();
      background.repeat('sweep', SWEEP_EVERY_MS, sweep);
      background.repeat('dead handles', DEAD_HANDLES_EVERY_MS, () => dropDeadHandles(store, services));
    },
    async stop() {
      // All at once, so that one grace runs for all.
      await Promise.all([dispatcher.stop(), background.stop(new StopSignal()), desk.close()]);
    },
  };
}
