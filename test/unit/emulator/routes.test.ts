import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startEmulator, type Emulator } from '../../../src/emulator/index.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { call, KEY, LONG_MS, result, status, SUBMIT, submit } from './client.ts';

const HOUR_MS = 3_600_000;

let clock: ManualClock;
let emulator: Emulator;

beforeEach(async () => {
  clock = new ManualClock();
  emulator = await startEmulator({ clock, creditsUsd: 9.95, randomSeed: 'routes' });
});

afterEach(() => emulator.close());

describe('the queue', () => {
  it('answers a submit with an id and absolute addresses', async () => {
    const answer = await call(emulator, 'POST', SUBMIT, { prompt: 'a fox' });
    const id = String(answer.json()['request_id']);
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual({
      request_id: id,
      status: 'QUEUED',
      poll_url: `${emulator.url}/v1/requests/${id}`,
      status_url: `${emulator.url}/v2/requests/${id}/status`,
      response_url: `${emulator.url}/v2/requests/${id}`,
    });
  });

  it('goes from QUEUED over PROCESSING to COMPLETED', async () => {
    const id = await submit(emulator, { prompt: 'a fox' });
    expect((await status(emulator, id)).json()).toEqual({
      status: 'QUEUED',
      request_id: id,
      status_url: `${emulator.url}/v2/requests/${id}/status`,
      response_url: `${emulator.url}/v2/requests/${id}`,
      metrics: {},
    });
    await clock.advance(4000);
    expect((await status(emulator, id)).json()).toMatchObject({ status: 'PROCESSING', metrics: {} });
    expect((await result(emulator, id)).json()).toMatchObject({ status: 'PROCESSING', metrics: {} });
    await clock.advance(LONG_MS);
    const { metrics, ...rest } = (await status(emulator, id)).json() as { metrics: Record<string, number> };
    expect(rest).toMatchObject({ status: 'COMPLETED', request_id: id });
    expect(metrics).toMatchObject({ cost: 0.042, remaining_credits: 9.908 });
    expect(metrics['total_time']).toBeGreaterThan(4);
    expect(metrics['total_time']).toBeLessThan(40);
  });

  it('answers the result in the shape of the service, the legacy poll the same', async () => {
    const id = await submit(emulator, { prompt: 'a fox', seed: 778_812 });
    await clock.advance(LONG_MS);
    const answer = (await result(emulator, id)).json();
    const url = `${emulator.url}/generations/${id}.jpeg`;
    expect(answer).toMatchObject({
      status: 'COMPLETED',
      error: null,
      output: url,
      images: [{ url, content_type: 'image/jpeg', file_name: `${id}.jpeg`, file_size: '0' }],
      seed: '778812',
      prompt: 'a fox',
      timings: {},
      metrics: { cost: 0.042 },
    });
    expect((await call(emulator, 'GET', `/v1/requests/${id}`)).json()).toEqual(answer);
    const { bytes } = await call(emulator, 'GET', url, undefined, {});
    expect((await result(emulator, id)).json()).toMatchObject({
      images: [{ file_size: String(bytes.length) }],
    });
  });

  it('draws a seed of its own for -1 and where none is given', async () => {
    const ids = [
      await submit(emulator, { prompt: 'a fox', seed: -1 }),
      await submit(emulator, { prompt: 'a fox' }),
    ];
    await clock.advance(LONG_MS);
    const seeds = await Promise.all(
      ids.map(async (id) => Number((await result(emulator, id)).json()['seed'])),
    );
    for (const seed of seeds) expect(seed).toBeGreaterThanOrEqual(1);
    expect(new Set(seeds).size).toBe(2);
  });

  it('forgets a request after an hour and its file after seven days', async () => {
    const id = await submit(emulator, { prompt: 'a fox' });
    const file = `/generations/${id}.jpeg`;
    await clock.advance(HOUR_MS - 1);
    expect((await status(emulator, id)).status).toBe(200);
    await clock.advance(1);
    const answer = await status(emulator, id);
    expect(answer.status).toBe(404);
    expect(answer.json()).toEqual({ error: `Request ${id} not found` });
    expect((await result(emulator, id)).status).toBe(404);
    expect((await call(emulator, 'GET', file, undefined, {})).status).toBe(200);
    await clock.advance(7 * 24 * HOUR_MS);
    expect((await call(emulator, 'GET', file, undefined, {})).status).toBe(404);
  });

  it('has no picture before the request has completed', async () => {
    const id = await submit(emulator, { prompt: 'a fox' });
    expect((await call(emulator, 'GET', `/generations/${id}.jpeg`, undefined, {})).status).toBe(404);
  });
});

