import { describe, expect, it } from 'vitest';

import { DAY_MS } from '../../src/core/index.ts';
import { sweepRetention } from '../../src/store/index.ts';
import { aJob, NO_LIMITS, painted } from '../support/job-factory.ts';

import type { StoreFactory } from './store-fixture.ts';
import { useStores } from './use-stores.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** The well-known SHA-256 of "abc" (FIPS 180-4, appendix). */
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

/** What every store of notes, durations and pictures does. */
export function describeSmallStores(name: string, factory: StoreFactory): void {
  describe(`${name}, keeping notes`, () => {
    const stores = useStores(factory);

    it('keeps a note by namespace and key until it is written over or deleted, also when opened anew', async () => {
      await stores().notes.set('a', 'key', 'one', null);
      await stores().notes.set('b', 'key', 'other', null);
      await stores().notes.set('a', 'key', 'two', null);
      const again = await stores().reopen();
      expect(await again.notes.get('a', 'key')).toBe('two');
      await again.notes.delete('a', 'key');
      expect(await again.notes.get('a', 'key')).toBeNull();
      expect(await again.notes.get('b', 'key')).toBe('other');
      await again.notes.delete('a', 'key');
    });

    it('lets a note end at its time, neither sooner nor later', async () => {
      const now = stores().clock.now();
      await stores().notes.set('a', 'short', 'x', now + 100);
      await stores().notes.set('a', 'long', 'y', now + 200);
      await stores().clock.advance(99);
      expect(await stores().notes.get('a', 'short')).toBe('x');
      await stores().clock.advance(1);
      expect(await stores().notes.get('a', 'short')).toBeNull();
      expect(await stores().notes.list('a')).toEqual([{ key: 'long', value: 'y' }]);
    });

    it('lets one of many write a note that is absent', async () => {
      const tries = [1, 2, 3, 4].map((each) =>
        stores().notes.setIfAbsent('seen', 'event', String(each), null),
      );
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
      expect(await stores().notes.get('seen', 'event')).toBe('1');
    });

    it('lets an absent note be written where one has expired', async () => {
      const end = stores().clock.now() + 100;
      expect(await stores().notes.setIfAbsent('seen', 'event', 'first', end)).toBe(true);
      expect(await stores().notes.setIfAbsent('seen', 'event', 'second', end)).toBe(false);
      await stores().clock.advance(100);
      expect(await stores().notes.setIfAbsent('seen', 'event', 'third', null)).toBe(true);
      expect(await stores().notes.get('seen', 'event')).toBe('third');
    });

    it('lists the notes of one namespace by key', async () => {
      for (const key of ['c', 'a', 'b']) await stores().notes.set('tray', key, `of ${key}`, null);
      await stores().notes.set('other', 'd', 'x', null);
      expect((await stores().notes.list('tray')).map((note) => note.key)).toEqual(['a', 'b', 'c']);
    });
  });

  describe(`${name}, keeping durations`, () => {
    const stores = useStores(factory);

    it('keeps the last memory of each profile', async () => {
      expect(await stores().durations.load()).toEqual({});
      await stores().durations.save('high', '{"n":1}');
      await stores().durations.save('high', '{"n":2}');
      await stores().durations.save('minimal', '{}');
      const again = await stores().reopen();
      expect(await again.durations.load()).toEqual({ high: '{"n":2}', minimal: '{}' });
    });
  });

  describe(`${name}, keeping pictures`, () => {
    const stores = useStores(factory);

    it('keeps bytes by their SHA-256, once', async () => {
      expect(await Promise.all([1, 2, 3].map(() => stores().pictures.put(bytes('abc'))))).toEqual([
        ABC,
        ABC,
        ABC,
      ]);
      const again = await stores().reopen();
      expect(Buffer.from((await again.pictures.get(ABC)) ?? []).toString()).toBe('abc');
    });

    it.each(['', 'abc', '../../etc/passwd', ABC.toUpperCase(), `${ABC}/`, `../${ABC.slice(3)}`])(
      'has no picture of the name "%s"',
      async (name) => {
        await stores().pictures.put(bytes('abc'));
        expect(await stores().pictures.get(name)).toBeNull();
      },
    );

    it('sweeps what was last put long ago and is not to be kept', async () => {
      const old = await stores().pictures.put(bytes('old'));
      const kept = await stores().pictures.put(bytes('kept'));
      const renewed = await stores().pictures.put(bytes('renewed'));
      await stores().clock.advance(DAY_MS);
      const before = stores().clock.now();
      const young = await stores().pictures.put(bytes('young'));
      await stores().pictures.put(bytes('renewed'));
      expect(await stores().pictures.sweep(before, (hash) => Promise.resolve(hash === kept))).toBe(1);
      expect(await stores().pictures.get(old)).toBeNull();
      for (const hash of [kept, renewed, young]) expect(await stores().pictures.get(hash)).not.toBeNull();
    });
  });

  describe(`${name}, past its retention`, () => {
    const stores = useStores(factory);

    it('keeps the pictures of jobs within it and removes the others with their jobs', async () => {
      const { jobs, pictures, clock } = stores();
      const finish = async (text: string): Promise<string> => {
        const hash = await pictures.put(bytes(text));
        const at = clock.now();
        const wishes = { state: 'delivered', createdAt: at, finishedAt: at, takes: [painted(hash)] } as const;
        await jobs.create(aJob(wishes), NO_LIMITS);
        return hash;
      };
      const old = await finish('old');
      await pictures.put(bytes('never in a job'));
      await clock.advance(40 * DAY_MS);
      const young = await finish('young');
      const tray = await pictures.put(bytes('on its way into a job'));
      expect(await sweepRetention(stores(), clock, 30)).toEqual({ removedJobs: 1, removedPictures: 2 });
      expect(await pictures.get(old)).toBeNull();
      expect(await pictures.get(young)).not.toBeNull();
      expect(await pictures.get(tray)).not.toBeNull();
    });
  });
}
