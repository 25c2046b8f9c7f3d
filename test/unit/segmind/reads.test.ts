import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startSegmindServer, type Reply, type SegmindServer } from '../../support/segmind-server.ts';
import { BALANCE, REQUEST_ID, STATUS, createRig, rejection } from '../../support/segmind-rig.ts';

const QUEUED: Reply = { status: 200, json: { status: 'QUEUED', metrics: {} } };
const COMPLETED: Reply = {
  status: 200,
  json: {
    status: 'COMPLETED',
    request_id: REQUEST_ID,
    metrics: {
      inference_time: 4.06,
      queue_time: 0.2,
      total_time: 4.3,
      cost: 0.042,
      remaining_credits: 9.958,
    },
  },
};
const METRICS = {
  queueMs: 200,
  inferenceMs: 4060,
  totalMs: 4300,
  costUsd: 0.042,
  remainingCreditsUsd: 9.958,
};
const MISSING: Reply = { status: 404, json: { error: `Request ${REQUEST_ID} not found` } };
const UNAUTHORISED: Reply = { status: 401, json: { error: 'invalid_token' } };

let server: SegmindServer;
beforeEach(async () => {
  server = await startSegmindServer();
});
afterEach(() => server.close());

describe('status', () => {
  it('knows the four states, and counts in milliseconds and dollars', async () => {
    server.script(STATUS, QUEUED, { status: 200, json: { status: 'PROCESSING' } }, COMPLETED);
    const { client } = createRig({ baseUrl: server.url });
    expect(await client.status(REQUEST_ID)).toEqual({ state: 'queued', requestId: REQUEST_ID });
    expect(await client.status(REQUEST_ID)).toEqual({ state: 'processing', requestId: REQUEST_ID });
    expect(await client.status(REQUEST_ID)).toEqual({
      state: 'completed',
      requestId: REQUEST_ID,
      metrics: METRICS,
    });
    await client.close();
  });

  it('passes a word on that the contract does not know', async () => {
    server.script(STATUS, { status: 200, json: { status: 'RETRYING' } });
    const { client } = createRig({ baseUrl: server.url });
    expect(await client.status(REQUEST_ID)).toEqual({
      state: 'unknown',
      requestId: REQUEST_ID,
      word: 'RETRYING',
    });
    await client.close();
  });

  const TRANSIENT: readonly (readonly [string, Reply])[] = [
    ['HTTP 500', { status: 500, json: { error: 'oops' } }],
    ['HTTP 502 in HTML', { status: 502, bytes: '<html>Bad gateway</html>' }],
    ['HTTP 503', { status: 503, json: {} }],
    ['HTTP 504', { status: 504, bytes: '' }],
    ['HTTP 429', { status: 429, json: { error: 'Too many requests' } }],
    ['a cut connection', 'cut'],
    ['a reset connection', 'reset'],
    ['half an answer', { status: 200, halfOf: JSON.stringify({ status: 'QUEUED', metrics: {} }) }],
    ['HTML in place of JSON', { status: 200, bytes: '<html>Maintenance</html>' }],
    ['JSON without a status', { status: 200, json: {} }],
    ["a gateway's own 404 page", { status: 404, bytes: '<html>Not found</html>' }],
  ];

  it.each(TRANSIENT)('is asked again after %s', async (_what, reply) => {
    server.script(STATUS, reply, reply, QUEUED);
    const { client, clock } = createRig({ baseUrl: server.url });
    expect(await client.status(REQUEST_ID)).toMatchObject({ state: 'queued' });
    expect(clock.sleepsMs).toEqual([700, 1400]);
    await client.close();
  });

  it.each(TRANSIENT)('gives up after six times %s, in under 25 seconds', async (_what, reply) => {
    server.script(STATUS, reply);
    const { client, clock } = createRig({ baseUrl: server.url });
    const error = await rejection(client.status(REQUEST_ID));
    expect(error).toMatchObject({ charged: 'unknown', retry: 'safe', requestId: REQUEST_ID });
    expect(error.code).toMatch(/^(unavailable|rate_limited|protocol)$/);
    expect(server.seen).toHaveLength(6);
    expect(clock.monotonicMs()).toBeLessThan(25_000);
    await client.close();
  });

  it('waits for the reset that a 429 names', async () => {
    const { client, clock, pauses } = createRig({ baseUrl: server.url });
    const at = clock.now() + 12_000;
    server.script(
      STATUS,
      { status: 429, json: {}, headers: { 'x-rate-limit-reset-at-utc': `${at}` } },
      QUEUED,
    );
    await client.status(REQUEST_ID);
    expect(clock.sleepsMs).toEqual([12_000]);
    expect(pauses).toEqual([at]);
    await client.close();
  });

  it.each([
    [MISSING, { code: 'expired', retry: 'user_may' }],
    [UNAUTHORISED, { code: 'auth', retry: 'never' }],
    [{ status: 302, bytes: '', headers: { location: '/v1/get-user-credits' } }, { code: 'protocol' }],
  ])('is final after %j, and cannot say what the request costs', async (reply, expected) => {
    server.script(STATUS, reply);
    const { client } = createRig({ baseUrl: server.url });
    const error = await rejection(client.status(REQUEST_ID));
    expect(error).toMatchObject({ ...expected, charged: 'unknown', requestId: REQUEST_ID });
    expect(server.seen).toHaveLength(1);
    await client.close();
  });

  it('can be aborted while the answer is awaited', async () => {
    server.script(STATUS, 'silence');
    const { client } = createRig({ baseUrl: server.url });
    const stop = new AbortController();
    const reason = new Error('nobody waits');
    const status = client.status(REQUEST_ID, { signal: stop.signal });
    await server.waitForRequests(1);
    stop.abort(reason);
    await expect(status).rejects.toBe(reason);
    await client.close();
  });

  it.each(['', '../x', 'a/b', 'a?b', 'a'.repeat(129)])('refuses "%s", which is no id', async (id) => {
    const { client } = createRig({ baseUrl: server.url });
    expect(() => client.job(id)).toThrow(/no id/);
    expect(await rejection(client.status(id))).toMatchObject({ code: 'invalid_input', charged: 'no' });
    expect(await rejection(client.result(id))).toMatchObject({ code: 'invalid_input', charged: 'no' });
    expect(server.seen).toEqual([]);
  });
});

describe('balance', () => {
  it('reads credits and free credits, which are dollars', async () => {
    server.script(BALANCE, { status: 200, json: { credits: 9.95, 'free-credits': 0 } });
    const { client } = createRig({ baseUrl: server.url });
    expect(await client.balance()).toEqual({ creditsUsd: 9.95, freeCreditsUsd: 0 });
    await client.close();
  });

  it('tells a key that is not accepted at once, uncharged', async () => {
    server.script(BALANCE, UNAUTHORISED);
    const { client } = createRig({ baseUrl: server.url });
    expect(await rejection(client.balance())).toMatchObject({ code: 'auth', charged: 'no' });
    expect(server.seen).toHaveLength(1);
    await client.close();
  });

  it('is a protocol error, uncharged, when the answer never says what is left', async () => {
    server.script(BALANCE, { status: 200, json: { credit: 'some' } });
    const { client } = createRig({ baseUrl: server.url });
    expect(await rejection(client.balance())).toMatchObject({ code: 'protocol', charged: 'no' });
    await client.close();
  });
});
