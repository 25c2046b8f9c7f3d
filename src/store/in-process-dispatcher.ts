import {
  asBotError,
  InterruptSignal,
  StopSignal,
  type Clock,
  type DispatchEntry,
  type Dispatcher,
  type JobHandler,
  type Logger,
} from '../core/index.ts';

import { FairLine } from './fair-line.ts';

export interface InProcessDispatcherOptions {
  /** Paid requests that all running jobs together may hold in flight (`SEGMIND_MAX_IN_FLIGHT`). At least 1. */
  maxInFlight: number;
  clock: Clock;
  logger: Logger;
}

interface Run {
  /** Places at the service that it holds: 0 once they are released. */
  places: number;
  abort: AbortController;
  interrupted: boolean;
}

/**
 * The dispatcher of one process: a fair line in memory over rows that are safe in the store, so it needs no leases and may be lost at
 * any time. Jobs start strictly in the order of the line: a job of four takes waits until four places are free, and none that came
 * later slips past it. A job that asks for more places than there are gets all of them.
 */
export function createInProcessDispatcher(options: InProcessDispatcherOptions): Dispatcher {
  const maxInFlight = Math.max(1, Math.floor(options.maxInFlight));
  const { clock, logger } = options;
  const line = new FairLine();
  const runs = new Map<string, Run>();
  const ends = new Set<Promise<void>>();
  const listeners = new Set<(jobId: string, place: number) => void>();
  let handler: JobHandler | null = null;
  let stopped = false;
  let placesInUse = 0;
  let notifyPlanned = false;

  const placesOf = (entry: DispatchEntry): number => Math.min(Math.max(0, entry.takes), maxInFlight);

  function fill(): void {
    for (let next = line.peek(); handler && !stopped && next; next = line.peek()) {
      const places = placesOf(next);
      if (placesInUse + places > maxInFlight) break;
      line.shift();
      begin(next.jobId, places, handler);
    }
    planNotify();
  }

  function begin(jobId: string, places: number, handle: JobHandler): void {
    placesInUse += places;
    const run: Run = { places, abort: new AbortController(), interrupted: false };
    runs.set(jobId, run);
    const ended = work(jobId, run, handle).finally(() => ends.delete(ended));
    ends.add(ended);
  }

  async function work(jobId: string, run: Run, handle: JobHandler): Promise<void> {
    // The handler starts in a turn of its own, so that `enqueue` returns before any of its work is done.
    await Promise.resolve();
    const startedMs = clock.monotonicMs();
    const isAgain = (): boolean => run.interrupted;
    do {
      if (stopped) break;
      if (run.interrupted) {
        run.interrupted = false;
        run.abort = new AbortController();
      }
      try {
        await handle(jobId, { signal: run.abort.signal, releaseSlot: () => release(run) });
      } catch (error) {
        // A border: nobody waits for this promise. The row is as it was, and the next sweep enqueues it again.
        if (!run.abort.signal.aborted)
          logger.error({ jobId, error: asBotError(error) }, 'A job handler failed.');
      }
    } while (isAgain());
    runs.delete(jobId);
    logger.debug({ jobId, ranMs: Math.round(clock.monotonicMs() - startedMs) }, 'A job handler returned.');
    if (runs.size === 0 && line.length === 0) line.rest();
    release(run);
    fill();
  }

  function release(run: Run): void {
    if (run.places === 0) return;
    placesInUse -= run.places;
    run.places = 0;
    fill();
  }

  /** Once a turn, however much moved in it. */
  function planNotify(): void {
    if (notifyPlanned) return;
    notifyPlanned = true;
    queueMicrotask(() => {
      notifyPlanned = false;
      line.takeMoves((jobId, place) => {
        for (const listener of listeners) {
          try {
            listener(jobId, place);
          } catch (error) {
            // Nobody is above this turn; a listener that fails must not keep the others from hearing.
            logger.error({ jobId, error: asBotError(error) }, 'A listener for places failed.');
          }
        }
      });
    });
  }

  return {
    enqueue(entry) {
      if (stopped || runs.has(entry.jobId) || !line.push(entry)) return;
      fill();
    },
    start(handle) {
      handler = handle;
      fill();
    },
    interrupt(jobId) {
      const run = runs.get(jobId);
      if (run) {
        if (run.interrupted) return;
        run.interrupted = true;
        run.abort.abort(new InterruptSignal());
      } else if (handler && !stopped && line.remove(jobId)) {
        begin(jobId, 0, handler);
        fill();
      }
    },
    placeInLine: (jobId) => line.placeOf(jobId),
    onPlaceChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    counts: () => ({ waiting: line.length, running: runs.size }),
    async stop() {
      stopped = true;
      const reason = new StopSignal();
      for (const run of runs.values()) run.abort.abort(reason);
      await Promise.all(ends);
    },
  };
}
