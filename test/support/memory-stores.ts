import { createHash } from 'node:crypto';

import {
  systemClock,
  type Clock,
  type DurationStore,
  type JobStore,
  type NoteStore,
  type PictureStore,
} from '../../src/core/index.ts';

import { MemoryJobStore } from './memory-job-store.ts';

export interface MemoryStores {
  jobs: JobStore;
  notes: NoteStore;
  durations: DurationStore;
  pictures: PictureStore;
}

/** All the stores of the program without a disk: honest to the ports, gone with the test. */
export function createMemoryStores(clock: Clock = systemClock): MemoryStores {
  return {
    jobs: new MemoryJobStore(clock),
    notes: createMemoryNotes(clock),
    durations: createMemoryDurations(),
    pictures: createMemoryPictures(clock),
  };
}

export function createMemoryNotes(clock: Clock): NoteStore {
  const notes = new Map<
    string,
    { namespace: string; key: string; value: string; expiresAt: number | null }
  >();
  const name = (namespace: string, key: string): string => JSON.stringify([namespace, key]);
  const alive = (id: string): string | null => {
    const note = notes.get(id);
    if (!note || (note.expiresAt !== null && note.expiresAt <= clock.now())) return null;
    return note.value;
  };
  return {
    async get(namespace, key) {
      await Promise.resolve();
      return alive(name(namespace, key));
    },
    async set(namespace, key, value, expiresAt) {
      await Promise.resolve();
      notes.set(name(namespace, key), { namespace, key, value, expiresAt });
    },
    async setIfAbsent(namespace, key, value, expiresAt) {
      await Promise.resolve();
      if (alive(name(namespace, key)) !== null) return false;
      notes.set(name(namespace, key), { namespace, key, value, expiresAt });
      return true;
    },
    async delete(namespace, key) {
      await Promise.resolve();
      notes.delete(name(namespace, key));
    },
    async list(namespace) {
      await Promise.resolve();
      return [...notes.values()]
        .filter((note) => note.namespace === namespace && alive(name(namespace, note.key)) !== null)
        .map(({ key, value }) => ({ key, value }))
        .sort((a, b) => (a.key < b.key ? -1 : 1));
    },
  };
}

export function createMemoryDurations(): DurationStore {
  const memories = new Map<string, string>();
  return {
    async load() {
      await Promise.resolve();
      return Object.fromEntries(memories);
    },
    async save(profile, memory) {
      await Promise.resolve();
      memories.set(profile, memory);
    },
  };
}

export function createMemoryPictures(clock: Clock): PictureStore {
  const pictures = new Map<string, { bytes: Uint8Array; putAt: number }>();
  return {
    async put(bytes) {
      await Promise.resolve();
      const hash = createHash('sha256').update(bytes).digest('hex');
      pictures.set(hash, { bytes: Uint8Array.from(bytes), putAt: clock.now() });
      return hash;
    },
    async get(hash) {
      await Promise.resolve();
      const picture = pictures.get(hash);
      return picture ? Uint8Array.from(picture.bytes) : null;
    },
    async sweep(before, keep) {
      let removed = 0;
      for (const [hash, { putAt }] of [...pictures]) {
        if (putAt >= before || (await keep(hash))) continue;
        pictures.delete(hash);
        removed += 1;
      }
      return removed;
    },
  };
}
