import { createHash } from 'node:crypto';

import sharp from 'sharp';
import { Agent, interceptors, request } from 'undici';

import { WeightedLru } from './lru.ts';

/** What the upstream model reads, 7 MB each (Google's page); sharp tells heic and avif both as heif. */
const READABLE_FORMATS: readonly string[] = ['png', 'jpeg', 'webp', 'heif'];
const MAX_BYTES = 7 * 1024 * 1024;

/** Wall-clock time for one download, however the emulator's clock is set: the network does not follow it. */
const DOWNLOAD_TIMEOUT_MS = 15_000;
const MAX_REDIRECTS = 3;

/** A picture that claims more is refused before it is decoded. */
const MAX_PIXELS = 60_000_000;

/** References are kept no larger than any picture that is painted of them, so that thousands of edits fit into memory. */
const KEPT_SIDE = 1600;
const KEPT_BYTES = 256 * 1024 * 1024;

/** What became of a request's `image_urls`; `pending` while they are being fetched. */
export type References =
  { state: 'pending' } | { state: 'ready'; keys: readonly string[] } | { state: 'failed'; error: string };

class Unusable extends Error {}

/** Really fetches references, as the service does, and keeps them for the painter. */
export class ReferenceRoom {
  readonly #agent = new Agent({ connect: { timeout: DOWNLOAD_TIMEOUT_MS } }).compose(
    interceptors.redirect({ maxRedirections: MAX_REDIRECTS }),
  );
  readonly #closing = new AbortController();
  readonly #own: (url: string) => Buffer | null;
  readonly #pictures = new WeightedLru<Buffer>(KEPT_BYTES, (bytes) => bytes.length);

  /** @param own what need not be fetched, by its address. Default: everything is. */
  constructor(own: (url: string) => Buffer | null = () => null) {
    this.#own = own;
  }

  /** Never rejects: what cannot be fetched makes a request fail, with a sentence. */
  async fetchAll(urls: readonly string[]): Promise<References> {
    try {
      const keys = await Promise.all(urls.map((url, index) => this.#fetch(url, index)));
      return { state: 'ready', keys };
    } catch (error) {
      if (error instanceof Unusable) return { state: 'failed', error: error.message };
      return { state: 'failed', error: 'Failed to process image_urls.' };
    }
  }

  /** The pictures of a request, or null once memory had to let one go. */
  take(keys: readonly string[]): Buffer[] | null {
    const pictures = keys.map((key) => this.#pictures.get(key));
    return pictures.every((picture) => picture !== undefined) ? pictures : null;
  }

  async close(): Promise<void> {
    this.#closing.abort(new Unusable('The emulator is stopping.'));
    await this.#agent.destroy();
  }

  async #fetch(url: string, index: number): Promise<string> {
    const bytes = await this.#download(url).catch((error: unknown) => {
      if (error instanceof Unusable)
        throw new Unusable(`Failed to fetch image_urls[${index}]: ${error.message}`);
      throw new Unusable(`Failed to fetch image_urls[${index}]: the address could not be reached.`, {
        cause: error,
      });
    });
    const key = createHash('sha256').update(bytes).digest('hex');
    if (this.#pictures.get(key)) return key;
    try {
      this.#pictures.set(key, await prepared(bytes));
    } catch (error) {
      const reason = error instanceof Unusable ? error.message : 'cannot identify image file.';
      throw new Unusable(`Invalid image in image_urls[${index}]: ${reason}`, { cause: error });
    }
    return key;
  }

  async #download(url: string): Promise<Buffer> {
    const own = this.#own(url);
    if (own) return own;
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS)]);
    const { statusCode, body } = await request(url, { dispatcher: this.#agent, signal });
    if (statusCode !== 200) {
      await body.dump();
      throw new Unusable(`HTTP ${statusCode}.`);
    }
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_BYTES) throw new Unusable('larger than 7 MB.');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
}

/** Decoded once, upright, small enough to keep; the same input always gives the same bytes. */
async function prepared(bytes: Buffer): Promise<Buffer> {
  const image = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' });
  const { format } = await image.metadata();
  if (!READABLE_FORMATS.includes(format)) throw new Unusable(`unsupported format ${format}.`);
  return image
    .autoOrient()
    .resize(KEPT_SIDE, KEPT_SIDE, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 92, chromaSubsampling: '4:4:4' })
    .toBuffer();
}
