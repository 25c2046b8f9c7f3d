import { DAY_MS, type EmulatorClock } from './clock.ts';
import type { Job } from './jobs.ts';
import { WeightedLru } from './lru.ts';
import { paint } from './painter/index.ts';
import type { ReferenceRoom } from './references.ts';
import type { StateDir } from './state-dir.ts';

/** Painted bytes that are kept; anything older is painted again, which gives the same bytes. */
const PAINTED_BYTES = 64 * 1024 * 1024;

/** Pictures of one request under the scenario `several-images`. */
const SEVERAL = 3;

export interface FileName {
  requestId: string;
  index: number;
  format: 'jpg' | 'png';
}

/** `<request id>.jpeg`, and `<request id>-2.jpeg` for a second picture. */
const FILE_NAME = /^([0-9a-f-]{36}?)(?:-([2-9]))?\.(jpeg|png)$/u;

export function parseFileName(name: string): FileName | null {
  const [, requestId, number, extension] = FILE_NAME.exec(name) ?? [];
  if (requestId === undefined) return null;
  return { requestId, index: Number(number ?? 1) - 1, format: extension === 'png' ? 'png' : 'jpg' };
}

export function fileNames(job: Job): string[] {
  const extension = job.input.output_format === 'png' ? 'png' : 'jpeg';
  const count = job.scenarios.has('several-images') ? SEVERAL : 1;
  return Array.from(
    { length: count },
    (_, i) => `${job.requestId}${i === 0 ? '' : `-${i + 1}`}.${extension}`,
  );
}

export function contentTypeOf(format: 'jpg' | 'png'): string {
  return format === 'png' ? 'image/png' : 'image/jpeg';
}

/** Paints at the first look, never before, and remembers the latest. */
export class Gallery {
  readonly #references: ReferenceRoom;
  readonly #painted = new WeightedLru<Buffer>(PAINTED_BYTES, (bytes) => bytes.length);
  readonly #painting = new Map<string, Promise<Buffer>>();

  constructor(references: ReferenceRoom) {
    this.#references = references;
  }

  /** The size of a picture that has been painted already. */
  paintedBytes(fileName: string): number | null {
    return this.#painted.get(fileName)?.length ?? null;
  }

  /** The bytes of a completed request's picture; null when its references had to leave memory. */
  async picture(job: Job, index: number): Promise<Buffer | null> {
    const key = fileNames(job)[index];
    if (key === undefined) return null;
    const known = this.#painted.get(key) ?? this.#painting.get(key);
    if (known) return known;
    const keys = job.references.state === 'ready' ? job.references.keys : [];
    const references = this.#references.take(keys);
    if (!references) return null;
    const { prompt, aspect_ratio: aspectRatio, output_format: format } = job.input;
    const painting = paint({ prompt, seed: job.seed, aspectRatio, format, references, index });
    this.#painting.set(key, painting);
    try {
      const bytes = await painting;
      this.#painted.set(key, bytes);
      return bytes;
    } finally {
      this.#painting.delete(key);
    }
  }
}

interface Asset {
  bytes: Buffer;
  contentType: string;
  storedAt: number;
}

/** Uploads are kept as files are: seven days, as far as memory allows. */
const ASSET_LIFE_MS = 7 * DAY_MS;
const ASSET_BYTES = 256 * 1024 * 1024;

const LOOPBACK_NAMES: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

export class Assets {
  readonly #clock: EmulatorClock;
  readonly #state: StateDir | null;
  readonly #assets = new WeightedLru<Asset>(ASSET_BYTES, ({ bytes }) => bytes.length);

  constructor(clock: EmulatorClock, state: StateDir | null) {
    this.#clock = clock;
    this.#state = state;
  }

  put(name: string, bytes: Buffer, contentType: string): void {
    this.#state?.putAsset(name, bytes);
    this.#assets.set(name, { bytes, contentType, storedAt: this.#clock.now() });
  }

  get(name: string): Asset | null {
    const asset = this.#assets.get(name) ?? this.#kept(name);
    return asset && this.#clock.now() < asset.storedAt + ASSET_LIFE_MS ? asset : null;
  }

  /** What an earlier run took, or what had to leave memory. */
  #kept(name: string): Asset | null {
    const kept = this.#state?.asset(name);
    return kept ? { ...kept, contentType: `image/${name.split('.')[1] ?? ''}` } : null;
  }

  /** An upload by its address, whatever port an earlier run gave it away with; null for every other address. */
  byAddress(url: string): Buffer | null {
    const { hostname, pathname } = new URL(url);
    const [, name] = /^\/assets\/([^/]+)$/u.exec(pathname) ?? [];
    return name === undefined || !LOOPBACK_NAMES.includes(hostname) ? null : (this.get(name)?.bytes ?? null);
  }
}
