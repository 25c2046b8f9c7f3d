import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createUploadCache } from '../../../src/core/segmind/assets.ts';
import { HOUR_MS } from '../../../src/core/time.ts';
import { startSegmindServer, type SegmindServer } from '../../support/segmind-server.ts';
import { API_KEY, UPLOAD, createRig, rejection } from '../../support/segmind-rig.ts';

const ADDRESS = 'https://images.segmind.com/assets/a.png';
const DONE = { status: 200, json: { file_urls: [ADDRESS], message: 'Files uploaded successfully' } };
const BYTES = Uint8Array.of(137, 80, 78, 71);

let server: SegmindServer;
beforeEach(async () => {
  server = await startSegmindServer();
});
afterEach(() => server.close());

describe('upload', () => {
  it('sends a data URL with the key and returns the public address', async () => {
    server.script(UPLOAD, DONE);
    const { client } = createRig({ baseUrl: 'http://127.0.0.1:9', uploadUrl: `${server.url}/upload-asset` });
    expect(await client.upload(BYTES, 'image/png')).toBe(ADDRESS);
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({ data_urls: ['data:image/png;base64,iVBORw=='] });
    expect(server.seen[0]?.headers['x-api-key']).toBe(API_KEY);
    await client.close();
  });

  it('is repeated after any passing failure, since it costs nothing', async () => {
    const html = { status: 200, bytes: '<html></html>' };
    server.script(UPLOAD, { status: 503, json: {} }, 'cut', html, { status: 200, json: {} }, DONE);
    const { client } = createRig({ baseUrl: server.url });
    expect(await client.upload(BYTES, 'image/png')).toBe(ADDRESS);
    expect(server.seen).toHaveLength(5);
    await client.close();
  });

  it('is refused for what is no picture, and final after a refusal', async () => {
    server.script(UPLOAD, { status: 401, json: { error: 'invalid_token' } });
    const { client } = createRig({ baseUrl: server.url });
    const smuggled = 'image/png;base64,x","data:text/html';
    expect(await rejection(client.upload(BYTES, smuggled))).toMatchObject({ code: 'invalid_input' });
    expect(await rejection(client.upload(BYTES, 'text/html'))).toMatchObject({ code: 'invalid_input' });
    expect(server.seen).toEqual([]);
    expect(await rejection(client.upload(BYTES, 'image/png'))).toMatchObject({ code: 'auth', charged: 'no' });
    expect(server.seen).toHaveLength(1);
    await client.close();
  });
});

describe('the cache of uploads', () => {
  it('uploads the same bytes once, for all who ask at the same time and after', async () => {
    server.script(UPLOAD, DONE);
    const { client, clock } = createRig({ baseUrl: server.url });
    const cache = createUploadCache({ client, clock });
    const urls = await Promise.all([cache.url(BYTES, 'image/png'), cache.url(BYTES.slice(), 'image/png')]);
    expect([...urls, await cache.url(BYTES, 'image/png')]).toEqual([ADDRESS, ADDRESS, ADDRESS]);
    expect(server.seen).toHaveLength(1);
    await cache.url(Uint8Array.of(1), 'image/png');
    expect(server.seen).toHaveLength(2);
    await client.close();
  });

  it('uploads again when the address may have died', async () => {
    server.script(UPLOAD, DONE);
    const { client, clock } = createRig({ baseUrl: server.url });
    const cache = createUploadCache({ client, clock });
    await cache.url(BYTES, 'image/png');
    await clock.advance(24 * HOUR_MS);
    await cache.url(BYTES, 'image/png');
    expect(server.seen).toHaveLength(2);
    await client.close();
  });

  it('remembers no failure', async () => {
    server.script(UPLOAD, { status: 401, json: {} }, DONE);
    const { client, clock } = createRig({ baseUrl: server.url });
    const cache = createUploadCache({ client, clock });
    expect(await rejection(cache.url(BYTES, 'image/png'))).toMatchObject({ code: 'auth' });
    expect(await cache.url(BYTES, 'image/png')).toBe(ADDRESS);
    await client.close();
  });

  it('forgets the oldest beyond its size', async () => {
    server.script(UPLOAD, DONE);
    const { client, clock } = createRig({ baseUrl: server.url });
    const cache = createUploadCache({ client, clock, maxEntries: 2 });
    for (const byte of [1, 2, 3, 3, 2, 1]) await cache.url(Uint8Array.of(byte), 'image/png');
    expect(server.seen).toHaveLength(4);
    await client.close();
  });

  it('lets callers go one by one, and ends the upload with the last of them', async () => {
    const uploads: AbortSignal[] = [];
    const { clock } = createRig({ baseUrl: server.url });
    const cache = createUploadCache({
      clock,
      client: {
        upload(_bytes, _type, options) {
          if (options?.signal) uploads.push(options.signal);
          return new Promise(() => undefined);
        },
      },
    });
    const stops = [new AbortController(), new AbortController()];
    const reason = new Error('one gives up');
    const waits = stops.map((stop) => rejection(cache.url(BYTES, 'image/png', { signal: stop.signal })));
    stops[0]?.abort(reason);
    expect(await waits[0]).toBe(reason);
    expect(uploads.map((signal) => signal.aborted)).toEqual([false]);
    stops[1]?.abort(reason);
    expect(await waits[1]).toBe(reason);
    expect(uploads.map((signal) => signal.aborted)).toEqual([true]);
  });

  it('uploads anew after an upload that nobody waited for', async () => {
    server.script(UPLOAD, 'silence', DONE);
    const { client, clock } = createRig({ baseUrl: server.url });
    const cache = createUploadCache({ client, clock });
    const stop = new AbortController();
    const reason = new Error('nobody waits');
    const only = cache.url(BYTES, 'image/png', { signal: stop.signal });
    await server.waitForRequests(1);
    stop.abort(reason);
    await expect(only).rejects.toBe(reason);
    expect(await cache.url(BYTES, 'image/png')).toBe(ADDRESS);
    expect(server.seen).toHaveLength(2);
    await client.close();
  });
});
