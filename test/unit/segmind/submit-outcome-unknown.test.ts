import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startSegmindServer, type Reply, type SegmindServer } from '../../support/segmind-server.ts';
import { REQUEST_ID, SUBMIT, SYNC, createRig, input, rejection } from '../../support/segmind-rig.ts';

let server: SegmindServer;
beforeEach(async () => {
  server = await startSegmindServer();
});
afterEach(() => server.close());

const LOST: readonly (readonly [string, Reply])[] = [
  ['the connection is cut after the request was taken', 'cut'],
  ['the connection is reset after the request was taken', 'reset'],
  ['the answer is cut in the middle', { status: 200, halfOf: JSON.stringify({ request_id: REQUEST_ID }) }],
  ['the answer is HTML with status 200', { status: 200, bytes: '<html>Welcome</html>' }],
  ['the answer has no request id', { status: 200, json: { status: 'QUEUED' } }],
  ['the request id cannot be one', { status: 200, json: { request_id: '../../v1/get-user-credits' } }],
  ['the answer is endless', { status: 200, bytes: new Uint8Array(40 * 1024 * 1024) }],
  ['a gateway timed out', { status: 504, bytes: '<html>Gateway time-out</html>' }],
  ['a proxy timed out', { status: 524, bytes: '<html>A timeout occurred</html>' }],
  ['the server calls the request too slow', { status: 408, json: { error: 'Request timeout' } }],
];

describe('a submit of which nobody knows what became', () => {
  it.each(LOST)('is not repeated when %s', async (_when, reply) => {
    server.script(SUBMIT, reply);
    const { client, clock } = createRig({ baseUrl: server.url });
    const error = await rejection(client.submit(input()));
    expect(error).toMatchObject({ code: 'submit_outcome_unknown', charged: 'unknown', retry: 'user_may' });
    expect(server.seen).toHaveLength(1);
    expect(clock.sleepsMs).toEqual([]);
    await client.close();
  });

  it.each(LOST)('is not repeated as a v1 call either when %s', async (_when, reply) => {
    server.script(SYNC, reply);
    const { client } = createRig({ baseUrl: server.url });
    const error = await rejection(client.sync(input()));
    expect(error).toMatchObject({ code: 'submit_outcome_unknown', charged: 'unknown', retry: 'user_may' });
    expect(server.seen).toHaveLength(1);
    await client.close();
  });

  it('stays unknown when the second try after an explicit 503 is cut', async () => {
    server.script(SUBMIT, { status: 503, json: { error: 'busy' } }, 'cut');
    const { client } = createRig({ baseUrl: server.url });
    const error = await rejection(client.submit(input()));
    expect(error).toMatchObject({ code: 'submit_outcome_unknown', charged: 'unknown' });
    expect(server.seen).toHaveLength(2);
    await client.close();
  });

  it('is what an abort in flight leaves behind, with the reason as its cause', async () => {
    server.script(SUBMIT, 'silence');
    const { client } = createRig({ baseUrl: server.url });
    const stop = new AbortController();
    const reason = new Error('the process stops');
    const failed = rejection(client.submit(input(), { signal: stop.signal }));
    await server.waitForRequests(1);
    stop.abort(reason);
    const error = await failed;
    expect(error).toMatchObject({ code: 'submit_outcome_unknown', charged: 'unknown' });
    expect(error.cause).toBe(reason);
    await client.close();
  });
});

describe('an abort before anything was sent', () => {
  it('throws its own reason when the signal had aborted already', async () => {
    const { client, turns } = createRig({ baseUrl: server.url });
    const reason = new Error('too late');
    await expect(client.submit(input(), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(turns).toEqual([]);
  });

  it('throws its own reason while the submit waits for its turn', async () => {
    const stop = new AbortController();
    const reason = new Error('cancelled in the line');
    const { client } = createRig({
      baseUrl: server.url,
      acquire: (_key, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason as Error));
          stop.abort(reason);
        }),
    });
    await expect(client.submit(input(), { signal: stop.signal })).rejects.toBe(reason);
    expect(server.seen).toEqual([]);
  });

  it('throws its own reason while the submit backs off from a refusal', async () => {
    server.script(SUBMIT, { status: 503, json: { error: 'busy' } });
    const stop = new AbortController();
    const reason = new Error('cancelled between two tries');
    const { client } = createRig({
      baseUrl: server.url,
      acquire: () => {
        if (server.seen.length > 0) stop.abort(reason);
        return Promise.resolve();
      },
    });
    await expect(client.submit(input(), { signal: stop.signal })).rejects.toBe(reason);
    expect(server.seen).toHaveLength(1);
    await client.close();
  });
});
