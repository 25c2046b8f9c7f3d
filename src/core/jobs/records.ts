import { InternalError, StoreError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { MINUTE_MS, SECOND_MS, type Clock } from '../time.ts';
import type { RenderJob, Take } from './job.ts';
import { patiently } from './patience.ts';
import type { JobStore } from './store.ts';
import { advanceTake, type TakeEvent } from './take-transitions.ts';
import { advanceJob, type JobEvent } from './transitions.ts';

/** The rows of jobs, changed only by their transition tables. Every change that is written is told to the listeners. */
export interface JobRecords {
  get(jobId: string): Promise<RenderJob | null>;
  /**
   * Applies `change` to the newest row, again where somebody else wrote it meanwhile. Null from `change` leaves the row as it is.
   *
   * @throws StoreError `not_found` when the job is gone.
   */
  change(jobId: string, change: (job: RenderJob) => RenderJob | null): Promise<RenderJob>;
  /** The same, but null where `change` left the row as it is. */
  changeIf(jobId: string, change: (job: RenderJob) => RenderJob | null): Promise<RenderJob | null>;
  advance(jobId: string, event: JobEvent): Promise<RenderJob>;
  /** The take after the event; null, and nothing written, when its stored state is not the one given. */
  advanceTake(jobId: string, take: Take, event: TakeEvent): Promise<Take | null>;
  /**
   * The same for what must not be lost, because money hangs on it: a store that fails is asked again for a minute.
   *
   * @throws InternalError when the stored take is in another state than it can be.
   */
  keepTake(jobId: string, take: Take, event: TakeEvent): Promise<Take>;
  onChange(listener: (job: RenderJob) => void): () => void;
}

/** Two writers of one job are the runner and a click; more rounds than this would be a bug, not a coincidence. */
const MAX_ROUNDS = 50;

/** A locked or full disk may be free again soon; meanwhile the request id stands in the log. */
const STORE_PATIENCE = { totalMs: MINUTE_MS, firstWaitMs: SECOND_MS / 10, maxWaitMs: 5 * SECOND_MS } as const;

export function createJobRecords(store: JobStore, clock: Clock, logger: Logger): JobRecords {
  const listeners = new Set<(job: RenderJob) => void>();

  function tell(job: RenderJob): void {
    for (const listener of listeners) {
      try {
        listener(job);
      } catch (error) {
        // A live page that cannot draw must not stop the job behind it.
        logger.error({ jobId: job.id, error }, 'A listener for jobs failed.');
      }
    }
  }

  async function change(jobId: string, apply: (job: RenderJob) => RenderJob | null): Promise<RenderJob> {
    for (let round = 1; ; round += 1) {
      const job = await store.get(jobId);
      if (job === null) throw new StoreError('not_found', 'The job is gone.', { details: { jobId } });
      const next = apply(job);
      if (next === null) return job;
      try {
        const saved = await store.save(next);
        tell(saved);
        return saved;
      } catch (error) {
        const isClash = error instanceof StoreError && error.reason === 'version_conflict';
        if (!isClash || round === MAX_ROUNDS) throw error;
      }
    }
  }

  async function changeIf(
    jobId: string,
    apply: (job: RenderJob) => RenderJob | null,
  ): Promise<RenderJob | null> {
    const decided = { isChanged: false };
    const job = await change(jobId, (stored) => {
      const next = apply(stored);
      decided.isChanged = next !== null;
      return next;
    });
    return decided.isChanged ? job : null;
  }

  async function move(jobId: string, take: Take, next: Take): Promise<boolean> {
    const isWritten = await store.saveTake(jobId, next, take.state);
    if (isWritten && listeners.size > 0) {
      const job = await store.get(jobId);
      if (job) tell(job);
    }
    return isWritten;
  }

  return {
    get: (jobId) => store.get(jobId),
    change,
    changeIf,
    advance: (jobId, event) => change(jobId, (job) => advanceJob(job, event)),
    async advanceTake(jobId, take, event) {
      const next = advanceTake(take, event);
      return (await move(jobId, take, next)) ? next : null;
    },
    async keepTake(jobId, take, event) {
      const next = advanceTake(take, event);
      const facts = { jobId, take: take.index, event: event.type, requestId: next.requestId };
      await patiently(
        {
          clock,
          ...STORE_PATIENCE,
          isTransient: (error) => !(error instanceof InternalError),
          onRetry: (error) => logger.error({ ...facts, error }, 'A take could not be written; trying again.'),
        },
        async () => {
          if (await move(jobId, take, next)) return;
          // An earlier try may have been written although it failed.
          const stored = (await store.get(jobId))?.takes[take.index];
          if (stored?.state !== next.state || stored.requestId !== next.requestId)
            throw new InternalError('A take is not in the state in which it was left.', { details: facts });
        },
      );
      return next;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
