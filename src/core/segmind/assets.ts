import { contentHash } from '../pictures/content-hash.ts';
import { HOUR_MS, type Clock } from '../time.ts';
import type { CallOptions, SegmindClient } from './types.ts';

/** How long an uploaded picture's address is used again. Segmind keeps files for days and publishes no figure for uploads. */
const DEFAULT_TTL_MS = 24 * HOUR_MS;
const DEFAULT_MAX_ENTRIES = 1000;

export interface UploadCacheOptions {
  client: Pick<SegmindClient, 'upload'>;
  clock: Clock;
  /** Default 24 hours. */
  ttlMs?: number;
  /** The oldest is forgotten first. Default 1,000. */
  maxEntries?: number;
}

export interface UploadCache {
  /**
   * The public address of these bytes: uploaded once while the address lives, and once for all who ask at the same time. A
   * failed upload is not remembered. A caller's signal ends its own wait; the upload itself ends when nobody waits for it.
   *
   * @throws SegmindError as `upload`; the signal's reason.
   */
  url(bytes: Uint8Array, contentType: string, options?: CallOptions): Promise<string>;
}

interface Entry {
  url: Promise<string>;
  expiresAt: number;
  isDone: boolean;
  waiting: number;
  upload: AbortController;
}

export function createUploadCache(options: UploadCacheOptions): UploadCache {
  const { client, clock, ttlMs = DEFAULT_TTL_MS, maxEntries = DEFAULT_MAX_ENTRIES } = options;
  const entries = new Map<string, Entry>();

  function start(key: string, bytes: Uint8Array, contentType: string, call: CallOptions): Entry {
    const upload = new AbortController();
    const url = client.upload(bytes, contentType, { ...call, signal: upload.signal });
    const entry: Entry = { url, expiresAt: clock.now() + ttlMs, isDone: false, waiting: 0, upload };
    entries.set(key, entry);
    url.then(
      () => (entry.isDone = true),
      () => forget(key, entry),
    );
    for (const [oldest] of entries) {
      if (entries.size <= maxEntries) break;
      entries.delete(oldest);
    }
    return entry;
  }

  function forget(key: string, entry: Entry): void {
    if (entries.get(key) === entry) entries.delete(key);
  }

  return {
    async url(bytes, contentType, call = {}) {
      call.signal?.throwIfAborted();
      const key = `${contentType} ${contentHash(bytes)}`;
      const known = entries.get(key);
      const isUsable = known !== undefined && (!known.isDone || clock.now() < known.expiresAt);
      if (known && !isUsable) forget(key, known);
      const entry = known && isUsable ? known : start(key, bytes, contentType, call);
      entry.waiting += 1;
      try {
        return await orAborted(entry.url, call.signal);
      } finally {
        entry.waiting -= 1;
        if (entry.waiting === 0 && !entry.isDone) {
          forget(key, entry);
          entry.upload.abort();
        }
      }
    },
  };
}

async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
