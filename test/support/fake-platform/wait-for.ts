/** The state of a fake, which tells of each change. */
interface Watched {
  /** Returns a function that ends the watch. */
  watch(listener: () => void): () => void;
}

/** Only a deadlock lasts as long: a busy machine must not fail a test. */
const DEFAULT_TIMEOUT_MS = 25_000;

type Missing = null | undefined | false;

/**
 * Looks after each change of the fake until `find` gives something, and resolves with that.
 *
 * @throws when nothing was found within `timeoutMs` real milliseconds (default 25 s), saying what was waited for.
 */
export function waitFor<T>(
  world: Watched,
  find: () => T | Missing,
  what = 'a state of the platform',
  timeoutMs = DEFAULT_TIMEOUT_MS,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const end = (finish: () => void): void => {
      clearTimeout(timer);
      stop();
      finish();
    };
    const look = (): void => {
      try {
        const found = find();
        if (found !== null && found !== undefined && found !== false) end(() => resolve(found));
      } catch (error) {
        end(() => reject(error instanceof Error ? error : new Error(String(error))));
      }
    };
    const timer = setTimeout(
      () => end(() => reject(new Error(`waited ${timeoutMs} ms in vain for ${what}`))),
      timeoutMs,
    );
    const stop = world.watch(look);
    look();
  });
}
