import { hasEndedWithin, type Clock } from '../core/index.ts';

/** Handlers under way, so that a stop can wait for them. */
export interface EventTasks {
  /** Runs a handler of an event; once the tasks are closed, `refuse` in its place. */
  run(handler: () => Promise<void>, refuse?: () => Promise<void>): void;
  /**
   * Takes no more, and resolves when all have ended, or after `withinMs`. Refusals that begin meanwhile are waited for as well. Called
   * again, it waits again.
   */
  close(withinMs: number): Promise<void>;
}

/** @param onError for what a handler throws against its promise. */
export function createEventTasks(clock: Clock, onError: (error: unknown) => void): EventTasks {
  const running = new Set<Promise<void>>();
  let isClosed = false;

  async function allEnded(): Promise<void> {
    while (running.size > 0) await Promise.all(running);
  }

  return {
    run(handler, refuse = () => Promise.resolve()) {
      const task = (isClosed ? refuse : handler)().catch(onError);
      running.add(task);
      void task.finally(() => running.delete(task));
    },
    async close(withinMs) {
      isClosed = true;
      await hasEndedWithin(clock, withinMs, allEnded());
    },
  };
}
