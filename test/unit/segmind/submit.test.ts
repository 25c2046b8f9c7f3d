import { Agent, errors } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { settle } from '../../support/manual-clock.ts';
import { startSegmindServer, type Reply, type SegmindServer } from '../../support/segmind-server.ts';
import {
  API_KEY,
  REQUEST_ID,
  SUBMIT,
  TAKEN,
  createRig,
  input,
  rejection,
} from '../../support/segmind-rig.ts';

let server: SegmindServer;
beforeEach(async () => {
  server = await startSegmindServer();
});
afterEach(() => server.close());

describe('submit', () => {
  it('sends all nine parameters in the names of the service and returns a job', async () => {
    server.script(SUBMIT, TAKEN);
    const { client } = createRig({ baseUrl: server.url });
    const job = await client.submit(
      input({ prompt: 'a fox', imageUrls: ['https://images.example/a.png', 'http://images.example/b.png'] }),
    );
    expect(job.requestId).toBe(REQUEST_ID);
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({
      prompt: 'a fox',
      aspect_ratio: '1:1',
      image_urls: ['https://images.example/a.png', 'http://images.example/b.png'],
      output_format: 'jpg',
      output_resolution: '1K',
      response_modalities: 'TEXT_AND_IMAGE',
      safety_tolerance: 4,
      seed: 7,
      thinking_level: 'high',
    });
    expect(server.seen[0]?.headers).toMatchObject({
      'x-api-key': API_KEY,
      'content-type': 'application/json',
    });
    await client.close();
  });

  it('leaves image_urls out when there are none, and asks for a random seed with -1', async () => {
    server.script(SUBMIT, TAKEN);
    const { client } = createRig({ baseUrl: `${server.url}/` });
    await client.submit(input({ parameters: { ...input().parameters, seed: null } }));
    const body: unknown = JSON.parse(server.seen[0]?.body ?? '');
    expect(body).not.toHaveProperty('image_urls');
    expect(body).toHaveProperty('seed', -1);
    await client.close();
  });

  it.each([
    ['an empty prompt', input({ prompt: ' \n' })],
    ['a prompt of 100,000 characters', input({ prompt: 'x'.repeat(100_000) })],
    ['fifteen pictures', input({ imageUrls: Array<string>(15).fill('https://images.example/a.png') })],
    ['a data: address', input({ imageUrls: ['data:image/png;base64,AAAA'] })],
    ['a file: address', input({ imageUrls: ['file:///etc/passwd'] })],
    ['a seed of 1e99', input({ parameters: { ...input().parameters, seed: 1e99 } })],
  ])('refuses %s before anything is sent', async (_what, bad) => {
    const { client, turns } = createRig({ baseUrl: server.url });
    const error = await rejection(client.submit(bad));
    expect(error).toMatchObject({ code: 'invalid_input', charged: 'no', retry: 'never' });
    expect(turns).toEqual([]);
    expect(server.seen).toEqual([]);
  });

  it('gives each submit a connection of its own, so that none dies on one that is being closed', async () => {
    server.script(SUBMIT, TAKEN);
    const { client } = createRig({ baseUrl: server.url });
    await client.submit(input());
    // A kept connection would be free again after a turn of the event loop.
    await settle();
    await client.submit(input());
    expect(server.seen.map((request) => request.connection)).toEqual([1, 2]);
    await client.close();
  });

  it('takes its turn under the key that the caller names', async () => {
    server.script(SUBMIT, TAKEN);
    const { client, turns } = createRig({ baseUrl: server.url });
    await client.submit(input(), { fairnessKey: 'job 1' });
    await client.submit(input());
    expect(turns).toEqual(['job 1', 'shared']);
    await client.close();
  });
});

