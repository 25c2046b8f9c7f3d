import { createHash, timingSafeEqual } from 'node:crypto';

import { fileTypeFromBuffer } from 'file-type';
import sharp from 'sharp';

import { DAY_MS, SECOND_MS } from '../../../src/core/time.ts';
import type { World } from './state.ts';

/** A file as a person or a test hands it over. */
export interface FileInput {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Found from the bytes when left out. */
  readonly contentType?: string;
  /** Alt text. */
  readonly description?: string;
}

export interface StoredFile {
  readonly id: string;
  readonly filename: string;
  readonly description: string | null;
  readonly contentType: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly bytes: Uint8Array;
  readonly spoiler: boolean;
  /** On the path of files that Discord removes after a while. */
  readonly ephemeral: boolean;
  /** The second part of its path: the channel it hangs in, or the application for ephemeral files. */
  readonly folder: string;
}

/** Links live about a day (observed on Discord's CDN; `ex` is their end in hexadecimal seconds). */
const LINK_LIFETIME_MS = DAY_MS;
const HEX = 16;
const SECRET = 'the fake signs its links';

/** Keeps every uploaded file and serves it under signed links that expire, as Discord's CDN does. */
export class Media {
  readonly #files = new Map<string, StoredFile>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  async store(
    input: FileInput,
    place: { folder: string; ephemeral: boolean; spoiler?: boolean },
  ): Promise<StoredFile> {
    const picture = await measure(input.bytes);
    const file: StoredFile = {
      id: this.#world.ids.next(),
      filename: safeName(input.name),
      description: input.description ?? null,
      contentType: input.contentType ?? picture.contentType,
      width: picture.width,
      height: picture.height,
      bytes: input.bytes,
      spoiler: place.spoiler ?? input.name.startsWith('SPOILER_'),
      ephemeral: place.ephemeral,
      folder: place.folder,
    };
    this.#files.set(file.id, file);
    return file;
  }

  file(id: string): StoredFile | undefined {
    return this.#files.get(id);
  }

  /** A fresh signed link, good for a day from now. */
  url(file: StoredFile): string {
    const nowMs = this.#world.clock.now();
    const expires = Math.floor((nowMs + LINK_LIFETIME_MS) / SECOND_MS).toString(HEX);
    const issued = Math.floor(nowMs / SECOND_MS).toString(HEX);
    const path = pathOf(file);
    return `http://${this.#world.mediaHost()}${path}?ex=${expires}&is=${issued}&hm=${signature(path, expires)}&`;
  }

  /** Removes the bytes for good, as Discord does with ephemeral attachments. */
  forget(fileId: string): void {
    this.#files.delete(fileId);
  }

  /** The file behind a link, or null when the link is forged, expired, or its file is gone. */
  read(url: URL): StoredFile | null {
    const [, , , id = ''] = url.pathname.split('/');
    const file = this.#files.get(id);
    const expires = url.searchParams.get('ex') ?? '';
    if (!file || decodeURIComponent(url.pathname) !== decodeURIComponent(pathOf(file))) return null;
    const given = Buffer.from(url.searchParams.get('hm') ?? '');
    const wanted = Buffer.from(signature(pathOf(file), expires));
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
    return Number.parseInt(expires, HEX) * SECOND_MS > this.#world.clock.now() ? file : null;
  }
}

function pathOf(file: StoredFile): string {
  const root = file.ephemeral ? 'ephemeral-attachments' : 'attachments';
  return `/${root}/${file.folder}/${file.id}/${encodeURIComponent(file.filename)}`;
}

function signature(path: string, expires: string): string {
  return createHash('sha256').update(`${SECRET}\n${path}\n${expires}`).digest('hex');
}

/** Discord keeps letters, digits, dots, dashes and underscores of a name (observed). */
function safeName(name: string): string {
  return name.replaceAll(/[^\w.-]+/gu, '_') || 'unknown';
}

async function measure(
  bytes: Uint8Array,
): Promise<{ contentType: string; width: number | null; height: number | null }> {
  const type = await fileTypeFromBuffer(bytes);
  const contentType = type?.mime ?? 'application/octet-stream';
  if (!contentType.startsWith('image/')) return { contentType, width: null, height: null };
  try {
    const { width, height } = await sharp(bytes).metadata();
    return { contentType, width, height };
  } catch {
    // A broken picture is served all the same; Discord then leaves the size out.
    return { contentType, width: null, height: null };
  }
}
