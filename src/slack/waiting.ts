import { deadlineSignal, type Clock } from '../core/index.ts';

/**
 * What the work comes to; the work itself goes on when nobody waits for it any longer.
 *
 * @throws `reason` after `ms`; the parent's reason when it aborts first.
 */
export async function endsWithin<T>(
  clock: Clock,
  ms: number,
  work: Promise<T>,
  reason: () => Error,
  parent?: AbortSignal,
): Promise<T> {
  const { signal, clear } = deadlineSignal(clock, ms, reason, parent);
  const given = Promise.withResolvers<never>();
  const giveUp = (): void => given.reject(signal.reason as Error);
  if (signal.aborted) giveUp();
  else signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([work, given.promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
    clear();
  }
}

/** Whether the work ends within `ms`; if not, it goes on, and its failure is for who waits for it later. @throws what the work throws in time. */
export async function hasEndedWithin(clock: Clock, ms: number, work: Promise<unknown>): Promise<boolean> {
  const ended = new AbortController();
  const late = clock.sleep(ms, ended.signal).then(
    () => false,
    // The work came first.
    () => true,
  );
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    ended.abort();
  }
}
