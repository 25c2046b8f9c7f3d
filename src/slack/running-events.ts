import { asBotError, type Logger } from '../core/index.ts';

/** The handlers that are at work, so that a stop can let them end. */
export interface RunningEvents {
  /** Starts the work; whatever it throws is logged, for nobody waits for it. */
  run(work: () => Promise<unknown>): Promise<void>;
  /** Resolves when nothing is at work any more. */
  settled(): Promise<void>;
}

export function createRunningEvents(logger: Logger): RunningEvents {
  const running = new Set<Promise<void>>();
  return {
    run(work) {
      // A border: the libraries call this from emitters, where a rejection that nobody handles ends the process.
      const ended = work()
        .catch((error: unknown) => {
          logger.error({ error: asBotError(error) }, 'an event of Slack was not handled');
        })
        .then(() => {
          running.delete(ended);
        });
      running.add(ended);
      return ended;
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