describe('the door', () => {
  it.each([
    ['no key', {}],
    ['a key of another shape', { 'x-api-key': 'hello' }],
    ['a bearer token', { authorization: `Bearer ${KEY}` }],
  ])('stays shut for %s', async (_what, headers) => {
    for (const [method, path, body] of [
      ['POST', SUBMIT, { prompt: 'a fox' }],
      ['GET', '/v2/requests/x/status', undefined],
      ['GET', '/v1/get-user-credits', undefined],
      ['POST', '/upload-asset', { data_urls: [] }],
    ] as const) {
      const answer = await call(emulator, method, path, body, headers);
      expect(answer.status).toBe(401);
      expect(answer.json()).toMatchObject({ error: 'invalid_token', status_code: 401 });
    }
    expect(emulator.ledger()).toEqual([]);
  });

  it('opens to the one right key alone, where one is set', async () => {
    const strict = await startEmulator({ apiKey: 'SG_right' });
    const knock = (key: string): ReturnType<typeof call> =>
      call(strict, 'GET', '/v1/get-user-credits', undefined, { 'x-api-key': key });
    expect((await knock('SG_wrong')).status).toBe(401);
    expect((await knock('SG_right')).status).toBe(200);
    await strict.close();
  });

  it('answers 406 to a wrong content type', async () => {
    const headers = { 'x-api-key': KEY, 'content-type': 'text/plain' };
    const answer = await call(emulator, 'POST', SUBMIT, '{"prompt":"a fox"}', headers);
    expect(answer.status).toBe(406);
    expect(answer.text).toContain('Invalid content type');
  });

  it('answers 405 with HTML to a wrong verb, 404 to what it does not know', async () => {
    const wrong = await call(emulator, 'GET', SUBMIT);
    expect(wrong.status).toBe(405);
    expect(wrong.headers['content-type']).toMatch(/text\/html/u);
    expect((await call(emulator, 'DELETE', '/v2/requests/abc')).status).toBe(405);
    expect((await call(emulator, 'POST', '/v2/other-model', { prompt: 'a fox' })).status).toBe(404);
    expect((await status(emulator, 'abc')).json()).toEqual({ error: 'Request abc not found' });
    expect((await call(emulator, 'GET', '/v3/nothing')).status).toBe(404);
  });

  it.each([
    ['no prompt', {}],
    ['an empty prompt', { prompt: '   ' }],
    ['a ratio that it does not know', { prompt: 'x', aspect_ratio: '7:3' }],
    ['a seed that is no whole number', { prompt: 'x', seed: 1.5 }],
    ['15 pictures', { prompt: 'x', image_urls: Array(15).fill('http://127.0.0.1/a.png') }],
    ['a data URL', { prompt: 'x', image_urls: ['data:image/png;base64,AAAA'] }],
    ['a file', { prompt: 'x', image_urls: ['file:///etc/passwd'] }],
    ['broken JSON', '{"prompt":'],
    ['a list', '[]'],
  ])('answers 400 to %s', async (_what, body) => {
    const answer = await call(emulator, 'POST', SUBMIT, body);
    expect(answer.status).toBe(400);
    expect(typeof answer.json()['error']).toBe('string');
    expect(emulator.ledger()).toEqual([]);
  });
});
