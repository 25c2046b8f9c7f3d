import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { beforeAll, describe, expect, it } from 'vitest';

import { buildPage } from '../../../src/app/build-page.ts';

/** What a slow line carries in a second. */
const MAX_GZIPPED_BYTES = 60 * 1024;

describe('the bundled page', () => {
  let directory = '';

  beforeAll(async () => {
    directory = (await buildPage()) ?? '';
  });

  it('weighs at most 60 KB, scripts and styles gzipped', async () => {
    const files = await readdir(directory, { recursive: true });
    const weighed = files.filter((file) => /\.(js|css)$/u.test(file));
    const sizes = await Promise.all(
      weighed.map(async (file) => gzipSync(await readFile(path.join(directory, file))).byteLength),
    );

    expect(weighed.some((file) => file.endsWith('.js'))).toBe(true);
    expect(weighed.some((file) => file.endsWith('.css'))).toBe(true);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(MAX_GZIPPED_BYTES);
  });

  it('has nothing inside that its policy would not let run or be drawn', async () => {
    const html = await readFile(path.join(directory, 'index.html'), 'utf8');

    expect(html).toMatch(/<script[^>]+src="\/assets\//u);
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/u);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|data:/u);
  });

  it('is not made anew while its sources are older', async () => {
    const before = await stat(path.join(directory, 'index.html'));
    await buildPage();
    const again = await stat(path.join(directory, 'index.html'));

    expect(again.mtimeMs).toBe(before.mtimeMs);
  });
});
