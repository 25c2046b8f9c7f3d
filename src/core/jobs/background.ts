import type { Logger } from '../logger.ts';
import type { Clock } from '../time.ts';

/** Work that nobody waits for, but that a stop must not forget. */
export interface Background {
  /** Aborts when the program ends. */
  readonly signal: AbortSignal;
  run(what: string, work: (signal: AbortSignal) => Promise<void>): void;
  /** Runs it now and then: `everyMs` after each end. A failure is logged and does not end it. */
  repeat(what: string, everyMs: number, work: () => Promise<void>): void;
  /** Aborts everything and resolves when it has ended. */
  stop(reason: Error): Promise<void>;
}

export function createBackground(clock: Clock, logger: Logger): Background {
  const stopping = new AbortController();
  const { signal } = stopping;
  const works = new Set<Promise<void>>();

  function run(what: string, work: (signal: AbortSignal) => Promise<void>): void {
    if (signal.aborted) return;
    const ended = work(signal)
      .catch((error: unknown) => {
        // Nobody waits for it, so nobody else could say that it failed.
        if (!signal.aborted) logger.error({ what, error }, 'Work in the background failed.');
      })
      .finally(() => works.delete(ended));
    works.add(ended);
  }

  return {
    signal,
    run,
    repeat(what, everyMs, work) {
      run(what, async () => {
        for (;;) {
          await clock.sleep(everyMs, signal);
          try {
            await work();
          } catch (error) {
            if (signal.aborted) return;
            logger.error({ what, error }, 'Repeated work failed; it is tried again in its turn.');
          }
        }
      });
    },
    async stop(reason) {
      stopping.abort(reason);
      await Promise.all(works);
    },
  };
}
