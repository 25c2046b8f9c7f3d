import { createBot, type BotOptions, type RunningBot } from '../../src/core/create-bot.ts';
import type { ActContext, AcceptOutcome, ActOutcome, ImagineBot } from '../../src/core/bot.ts';
import { SegmindError } from '../../src/core/errors.ts';
import { isFinalJob, type RenderJob, type Take } from '../../src/core/jobs/job.ts';
import type { RenderDraft } from '../../src/core/jobs/request.ts';
import type { PictureTools } from '../../src/core/jobs/services.ts';
import { silentLogger } from '../../src/core/logger.ts';
import type { ActionVerb } from '../../src/core/presenting/view.ts';
import { createInProcessDispatcher } from '../../src/store/in-process-dispatcher.ts';
import { ManualClock } from './manual-clock.ts';
import { MemoryPresenter, type MemoryPresenterOptions } from './memory-presenter.ts';
import { createMemoryStores, type MemoryStores } from './memory-stores.ts';
import { sampleConversation, sampleJob, sampleRequest, sampleRequester, sampleTake } from './sample-job.ts';
import { ScriptedSegmind } from './scripted-segmind.ts';
import { OPEN_TO_ALL } from './open-to-all.ts';

export interface RigOptions {
  /** Default: one that jumps by itself. */
  clock?: ManualClock;
  maxInFlight?: number;
  people?: Partial<BotOptions['people']>;
  presenter?: MemoryPresenterOptions;
  /** What an earlier rig left behind: its stores, its room, its service. */
  after?: JobRig;
}

/** The whole life of jobs in memory: real parts of the core and the dispatcher, a scripted service, a room that fails as told. */
export class JobRig {
  readonly clock: ManualClock;
  readonly stores: MemoryStores;
  readonly segmind: ScriptedSegmind;
  readonly presenter: MemoryPresenter;
  readonly running: RunningBot;
  readonly dispatcher: ReturnType<typeof createInProcessDispatcher>;
  /** Errors of downloads by address; what is not named here comes. */
  readonly downloads = new Map<string, SegmindError | Uint8Array>();
  readonly fits: { smaller: boolean }[] = [];
  #events = 0;

  constructor(options: RigOptions = {}) {
    const { after } = options;
    this.clock = after?.clock ?? options.clock ?? new ManualClock({ autoAdvance: true });
    this.stores = after?.stores ?? createMemoryStores(this.clock);
    this.segmind = after?.segmind ?? new ScriptedSegmind(this.clock);
    this.presenter = new MemoryPresenter({
      ...(after ? { room: after.presenter.room } : {}),
      ...options.presenter,
    });
    this.dispatcher = createInProcessDispatcher({
      maxInFlight: options.maxInFlight ?? 20,
      clock: this.clock,
      logger: silentLogger,
    });
    this.running = createBot({
      clock: this.clock,
      logger: silentLogger,
      store: this.stores.jobs,
      pictures: this.stores.pictures,
      dispatcher: this.dispatcher,
      segmind: this.segmind,
      tools: this.#tools(),
      people: { ...OPEN_TO_ALL, ...options.people },
      service: { model: 'nano-banana-2-lite', pricePerImageUsd: 0.042 },
    });
    this.running.addPresenter(this.presenter);
  }

  get bot(): ImagineBot {
    return this.running.bot;
  }

  draft(changes: Partial<RenderDraft> = {}): RenderDraft {
    this.#events += 1;
    const { id: _, parameters: __, ...request } = sampleRequest();
    const eventKey = `event ${this.clock.now()} ${this.#events}`;
    return { ...request, parameters: {}, origin: { ...request.origin, eventKey }, ...changes };
  }

  accept(changes: Partial<RenderDraft> = {}): Promise<AcceptOutcome> {
    return this.bot.accept(this.draft(changes), NO_FACTS);
  }

  async accepted(changes: Partial<RenderDraft> = {}): Promise<RenderJob> {
    const outcome = await this.accept(changes);
    if (outcome.outcome !== 'accepted')
      throw new Error(`The request was not accepted: ${JSON.stringify(outcome)}`);
    return outcome.job;
  }

  /** A job as an earlier life of the program left it in the store. */
  async left(changes: Partial<RenderJob>, takes: readonly Partial<Take>[]): Promise<RenderJob> {
    const created = sampleJob({
      createdAt: this.clock.now(),
      deadlineAt: this.clock.now() + 600_000,
      ...changes,
      request: sampleRequest({ count: takes.length, ...changes.request }),
      takes: takes.map((take, index) => sampleTake({ index, ...take })),
    });
    await this.stores.jobs.create(created, { ...NO_LIMITS, pricePerImageUsd: 0.042 });
    return created;
  }

  act(verb: ActionVerb, jobId: string, context: Partial<ActContext> = {}): Promise<ActOutcome> {
    const { origin } = this.draft();
    return this.bot.act(
      { verb, jobId },
      { requester: sampleRequester, access: NO_FACTS, origin, isModerator: false, ...context },
    );
  }

  async job(jobId: string): Promise<RenderJob> {
    const job = await this.stores.jobs.get(jobId);
    if (!job) throw new Error(`There is no job ${jobId}.`);
    return job;
  }

  /** Waits for the row to be as described; time moves by itself. */
  async until(jobId: string, isSo: (job: RenderJob) => boolean): Promise<RenderJob> {
    for (let turn = 0; turn < MAX_TURNS; turn += 1) {
      const job = await this.job(jobId);
      if (isSo(job)) return job;
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    throw new Error(`The job stayed ${JSON.stringify(await this.job(jobId), null, 1)}`);
  }

  ended(jobId: string): Promise<RenderJob> {
    return this.until(jobId, isFinalJob);
  }

  /** What a person reads on the job's newest message. */
  lastView(jobId: string): string {
    const message = this.presenter.messages.findLast(({ view }) => view?.jobId === jobId);
    return [message?.view?.headline, ...(message?.view?.sentences ?? [])].join(' | ');
  }

  #tools(): PictureTools {
    const picture = { contentType: 'image/jpeg', widthPx: 64, heightPx: 64 };
    return {
      inspect: () => Promise.resolve(picture),
      prepareReference: (bytes) => Promise.resolve({ bytes, contentType: 'image/jpeg' }),
      downloadOutput: (url) => {
        const planned = this.downloads.get(url);
        if (planned instanceof SegmindError) return Promise.reject(planned);
        return Promise.resolve({
          ...picture,
          bytes: planned ?? new TextEncoder().encode(`picture at ${url}`),
        });
      },
      fitForChat: ({ bytes }, { smaller }) => {
        this.fits.push({ smaller });
        return Promise.resolve({ ...picture, bytes });
      },
      fileName: (job, index) => `${job.id}-${index}.jpg`,
      loadAddress: null,
    };
  }
}

const MAX_TURNS = 20_000;
const NO_FACTS = { roleIds: [], channelIds: [sampleConversation.channelId], ageRestricted: false };
const NO_LIMITS = {
  activeJobsPerUser: null,
  dailyPicturesPerUser: null,
  dailyPicturesPerChannel: null,
  budgetDailyUsd: null,
  budgetMonthlyUsd: null,
};