describe('a submit that surely never arrived', () => {
  it('is repeated with growing waits and then called unavailable, uncharged', async () => {
    const { url } = server;
    await server.close();
    const { client, clock } = createRig({ baseUrl: url });
    const error = await rejection(client.submit(input()));
    expect(error).toMatchObject({ code: 'unavailable', charged: 'no', retry: 'safe' });
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
    expect(clock.sleepsMs).toEqual([700, 1400, 2800]);
    server = await startSegmindServer();
    await client.close();
  });

  it('is repeated when the host cannot be found', async () => {
    const { client, clock } = createRig({ baseUrl: 'http://segmind.invalid' });
    const error = await rejection(client.submit(input()));
    expect(error).toMatchObject({ code: 'unavailable', charged: 'no' });
    expect(error.cause).toHaveProperty('code', expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/));
    expect(clock.sleepsMs).toHaveLength(3);
    await client.close();
  });

  it('is repeated after a connection that timed out, and taken once it gets through', async () => {
    server.script(SUBMIT, TAKEN);
    let tries = 0;
    const real = new Agent();
    const dispatcher = new Agent({
      connect: (_options, callback) => {
        callback(new errors.ConnectTimeoutError(), null);
      },
    });
    const flaky = dispatcher.compose((dispatch) => (options, handler) => {
      tries += 1;
      return tries < 3
        ? dispatch(options, handler)
        : real.dispatch({ ...options, origin: server.url }, handler);
    });
    const { client } = createRig({ baseUrl: server.url, dispatcher: flaky });
    await expect(client.submit(input())).resolves.toMatchObject({ requestId: REQUEST_ID });
    expect(tries).toBe(3);
    expect(server.seen).toHaveLength(1);
    await Promise.all([real.destroy(), dispatcher.destroy()]);
  });
});

describe('a submit that was refused for the moment', () => {
  it.each([500, 502, 503])('is repeated once after HTTP %i', async (status) => {
    server.script(SUBMIT, { status, json: { error: 'try later' } }, TAKEN);
    const { client, clock } = createRig({ baseUrl: server.url });
    await expect(client.submit(input())).resolves.toMatchObject({ requestId: REQUEST_ID });
    expect(server.seen).toHaveLength(2);
    expect(clock.sleepsMs).toEqual([700]);
    await client.close();
  });

  it.each([500, 502, 503])('is not sent a third time after two answers of HTTP %i', async (status) => {
    server.script(SUBMIT, { status, bytes: '<html>gateway</html>' });
    const { client } = createRig({ baseUrl: server.url });
    const error = await rejection(client.submit(input()));
    expect(error).toMatchObject({ code: 'unavailable', charged: 'no', retry: 'user_may' });
    expect(server.seen).toHaveLength(2);
    await client.close();
  });

  const limited = (headers: Record<string, string> = {}): Reply => ({
    status: 429,
    json: { error: 'Too many requests' },
    headers,
  });

  it('waits for the reset that a 429 names, and holds the other requests back too', async () => {
    const { client, clock, pauses } = createRig({ baseUrl: server.url });
    const resetAt = clock.now() + 42_000;
    server.script(SUBMIT, limited({ 'x-rate-limit-reset-at-utc': new Date(resetAt).toISOString() }), TAKEN);
    await client.submit(input());
    expect(pauses).toEqual([resetAt]);
    expect(clock.sleepsMs).toEqual([42_000]);
    expect(server.seen).toHaveLength(2);
    await client.close();
  });

  it('backs off from 429s that name no reset', async () => {
    server.script(SUBMIT, limited(), limited(), limited(), TAKEN);
    const { client, clock, pauses } = createRig({ baseUrl: server.url });
    await client.submit(input());
    expect(clock.sleepsMs).toEqual([700, 1400, 2800]);
    expect(pauses).toEqual([]);
    await client.close();
  });

  it('gives up with rate_limited, uncharged, when 429s outlast its patience of two minutes', async () => {
    server.script(SUBMIT, limited());
    const { client, clock } = createRig({ baseUrl: server.url });
    const error = await rejection(client.submit(input()));
    expect(error).toMatchObject({ code: 'rate_limited', charged: 'no', retry: 'safe' });
    expect(clock.monotonicMs()).toBeGreaterThan(100_000);
    expect(clock.monotonicMs()).toBeLessThanOrEqual(120_000);
    await client.close();
  });
});
