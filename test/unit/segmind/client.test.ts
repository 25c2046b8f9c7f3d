import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createSegmindClient } from '../../../src/core/segmind/client.ts';
import { createLogger } from '../../../src/core/logger.ts';
import { settle } from '../../support/manual-clock.ts';
import { startSegmindServer, type SegmindServer } from '../../support/segmind-server.ts';
import {
  API_KEY,
  BALANCE,
  PROFILE,
  REQUEST_ID,
  RESULT,
  SECRET_PROMPT,
  STATUS,
  SUBMIT,
  SYNC,
  createRig,
  input,
  rejection,
} from '../../support/segmind-rig.ts';

let server: SegmindServer;
let stranger: SegmindServer;
beforeEach(async () => {
  server = await startSegmindServer();
  stranger = await startSegmindServer();
});
afterEach(async () => {
  await server.close();
  await stranger.close();
});

const OUTPUT_URL = 'https://images.segmind.com/generations/a.jpeg';

describe('run', () => {
  it('submits, follows and reads the result, and tells each state once', async () => {
    server.script(SUBMIT, { status: 200, json: { request_id: REQUEST_ID, status: 'QUEUED' } });
    server.script(
      STATUS,
      { status: 200, json: { status: 'QUEUED' } },
      { status: 200, json: { status: 'PROCESSING' } },
      { status: 200, json: { status: 'COMPLETED' } },
    );
    server.script(RESULT, { status: 200, json: { status: 'COMPLETED', output: OUTPUT_URL } });
    const { client } = createRig({ baseUrl: server.url });
    const states: string[] = [];
    const result = await client.run(input(), { onStatus: (status) => states.push(status.state) });
    expect(result.outputUrls).toEqual([OUTPUT_URL]);
    expect(states).toEqual(['queued', 'processing', 'completed']);
    await client.close();
  });

  it('throws the reason of a request that FAILED, and its own deadline', async () => {
    server.script(SUBMIT, { status: 200, json: { request_id: REQUEST_ID } });
    server.script(STATUS, { status: 422, json: { status: 'FAILED', error: 'content policy' } });
    const { client, clock } = createRig({ baseUrl: server.url });
    expect(await rejection(client.run(input()))).toMatchObject({ code: 'blocked', charged: 'no' });

    server.script(STATUS, { status: 200, json: { status: 'PROCESSING' } });
    const startedAt = clock.now();
    const error = await rejection(client.run(input(), { deadlineMs: 5000 }));
    expect(error).toMatchObject({ code: 'deadline', requestId: REQUEST_ID });
    expect(clock.now() - startedAt).toBe(5000);
    await client.close();
  });
});

describe('the key', () => {
  it('never goes to an address that an answer names', async () => {
    const elsewhere = `${stranger.url}/v2/requests/${REQUEST_ID}`;
    server.script(SUBMIT, {
      status: 200,
      json: {
        request_id: REQUEST_ID,
        poll_url: elsewhere,
        status_url: `${elsewhere}/status`,
        response_url: elsewhere,
      },
    });
    server.script(STATUS, {
      status: 200,
      json: { status: 'COMPLETED', status_url: elsewhere, response_url: elsewhere },
    });
    server.script(RESULT, { status: 200, json: { status: 'COMPLETED', output: `${stranger.url}/a.png` } });
    const { client } = createRig({ baseUrl: server.url });
    await client.run(input());
    expect(server.seen.map((request) => request.headers['x-api-key'])).toEqual([API_KEY, API_KEY, API_KEY]);
    expect(stranger.seen).toEqual([]);
    await client.close();
  });

  it('follows no redirect', async () => {
    server.script(BALANCE, { status: 302, bytes: '', headers: { location: `${stranger.url}/` } });
    server.script(SUBMIT, { status: 308, bytes: '', headers: { location: `${stranger.url}/` } });
    const { client } = createRig({ baseUrl: server.url });
    expect(await rejection(client.balance())).toMatchObject({ code: 'protocol' });
    expect(await rejection(client.submit(input()))).toMatchObject({ code: 'protocol', charged: 'no' });
    expect(stranger.seen).toEqual([]);
    await client.close();
  });

  it.each(['', ' ', 'SG_a\r\nx-evil: 1', 'SG_ключ'])(
    'is refused before any call when it is "%s"',
    (apiKey) => {
      const make = (): unknown =>
        createSegmindClient({
          apiKey,
          baseUrl: server.url,
          uploadUrl: server.url,
          model: 'nano-banana-2-lite',
          clock: {} as never,
          logger: {} as never,
          pace: {} as never,
          limiter: {} as never,
        });
      expect(make).toThrow(expect.objectContaining({ code: 'auth' }));
    },
  );

  it('and the prompt stay out of the log, whatever fails', async () => {
    const lines: string[] = [];
    const logger = createLogger({ level: 'debug', destination: { write: (line) => void lines.push(line) } });
    const echo = { status: 503, json: { error: `${SECRET_PROMPT} ${API_KEY}` } };
    server.script(SUBMIT, echo, { status: 200, json: { request_id: REQUEST_ID } });
    server.script(STATUS, echo, { status: 200, json: { status: 'QUEUED' } });
    const { client } = createRig({ baseUrl: server.url, logger });
    const job = await client.submit(input());
    await job.status();
    expect(lines.length).toBeGreaterThanOrEqual(2);
    expect(lines.join('')).not.toContain('walrus');
    expect(lines.join('')).not.toContain(API_KEY);
    await client.close();
  });
});

