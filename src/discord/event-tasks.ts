import type { Clock } from '../core/index.ts';

/** Handlers under way, so that a stop can wait for them. */
export interface EventTasks {
  /** Runs a handler of an event; nothing once the tasks are closed. */
  run(handler: () => Promise<void>): void;
  /** Takes no more, and resolves when all have ended, or after `withinMs`. */
  close(withinMs: number): Promise<void>;
}

/** @param onError for what a handler throws against its promise. */
export function createEventTasks(clock: Clock, onError: (error: unknown) => void): EventTasks {
  const running = new Set<Promise<void>>();
  let isClosed = false;
  return {
    run(handler) {
      if (isClosed) return;
      const task = handler().catch(onError);
      running.add(task);
      void task.finally(() => running.delete(task));
    },
    async close(withinMs) {
      isClosed = true;
      const waiting = new AbortController();
      const late = clock.sleep(withinMs, waiting.signal).catch(() => undefined); // Ends early once all have ended.
      await Promise.race([Promise.all(running), late]);
      waiting.abort(new Error('All handlers have ended.'));
    },
  };
}
