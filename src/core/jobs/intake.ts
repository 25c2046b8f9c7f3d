import type { AcceptOutcome } from '../bot.ts';
import { requesterKey } from '../conversation/ref-codec.ts';
import type { AccessFacts } from '../conversation/refs.ts';
import { StoreError, UserError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { allowedTolerance, refuseAccess, type AccessPolicy } from '../policy/access.ts';
import { limitText } from '../presenting/limit-words.ts';
import { refusal } from '../presenting/notice-words.ts';
import { DEFAULT_PARAMETERS, parametersSchema, usualAspectRatio } from '../segmind/parameters.ts';
import type { Clock } from '../time.ts';
import type { DispatchEntry, Dispatcher } from './dispatcher.ts';
import { mergeDraft, refuseDraft } from './draft.ts';
import { isFinalTake, isForgotten, type RenderJob, type Take } from './job.ts';
import { adoptedTakes, createIds, drawSeed, newJob, newTake, seedsOf } from './new-job.ts';
import type { RenderDraft, RenderRequest } from './request.ts';
import { refuseSources } from './sources.ts';
import type { JobLimits, JobStore } from './store.ts';

export interface IntakeOptions {
  store: JobStore;
  dispatcher: Dispatcher;
  clock: Clock;
  logger: Logger;
  policy: AccessPolicy;
  limits: JobLimits;
  /** From 0 to below 1; draws seeds and ids. */
  random: () => number;
  /** Whether sources of kind `url` can be loaded here. */
  takesAddresses: boolean;
}

export interface WaitingJob {
  jobId: string;
  /** 1 for the next one to start. */
  place: number;
  isNew: boolean;
}

export interface Intake {
  /** Access, grammar, bounds, job, queue, in this order. Only a failing store throws. */
  accept(draft: RenderDraft, access: AccessFacts): Promise<AcceptOutcome>;
  /** The same for a draft that the bot made itself of an earlier job: its prompt holds no flags any more. */
  acceptClean(draft: RenderDraft, access: AccessFacts): Promise<AcceptOutcome>;
  /**
   * Puts everything in line that is committed and not final: first what the service has already, for its hour runs. What is there already
   * is left as it is. Returns the waiting ones, and whether they are new in line.
   */
  enqueueUnfinished(): Promise<readonly WaitingJob[]>;
}

export function createIntake(options: IntakeOptions): Intake {
  const { store, dispatcher, clock, logger, policy, random } = options;
  const nextId = createIds(random);

  async function enter(draft: RenderDraft, access: AccessFacts): Promise<AcceptOutcome> {
    const refused =
      refuseAccess(policy, draft.requester, access) ??
      refuseDraft(draft) ??
      // What is painted already needs its sources no more.
      (draft.adopts === true ? null : await refuseSources(draft, store, options.takesAddresses));
    if (refused) return { outcome: 'refused', error: refused };
    const parent = draft.parentJobId === null ? null : await store.get(draft.parentJobId);
    const request = requestOf(draft, access, parent);
    const takes = takesOf(draft, request, parent);
    if (takes.length !== request.count) return { outcome: 'refused', error: refusal('unknown_action') };
    const job = newJob({
      request,
      takes,
      retryOfJobId: draft.retryOfJobId ?? null,
      parent,
      now: clock.now(),
    });
    const created = await store.create(job, options.limits);
    switch (created.outcome) {
      case 'seen':
        return created;
      case 'limit': {
        const { limit, used, allowed } = created.hit;
        logger.info({ limit, used, allowed }, 'A request was over a limit.');
        return { ...created, text: limitText(created.hit, clock.now()) };
      }
      case 'created': {
        dispatcher.enqueue(entryOf(created.job));
        logger.info({ jobId: job.id, kind: request.kind, takes: job.takes.length }, 'A job was accepted.');
        return { outcome: 'accepted', job: created.job, place: dispatcher.placeInLine(job.id) };
      }
    }
  }

  function requestOf(draft: RenderDraft, access: AccessFacts, parent: RenderJob | null): RenderRequest {
    const { seeds, retryOfJobId: _, adopts: __, ...rest } = draft;
    const { safetyTolerance } = draft.parameters;
    const parameters = parametersSchema.parse({
      aspectRatio: usualAspectRatio(draft.sources.length > 0),
      ...draft.parameters,
      safetyTolerance: allowedTolerance(policy, safetyTolerance, DEFAULT_PARAMETERS.safetyTolerance, access),
    });
    const seed = seeds?.[0] ?? parameters.seed ?? drawSeed(random);
    return {
      ...rest,
      id: nextId(clock.now()),
      parentJobId: parent?.id ?? null,
      parameters: { ...parameters, seed },
    };
  }

  /** Fewer than were asked for where the parent is not there any more to go on from: nothing is bought in their place. */
  function takesOf(draft: RenderDraft, request: RenderRequest, parent: RenderJob | null): readonly Take[] {
    if (draft.adopts !== true) return seedsOf(draft, request.parameters.seed).map(newTake);
    return parent === null || isForgotten(parent) ? [] : adoptedTakes(parent, draft.seeds ?? []);
  }

  async function readable(jobId: string): Promise<RenderJob | null> {
    try {
      return await store.get(jobId);
    } catch (error) {
      // One row that cannot be read must hold up neither the start nor the jobs of everybody else.
      if (!(error instanceof StoreError)) throw error;
      logger.error({ jobId, error }, 'A job cannot be read, and is left as it is.');
      return null;
    }
  }

  /** Nothing here throws for what a person did wrong: their errors become outcomes at this one place. */
  async function asOutcome(work: () => Promise<AcceptOutcome>): Promise<AcceptOutcome> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof UserError) return { outcome: 'refused', error };
      throw error;
    }
  }

  return {
    accept: (draft, access) =>
      asOutcome(async () => {
        // Strangers learn nothing about the grammar.
        const refused = refuseAccess(policy, draft.requester, access);
        if (refused) return { outcome: 'refused', error: refused };
        return enter(mergeDraft(draft), access);
      }),
    acceptClean: (draft, access) => asOutcome(() => enter(draft, access)),
    async enqueueUnfinished() {
      const entries: { entry: DispatchEntry; isAtService: boolean }[] = [];
      for (const jobId of await store.listUnfinished()) {
        const job = await readable(jobId);
        if (job) entries.push({ entry: entryOf(job), isAtService: isAtService(job) });
      }
      const inOrder = [
        ...entries.filter((found) => found.isAtService),
        ...entries.filter((found) => !found.isAtService),
      ];
      const waiting: WaitingJob[] = [];
      for (const { entry } of inOrder) {
        const isNew = dispatcher.placeInLine(entry.jobId) === null;
        dispatcher.enqueue(entry);
        const place = dispatcher.placeInLine(entry.jobId);
        if (place !== null) waiting.push({ jobId: entry.jobId, place, isNew });
      }
      return waiting;
    },
  };
}

/** Whether a request of it is with the service: that is paid, and found there for an hour only. */
function isAtService(job: RenderJob): boolean {
  return job.takes.some((take) => !isFinalTake(take) && take.requestId !== null);
}

/** What is painted or lost already holds no place at the service, nor does what is only to be ended. */
export function entryOf(job: RenderJob): DispatchEntry {
  return {
    jobId: job.id,
    requesterKey: requesterKey(job.request.requester),
    takes: job.cancelRequestedAt === null ? job.takes.filter((take) => !isFinalTake(take)).length : 0,
  };
}