describe('sync', () => {
  it('returns the bytes and what the accounting headers say', async () => {
    server.script(SYNC, {
      status: 200,
      bytes: Uint8Array.of(255, 216, 255, 1),
      headers: {
        'content-type': 'image/jpeg',
        'x-request-id': REQUEST_ID,
        'x-cost': '0.042',
        'x-remaining-credits': '9.916',
        'x-generation-time': '4.2',
        'x-seed-value': '7',
      },
    });
    const { client } = createRig({ baseUrl: server.url });
    const answer = await client.sync(input());
    expect({ ...answer, bytes: [...answer.bytes] }).toEqual({
      bytes: [255, 216, 255, 1],
      contentType: 'image/jpeg',
      requestId: REQUEST_ID,
      costUsd: 0.042,
      remainingCreditsUsd: 9.916,
      generationMs: 4200,
      seed: 7,
    });
    await client.close();
  });

  it('does without the headers', async () => {
    server.script(SYNC, { status: 200, bytes: 'PNG', headers: { 'content-type': 'image/png' } });
    const { client } = createRig({ baseUrl: server.url });
    expect(await client.sync(input())).toMatchObject({
      contentType: 'image/png',
      requestId: null,
      costUsd: null,
      seed: null,
    });
    await client.close();
  });
});

describe('close', () => {
  it('ends what is in flight, and nothing is asked again afterwards', async () => {
    server.script(STATUS, 'silence');
    server.script(SUBMIT, 'silence');
    const { client, clock } = createRig({ baseUrl: server.url });
    const status = rejection(client.status(REQUEST_ID));
    const submit = rejection(client.submit(input()));
    const follow = rejection(
      client.follow(REQUEST_ID, { profile: PROFILE, submittedAt: clock.now() - 10_000 }).next(),
    );
    await server.waitForRequests(3);
    await client.close();
    expect(await status).toMatchObject({ code: 'unavailable' });
    expect(await follow).toMatchObject({ code: 'unavailable' });
    expect(await submit).toMatchObject({ code: 'submit_outcome_unknown', charged: 'unknown' });
    expect(await rejection(client.balance())).toMatchObject({ code: 'unavailable', charged: 'no' });
    expect(server.seen).toHaveLength(3);
  });
});

describe('the connections', () => {
  it('are kept for GETs', async () => {
    server.script(STATUS, { status: 200, json: { status: 'QUEUED' } });
    const { client } = createRig({ baseUrl: server.url });
    await client.status(REQUEST_ID);
    // undici gives a connection back one turn of the event loop after its answer.
    await settle();
    await client.status(REQUEST_ID);
    expect(server.seen.map((request) => request.connection)).toEqual([1, 1]);
    await client.close();
  });

  it('keep the path of a base URL that has one', async () => {
    server.script('GET /segmind/v1/get-user-credits', { status: 200, json: { credits: 1 } });
    const { client } = createRig({ baseUrl: `${server.url}/segmind` });
    expect(await client.balance()).toEqual({ creditsUsd: 1, freeCreditsUsd: 0 });
    await client.close();
  });
});
