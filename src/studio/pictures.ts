import { z } from 'zod';

import {
  DAY_MS,
  refusal,
  type Clock,
  type ImagineBot,
  type NoteStore,
  type PictureSource,
} from '../core/index.ts';
import { isVisibleTo } from './message-record.ts';
import type { RoomBook } from './room-book.ts';
import type { PictureWire } from './wire.ts';
import { WORDS } from './words.ts';

const UPLOADS = 'studio:uploads';
/** An upload that no message carries is of no use to anybody after a day; one that does is known by its message. */
const UPLOAD_LIFE_MS = DAY_MS;

const factsSchema = z.strictObject({ contentType: z.string(), widthPx: z.number(), heightPx: z.number() });

/** Which pictures there are, and who may see them. */
export interface StudioPictures {
  /** @throws UserError when the bytes are no picture, or too large a one. */
  upload(personId: string, bytes: Uint8Array): Promise<PictureWire>;
  /** What a person may see of this picture: null when nothing. */
  find(personId: string, hash: string): Promise<PictureWire | null>;
  /** All of them. @throws UserError `picture_gone` when one cannot be seen by this person. */
  findAll(personId: string, hashes: readonly string[]): Promise<readonly PictureWire[]>;
  /** What a job works from, as far as the studio knows the pictures. */
  ofSources(personId: string, sources: readonly PictureSource[]): Promise<readonly PictureWire[]>;
}

export function createStudioPictures({
  bot,
  book,
  notes,
  clock,
}: {
  bot: ImagineBot;
  book: RoomBook;
  notes: NoteStore;
  clock: Clock;
}): StudioPictures {
  const keyOf = (personId: string, hash: string): string => `${hash} ${personId}`;

  async function uploaded(personId: string, hash: string): Promise<PictureWire | null> {
    const note = await notes.get(UPLOADS, keyOf(personId, hash));
    if (note === null) return null;
    return { hash, ...factsSchema.parse(JSON.parse(note)), alt: WORDS.reference, spoiler: false };
  }

  function inMessages(personId: string, hash: string): PictureWire | null {
    for (const record of book.everything()) {
      if (!isVisibleTo(record, personId)) continue;
      const picture = [...record.pictures, ...record.references].find((one) => one.hash === hash);
      if (picture) return picture;
    }
    return null;
  }

  async function find(personId: string, hash: string): Promise<PictureWire | null> {
    return inMessages(personId, hash) ?? (await uploaded(personId, hash));
  }

  return {
    find,
    async upload(personId, bytes) {
      const { hash, ...facts } = await bot.takePicture(bytes);
      const note = factsSchema.parse(facts);
      await notes.set(UPLOADS, keyOf(personId, hash), JSON.stringify(note), clock.now() + UPLOAD_LIFE_MS);
      return { hash, ...note, alt: WORDS.reference, spoiler: false };
    },
    async findAll(personId, hashes) {
      const pictures: PictureWire[] = [];
      for (const hash of hashes) {
        const picture = await find(personId, hash);
        if (!picture) throw refusal('picture_gone');
        pictures.push(picture);
      }
      return pictures;
    },
    async ofSources(personId, sources) {
      const pictures = await Promise.all(
        sources.map(async (source) => {
          if (source.kind === 'stored') return find(personId, source.hash);
          if (source.kind !== 'job') return null;
          for (const record of book.everything()) {
            const isOfJob = record.jobId === source.jobId && isVisibleTo(record, personId);
            const picture = isOfJob ? record.pictures[source.index] : undefined;
            if (picture) return picture;
          }
          return null;
        }),
      );
      return pictures.filter((picture) => picture !== null);
    },
  };
}
