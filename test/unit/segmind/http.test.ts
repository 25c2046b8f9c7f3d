import { Agent } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createHttp, type Http, type HttpRequest } from '../../../src/core/segmind/http.ts';
import { startSegmindServer, type SegmindServer } from '../../support/segmind-server.ts';

let server: SegmindServer;
let http: Http;
beforeEach(async () => {
  server = await startSegmindServer();
  http = createHttp();
});
afterEach(async () => {
  await http.close();
  await server.close();
});

const request = (more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'POST',
  url: new URL('/x?y=1', server.url),
  headers: { 'content-type': 'text/plain' },
  body: 'hello',
  timeoutMs: 10_000,
  maxBytes: 1000,
  ...more,
});

describe('one exchange', () => {
  it('brings status, headers and bytes', async () => {
    server.script('POST /x?y=1', { status: 207, bytes: 'héllo', headers: { 'x-a': 'b' } });
    const outcome = await http.send(request());
    expect(outcome).toMatchObject({ kind: 'answer', status: 207, headers: { 'x-a': 'b' } });
    expect(outcome.kind === 'answer' && Buffer.from(outcome.body).toString('utf8')).toBe('héllo');
    expect(server.seen[0]).toMatchObject({ body: 'hello', headers: { 'content-type': 'text/plain' } });
  });

  it('that takes too long may have left', async () => {
    server.script('POST /x?y=1', 'silence');
    const outcome = await http.send(request({ timeoutMs: 100 }));
    expect(outcome).toMatchObject({ kind: 'failed', mayHaveLeft: true, cause: { code: 'TIMEOUT' } });
    expect(server.seen).toHaveLength(1);
  });

  it('that never got a connection has not left', async () => {
    const stuck = new Agent({ connect: () => undefined });
    const outcome = await createHttp(stuck).send(request({ timeoutMs: 100 }));
    expect(outcome).toMatchObject({ kind: 'failed', mayHaveLeft: false, cause: { code: 'TIMEOUT' } });
    const stop = new AbortController();
    const aborted = createHttp(stuck).send(request({ signal: stop.signal }));
    stop.abort();
    expect(await aborted).toEqual({ kind: 'aborted', mayHaveLeft: false });
    await stuck.destroy();
  });

  it('that nobody waits for any more is not sent when its connection comes at last', async () => {
    const connectors: (() => void)[] = [];
    const real = new Agent();
    const waiting = Promise.withResolvers<undefined>();
    const late = real.compose((dispatch) => (options, handler) => {
      connectors.push(() => dispatch(options, handler));
      waiting.resolve(undefined);
      return true;
    });
    const stop = new AbortController();
    const aborted = createHttp(late).send(request({ signal: stop.signal }));
    await waiting.promise;
    stop.abort();
    expect(await aborted).toEqual({ kind: 'aborted', mayHaveLeft: false });
    connectors.forEach((connect) => connect());
    server.script('GET /after', { status: 200, bytes: 'ok' });
    await createHttp(real).send(
      request({ method: 'GET', url: new URL('/after', server.url), headers: {}, body: '' }),
    );
    expect(server.seen.map((one) => one.path)).toEqual(['/after']);
    await real.destroy();
  });

  it('with a longer answer than is allowed is unreadable, and the rest is not read', async () => {
    server.script('POST /x?y=1', { status: 200, bytes: new Uint8Array(1001) });
    expect(await http.send(request())).toMatchObject({
      kind: 'unreadable',
      status: 200,
      cause: { code: 'TOO_LONG' },
    });
    server.script('POST /x?y=1', { status: 200, bytes: new Uint8Array(1000) });
    expect(await http.send(request())).toMatchObject({ kind: 'answer' });
  });

  it('keeps the status of an answer that is cut', async () => {
    server.script('POST /x?y=1', { status: 503, halfOf: 'busy now' });
    expect(await http.send(request())).toMatchObject({ kind: 'unreadable', status: 503 });
  });

  it('is over at once when the signal has aborted already', async () => {
    const outcome = await http.send(request({ signal: AbortSignal.abort() }));
    expect(outcome).toEqual({ kind: 'aborted', mayHaveLeft: false });
    expect(server.seen).toEqual([]);
  });

  it('leaves no listener on a signal that lives on', async () => {
    server.script('POST /x?y=1', { status: 200, bytes: 'ok' });
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...args);
    };
    for (let turn = 0; turn < 5; turn += 1) await http.send(request({ signal }));
    expect(listeners).toBe(0);
  });
});
