import { deadlineSignal, type Clock } from './time.ts';

/** The promise, or the signal's reason as soon as it aborts; what the promise still does then is nobody's matter any more. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const left = Promise.withResolvers<never>();
  const leave = (): void => left.reject(signal.reason as Error);
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([promise, left.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

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
  try {
    return await abortable(work, signal);
  } finally {
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

/** One piece of work at a time for each name. */
export function createAlone(): <T>(name: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (name, work) => {
    const before = last.get(name) ?? Promise.resolve();
    // Whoever was before has told its own caller of its failure.
    const mine = before.catch(() => undefined).then(work);
    last.set(name, mine);
    try {
      return await mine;
    } finally {
      if (last.get(name) === mine) last.delete(name);
    }
  };
}
