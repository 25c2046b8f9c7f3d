import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startEmulator, type Emulator } from '../../../src/emulator/index.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { call, LONG_MS, picture, status, submit, untilEnded } from './client.ts';

let clock: ManualClock;
let emulator: Emulator;
let album: Server;
let albumUrl: string;
let fetched: string[];
/** Pictures that are not served before a test says so. */
let gate: PromiseWithResolvers<undefined>;

beforeEach(async () => {
  clock = new ManualClock();
  emulator = await startEmulator({ clock });
  fetched = [];
  gate = Promise.withResolvers();
  const wide = { create: { width: 1600, height: 900, channels: 3, background: '#c0a080' } } as const;
  const files: Record<string, Buffer> = {
    '/wide.png': await sharp(wide).png().toBuffer(),
    '/late.png': await sharp(wide).png().toBuffer(),
    '/wide.gif': await sharp(wide).gif().toBuffer(),
    '/text.png': Buffer.from('no picture at all'),
    '/half.png': (await sharp(wide).png({ compressionLevel: 0 }).toBuffer()).subarray(0, 50_000),
    '/huge.png': Buffer.alloc(8 * 1024 * 1024),
  };
  album = createServer((request, response) => {
    const path = request.url ?? '';
    fetched.push(path);
    const send = (): void => {
      if (path === '/moved.png') response.writeHead(302, { location: '/wide.png' }).end();
      else response.writeHead(path in files ? 200 : 404).end(files[path]);
    };
    if (path === '/late.png') void gate.promise.then(send);
    else send();
  });
  await new Promise<void>((resolve) => album.listen(0, '127.0.0.1', resolve));
  albumUrl = `http://127.0.0.1:${(album.address() as AddressInfo).port}`;
});

afterEach(async () => {
  await emulator.close();
  album.closeAllConnections();
  await new Promise((resolve) => album.close(resolve));
});

describe('an edit', () => {
  it('fetches its pictures in fact and takes their ratio with auto', async () => {
    const bytes = await picture(emulator, clock, {
      prompt: 'make it night',
      aspect_ratio: 'auto',
      image_urls: [`${albumUrl}/wide.png`],
    });
    expect(fetched).toEqual(['/wide.png']);
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 1376, height: 768 });
  });

  it('follows a redirect', async () => {
    const id = await submit(emulator, { prompt: 'blur', image_urls: [`${albumUrl}/moved.png`] });
    expect((await untilEnded(emulator, clock, id)).json()['status']).toBe('COMPLETED');
    expect(fetched).toEqual(['/moved.png', '/wide.png']);
  });

  it('reads what was uploaded to the emulator itself', async () => {
    const bytes = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#ff0000' } })
      .webp()
      .toBuffer();
    const dataUrl = `data:image/webp;base64,${bytes.toString('base64')}`;
    const upload = await call(emulator, 'POST', '/upload-asset', { data_urls: [dataUrl] });
    const { file_urls: image_urls } = upload.json();
    const id = await submit(emulator, { prompt: 'sepia', image_urls });
    expect((await untilEnded(emulator, clock, id)).json()['status']).toBe('COMPLETED');
  });

  it.each([
    ['is missing', '/nothing.png', /image_urls\[1\].*HTTP 404/u],
    ['is a text', '/text.png', /image_urls\[1\].*cannot identify/u],
    ['is cut off', '/half.png', /image_urls\[1\].*cannot identify/u],
    ['is a gif', '/wide.gif', /image_urls\[1\].*gif/u],
    ['is larger than 7 MB', '/huge.png', /image_urls\[1\].*7 MB/u],
  ])('FAILS unbilled when a picture %s', async (_what, path, words) => {
    const id = await submit(emulator, { prompt: 'x', image_urls: [`${albumUrl}/wide.png`, albumUrl + path] });
    const answer = await untilEnded(emulator, clock, id);
    expect(answer.status).toBe(422);
    expect(answer.json()['error']).toMatch(words);
    expect(emulator.ledger()).toMatchObject([{ outcome: 'failed', billedUsd: 0 }]);
  });

  it('FAILS when nobody answers at the address', async () => {
    const id = await submit(emulator, { prompt: 'x', image_urls: ['http://127.0.0.1:1/a.png'] });
    expect((await untilEnded(emulator, clock, id)).json()['error']).toMatch(/could not be reached/u);
  });

  it('goes on PROCESSING while a picture is on its way', async () => {
    const id = await submit(emulator, { prompt: 'x', image_urls: [`${albumUrl}/late.png`] });
    await clock.advance(LONG_MS);
    expect((await status(emulator, id)).json()['status']).toBe('PROCESSING');
    gate.resolve(undefined);
    expect((await untilEnded(emulator, clock, id)).json()['status']).toBe('COMPLETED');
  });
});
