import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startSegmindServer, type Reply, type SegmindServer } from '../../support/segmind-server.ts';
import { REQUEST_ID, RESULT, STATUS, createRig, rejection } from '../../support/segmind-rig.ts';

const OUTPUT_URL = 'https://images.segmind.com/generations/a.jpeg';
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
const RESULT_BODY = {
  status: 'COMPLETED',
  error: null,
  output: OUTPUT_URL,
  images: [{ url: OUTPUT_URL, content_type: 'image/jpeg', file_name: 'a.jpeg', file_size: '183042' }],
  seed: '778812',
  prompt: 'a fox',
  timings: {},
};
const MISSING: Reply = { status: 404, json: { error: `Request ${REQUEST_ID} not found` } };

let server: SegmindServer;
beforeEach(async () => {
  server = await startSegmindServer();
});
afterEach(() => server.close());

describe('result', () => {
  it('reads the documented answer', async () => {
    server.script(RESULT, {
      status: 200,
      json: { ...RESULT_BODY, metrics: { cost: '0.042' }, text: 'A fox.' },
    });
    const { client } = createRig({ baseUrl: server.url });
    expect(await client.job(REQUEST_ID).result()).toEqual({
      requestId: REQUEST_ID,
      outputUrls: [OUTPUT_URL],
      text: 'A fox.',
      seed: 778_812,
      metrics: {
        queueMs: null,
        inferenceMs: null,
        totalMs: null,
        costUsd: 0.042,
        remainingCreditsUsd: null,
      },
    });
    await client.close();
  });

  it('is a protocol error while the request is still running', async () => {
    server.script(RESULT, QUEUED);
    const { client } = createRig({ baseUrl: server.url });
    expect(await rejection(client.result(REQUEST_ID))).toMatchObject({
      code: 'protocol',
      charged: 'unknown',
    });
    expect(server.seen).toHaveLength(1);
    await client.close();
  });

  it('throws why a request FAILED', async () => {
    server.script(RESULT, { status: 422, json: { status: 'FAILED', error: 'content policy' } });
    const { client } = createRig({ baseUrl: server.url });
    expect(await rejection(client.result(REQUEST_ID))).toMatchObject({ code: 'blocked', charged: 'no' });
    await client.close();
  });

  it('is expired when the service does not know the request at all', async () => {
    server.script(RESULT, MISSING);
    server.script(STATUS, MISSING);
    const { client } = createRig({ baseUrl: server.url });
    expect(await rejection(client.result(REQUEST_ID))).toMatchObject({ code: 'expired', charged: 'unknown' });
    await client.close();
  });

  const LOST = { code: 'result_lost', charged: 'yes', retry: 'user_may', requestId: REQUEST_ID };

  it('is lost, and charged, when the status says that it completed', async () => {
    server.script(RESULT, MISSING);
    server.script(STATUS, COMPLETED);
    const { client } = createRig({ baseUrl: server.url });
    expect(await rejection(client.result(REQUEST_ID))).toMatchObject(LOST);
    await client.close();
  });

  it('is lost when a completed request has no picture', async () => {
    server.script(RESULT, { status: 200, json: { status: 'COMPLETED', output: null, images: [] } });
    const { client } = createRig({ baseUrl: server.url });
    expect(await rejection(client.result(REQUEST_ID))).toMatchObject(LOST);
    await client.close();
  });

  it('is asked for again when it lags behind a status that was seen completed', async () => {
    server.script(STATUS, COMPLETED, MISSING);
    server.script(RESULT, MISSING, QUEUED, { status: 200, json: RESULT_BODY });
    const { client } = createRig({ baseUrl: server.url });
    await client.status(REQUEST_ID);
    expect(await client.result(REQUEST_ID)).toMatchObject({ outputUrls: [OUTPUT_URL] });
    await client.close();
  });

  it('is lost, and charged, when it stays away after it was seen completed', async () => {
    server.script(STATUS, COMPLETED, MISSING);
    server.script(RESULT, MISSING);
    const { client } = createRig({ baseUrl: server.url });
    await client.status(REQUEST_ID);
    expect(await rejection(client.result(REQUEST_ID))).toMatchObject(LOST);
    await client.close();
  });

  it('sits out an outage of a minute when the picture is paid for', async () => {
    server.script(STATUS, COMPLETED);
    server.script(RESULT, ...Array<Reply>(10).fill({ status: 503, json: {} }), {
      status: 200,
      json: RESULT_BODY,
    });
    const { client, clock } = createRig({ baseUrl: server.url });
    await client.status(REQUEST_ID);
    expect(await client.result(REQUEST_ID)).toMatchObject({ outputUrls: [OUTPUT_URL] });
    expect(clock.monotonicMs()).toBeGreaterThan(45_000);
    await client.close();
  });
});
