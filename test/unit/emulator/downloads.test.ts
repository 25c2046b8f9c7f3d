import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startEmulator, type Emulator } from '../../../src/emulator/index.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { call, LONG_MS, submit, type Answer } from './client.ts';

let clock: ManualClock;
let emulator: Emulator;

beforeEach(async () => {
  clock = new ManualClock();
  emulator = await startEmulator({ clock });
});

afterEach(() => emulator.close());

/** The address of a completed picture. */
async function completed(prompt: string): Promise<string> {
  const id = await submit(emulator, { prompt, seed: 1 });
  await clock.advance(LONG_MS);
  return `/generations/${id}.jpeg`;
}

const download = (path: string): Promise<Answer> => call(emulator, 'GET', path, undefined, {});

describe('a download', () => {
  it('needs no key, and says how many carried one', async () => {
    const path = await completed('a fox');
    expect((await download(path)).headers['content-type']).toBe('image/jpeg');
    await call(emulator, 'GET', path);
    expect((await call(emulator, 'GET', '/emulator/stats')).json()).toMatchObject({
      keysAtOutputHost: 1,
      requests: { 'GET /generations/:name 200': 2 },
    });
  });

  it.each(['/generations/nothing.jpeg', '/generations/..%2f..%2fpackage.json', '/assets/nothing.png'])(
    'of %s is answered 404',
    async (path) => {
      expect((await download(path)).status).toBe(404);
    },
  );

  it('under download-503 comes after two tries, under download-404 never', async () => {
    const slow = await completed('a fox #download-503');
    expect([await download(slow), await download(slow), await download(slow)].map((a) => a.status)).toEqual([
      503, 503, 200,
    ]);
    const gone = await completed('a fox #download-404');
    expect([await download(gone), await download(gone)].map((a) => a.status)).toEqual([404, 404]);
  });

  it('under download-cut breaks off half way, then comes whole', async () => {
    const path = await completed('a fox #download-cut');
    await expect(download(path)).rejects.toThrow();
    expect((await sharp((await download(path)).bytes).stats()).channels).toHaveLength(3);
  });

  it('under truncated is whole by HTTP and broken as a picture', async () => {
    const { status, headers, bytes } = await download(await completed('a fox #truncated'));
    expect([status, Number(headers['content-length'])]).toEqual([200, bytes.length]);
    expect((await sharp(bytes).metadata()).width).toBe(1024);
    await expect(sharp(bytes, { failOn: 'truncated' }).raw().toBuffer()).rejects.toThrow();
  });

  it('under wrong-type and not-a-picture says one thing and is another', async () => {
    const wrong = await download(await completed('a fox #wrong-type'));
    expect(wrong.headers['content-type']).toMatch(/^text\/plain/u);
    expect((await sharp(wrong.bytes).metadata()).format).toBe('jpeg');
    const page = await download(await completed('a fox #not-a-picture'));
    expect(page.headers['content-type']).toBe('image/jpeg');
    expect(page.text).toMatch(/^<html>/u);
  });

  it('under download-redirect points to another host', async () => {
    const { status, headers } = await download(await completed('a fox #download-redirect'));
    expect(status).toBe(302);
    expect(headers['location']).toMatch(/^http:\/\/169\.254\.169\.254\//u);
  });
});

describe('an upload', () => {
  it('under upload-500 fails for as long as the rule stands', async () => {
    const rule = await call(emulator, 'POST', '/emulator/scenarios', { scenario: 'upload-500' });
    expect(rule.status).toBe(201);
    const body = { data_urls: ['data:image/png;base64,AAAA'] };
    expect((await call(emulator, 'POST', '/upload-asset', body)).status).toBe(500);
    expect((await call(emulator, 'DELETE', '/emulator/scenarios')).status).toBe(204);
    expect((await call(emulator, 'POST', '/upload-asset', body)).status).toBe(200);
  });
});

describe('the controls', () => {
  it('list the rules with their bites', async () => {
    await call(
      emulator,
      'POST',
      '/emulator/scenarios',
      { scenario: 'submit-503', match: 'fox', times: 1 },
      {},
    );
    await expect(submit(emulator, { prompt: 'a fox' })).rejects.toThrow('503');
    const list: unknown = JSON.parse(
      (await call(emulator, 'GET', '/emulator/scenarios', undefined, {})).text,
    );
    expect(list).toMatchObject([{ scenario: 'submit-503', match: 'fox', times: 1, hits: 1 }]);
    await submit(emulator, { prompt: 'a fox' });
  });

  it.each([
    ['/emulator/scenarios', { scenario: 'nope' }],
    ['/emulator/scenarios', { scenario: 'block', time: 1 }],
    ['/emulator/credits', { creditsUsd: -1 }],
    ['/emulator/credits', 'hello'],
  ])('at %s refuse %j', async (path, body) => {
    expect((await call(emulator, 'POST', path, body, {})).status).toBe(400);
  });
});
