import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { createFilePictureStore } from '../../../src/store/index.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { useTempDir } from '../../support/temp-dir.ts';

const BYTES = new TextEncoder().encode('a picture');
const HASH = createHash('sha256').update(BYTES).digest('hex');

describe('the picture store on files', () => {
  const at = useTempDir();
  const clock = new ManualClock();
  const file = (): string => at('pictures', HASH.slice(0, 2), HASH.slice(2));

  it('leaves one whole file, for its owner alone, and nothing unfinished', async () => {
    const pictures = createFilePictureStore(at('pictures'), clock);
    await Promise.all(Array.from({ length: 5 }, () => pictures.put(BYTES)));
    expect(await readFile(file())).toEqual(Buffer.from(BYTES));
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect(await readdir(at('pictures', 'unfinished'))).toEqual([]);
  });

  it('calls a file damaged whose bytes are not what it is named by', async () => {
    const pictures = createFilePictureStore(at('pictures'), clock);
    await pictures.put(BYTES);
    await writeFile(file(), 'a pixture');
    await expect(pictures.get(HASH)).rejects.toMatchObject({ reason: 'corrupt', details: { hash: HASH } });
  });

  it.each([
    ['cut short', ''],
    ['damaged at its full length', 'a pixture'],
  ])('mends a file that was %s when its picture is put again', async (_, damaged) => {
    const pictures = createFilePictureStore(at('pictures'), clock);
    await pictures.put(BYTES);
    await writeFile(file(), damaged);
    await pictures.put(BYTES);
    expect(await pictures.get(HASH)).toEqual(Buffer.from(BYTES));
  });

  it('does not sweep away a picture that is put while the sweep asks about it', async () => {
    const pictures = createFilePictureStore(at('pictures'), clock);
    await pictures.put(BYTES);
    await clock.advance(1000);
    const puts: Promise<string>[] = [];
    const swept = await pictures.sweep(clock.now(), () => {
      puts.push(pictures.put(BYTES));
      return Promise.resolve(false);
    });
    expect(await Promise.all(puts)).toEqual([HASH]);
    expect(swept).toBe(1);
    expect(await pictures.get(HASH)).toEqual(Buffer.from(BYTES));
  });

  it('sweeps what a crash left unfinished, and leaves strange files alone', async () => {
    const pictures = createFilePictureStore(at('pictures'), clock);
    await mkdir(at('pictures', 'unfinished'), { recursive: true });
    await mkdir(at('pictures', 'ab'));
    for (const name of ['unfinished/half', 'ab/strange', 'strange']) {
      await writeFile(at('pictures', name), 'x');
      await utimes(at('pictures', name), 1, 1);
    }
    expect(await pictures.sweep(clock.now(), () => Promise.resolve(false))).toBe(0);
    expect(await readdir(at('pictures', 'unfinished'))).toEqual([]);
    expect(await readdir(at('pictures', 'ab'))).toEqual(['strange']);
    expect(await readdir(at('pictures'))).toContain('strange');
  });

  it('says in words that its directory cannot be used', async () => {
    await writeFile(at('pictures'), 'a file where the directory should be');
    const pictures = createFilePictureStore(at('pictures'), clock);
    await expect(pictures.put(BYTES)).rejects.toMatchObject({
      reason: 'unreadable',
      code: 'store_unreadable',
    });
    await expect(pictures.get(HASH)).rejects.toMatchObject({ reason: 'unreadable' });
    await expect(pictures.sweep(1, () => Promise.resolve(true))).rejects.toMatchObject({
      reason: 'unreadable',
    });
  });
});
