import { SegmindError, StoreError } from '../errors.ts';
import { contentHash } from '../pictures/content-hash.ts';
import { isServiceDown, patiently, type Patience } from './patience.ts';
import type { JobServices } from './services.ts';

/**
 * The bytes of a kept picture: from the picture store, or once more from the addresses at which the service had it, where the store has
 * lost or damaged it. Null when it is to be had nowhere.
 *
 * @throws StoreError when its file may be there, and cannot be read for longer than the patience; the signal's reason.
 */
export async function keptBytes(
  hash: string,
  urls: readonly string[],
  { clock, logger, pictures, tools }: JobServices,
  { signal, ...patience }: Pick<Patience, 'totalMs' | 'maxWaitMs'> & { signal: AbortSignal },
): Promise<Uint8Array | null> {
  const waiting = { clock, signal, ...patience };
  return patiently({ ...waiting, isTransient: isUnreadable }, once);

  async function once(): Promise<Uint8Array | null> {
    try {
      const bytes = await pictures.get(hash);
      if (bytes) return bytes;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      logger.error({ hash, error }, 'A kept picture cannot be read; the service is asked for it again.');
      const again = await fromService();
      if (again === null && isUnreadable(error)) throw error;
      return again;
    }
    return fromService();
  }

  async function fromService(): Promise<Uint8Array | null> {
    for (const url of urls) {
      try {
        const { bytes } = await patiently({ ...waiting, isTransient: isServiceDown }, () =>
          tools.downloadOutput(url, { signal }),
        );
        if (contentHash(bytes) !== hash) continue;
        await keepAgain(bytes);
        return bytes;
      } catch (error) {
        signal.throwIfAborted();
        // The next address may still have it; the caller says so when none has.
        if (!(error instanceof SegmindError)) throw error;
      }
    }
    return null;
  }

  async function keepAgain(bytes: Uint8Array): Promise<void> {
    try {
      await pictures.put(bytes);
    } catch (error) {
      // What is in hand can be shown, whatever the disk says.
      if (!(error instanceof StoreError)) throw error;
      logger.warn({ hash, error }, 'A picture that was fetched again cannot be kept.');
    }
  }
}

/** The file system refuses it now and may not in a moment; what is damaged stays so. */
function isUnreadable(error: unknown): boolean {
  return error instanceof StoreError && error.reason !== 'corrupt';
}
