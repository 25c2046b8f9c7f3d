import { gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import type { UserError } from '../../../src/core/errors.ts';
import { createGuardedFetch, type FetchedPicture } from '../../../src/core/pictures/guarded-fetch.ts';
import { hostRules } from '../../../src/core/pictures/download.ts';
import { SECOND_MS, systemClock } from '../../../src/core/time.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { pictureServer } from './picture-server.ts';

const LIMITS = { maxBytes: 1000, timeoutMs: 10 * SECOND_MS };
const fetchPicture = createGuardedFetch({ clock: systemClock });
const never = (): AbortSignal => new AbortController().signal;

function fetchFrom(
  hosts: readonly string[],
  url: string,
  headers?: Record<string, string>,
): Promise<FetchedPicture> {
  return fetchPicture(
    url,
    { ...LIMITS, hosts: hostRules(hosts) },
    headers ? { signal: never(), headers } : { signal: never() },
  );
}

async function refusal(promise: Promise<unknown>): Promise<UserError> {
  return promise.then(
    () => Promise.reject(new Error('It was fetched.')),
    (error: unknown) => error as UserError,
  );
}

describe('a guarded fetch', () => {
  it('brings the bytes and what the host calls them', async () => {
    const server = await pictureServer((_, response) =>
      response.writeHead(200, { 'content-type': 'image/png' }).end('bytes'),
    );
    const fetched = await fetchFrom([server.host], `${server.origin}/a.png?x=1`);
    expect(Buffer.from(fetched.bytes).toString()).toBe('bytes');
    expect(fetched.contentType).toBe('image/png');
    expect(server.requests[0]?.url).toBe('/a.png?x=1');
    expect(server.requests[0]?.headers['accept-encoding']).toBe('identity');
  });

  it('sends the headers it is given', async () => {
    const server = await pictureServer((_, response) => response.end('x'));
    await fetchFrom([server.host], server.origin, { authorization: 'Bearer t' });
    expect(server.requests[0]?.headers.authorization).toBe('Bearer t');
  });

  it('follows a redirect on the same host, with its headers', async () => {
    const server = await pictureServer((request, response) =>
      request.url === '/end' ? response.end('there') : response.writeHead(302, { location: '/end' }).end(),
    );
    const fetched = await fetchFrom([server.host], `${server.origin}/start`, { authorization: 'Bearer t' });
    expect(Buffer.from(fetched.bytes).toString()).toBe('there');
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer t', 'Bearer t']);
  });

  it('keeps its headers from another listed host', async () => {
    const second = await pictureServer((_, response) => response.end('there'));
    const first = await pictureServer((_, response) =>
      response.writeHead(307, { location: second.origin }).end(),
    );
    await fetchFrom([first.host, second.host], first.origin, { authorization: 'Bearer t' });
    expect(second.requests[0]?.headers.authorization).toBeUndefined();
  });

  it.each([
    ['another port', (port: number) => `http://127.0.0.1:${port === 65_535 ? 1 : port + 1}/`],
    ['a private address', () => 'http://169.254.169.254/latest/meta-data'],
    ['a public host', () => 'https://example.com/'],
    ['a file', () => 'file:///etc/passwd'],
    ['a name and password', (port: number) => `http://me:secret@127.0.0.1:${port}/`],
  ])('refuses a redirect to %s', async (_, target) => {
    const server = await pictureServer((request, response) =>
      response.writeHead(302, { location: target(request.socket.localPort ?? 0) }).end(),
    );
    const error = await refusal(fetchFrom([server.host], server.origin));
    expect(error).toMatchObject({ code: 'address_refused', retry: 'never' });
    expect(error.message).not.toMatch(/secret|passwd|meta-data/);
    expect(server.requests).toHaveLength(1);
  });

  it('follows none where the policy says so', async () => {
    const server = await pictureServer((request, response) =>
      request.url === '/b.png'
        ? response.writeHead(200, { 'content-type': 'image/png' }).end('bytes')
        : response.writeHead(302, { location: '/b.png' }).end(),
    );
    const policy = { ...LIMITS, hosts: hostRules([server.host]), maxRedirects: 0 };
    const error = await refusal(fetchPicture(`${server.origin}/a.png`, policy, { signal: never() }));
    expect(error.code).toBe('address_refused');
  });

  it('gives up after three redirects', async () => {
    const server = await pictureServer((_, response) =>
      response.writeHead(302, { location: '/again' }).end(),
    );
    expect(await refusal(fetchFrom([server.host], server.origin))).toMatchObject({ code: 'address_refused' });
    expect(server.requests).toHaveLength(4);
  });

  it('stops a body that does not end', async () => {
    let sent = 0;
    let closed = false;
    const server = await pictureServer((_, response) => {
      const more = (): void => {
        sent += 400;
        response.write('x'.repeat(400), () => closed || more());
      };
      response.on('close', () => (closed = true));
      more();
    });
    expect(await refusal(fetchFrom([server.host], server.origin))).toMatchObject({
      code: 'picture_too_large',
    });
    await expect.poll(() => closed).toBe(true);
    expect(sent).toBeGreaterThan(LIMITS.maxBytes);
  });

  it('refuses a body that is announced too long before it comes', async () => {
    const server = await pictureServer((_, response) =>
      response.writeHead(200, { 'content-length': '1001' }).flushHeaders(),
    );
    expect(await refusal(fetchFrom([server.host], server.origin))).toMatchObject({
      code: 'picture_too_large',
    });
  });

  it('refuses a body that would have to be unpacked', async () => {
    const server = await pictureServer((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(100))),
    );
    expect(await refusal(fetchFrom([server.host], server.origin))).toMatchObject({
      code: 'picture_unreadable',
    });
  });

  it.each([
    [404, 'picture_gone', 'never'],
    [410, 'picture_gone', 'never'],
    [403, 'picture_gone', 'never'],
    [429, 'picture_unreachable', 'safe'],
    [500, 'picture_unreachable', 'safe'],
    [503, 'picture_unreachable', 'safe'],
    [204, 'picture_unreadable', 'never'],
    [304, 'address_refused', 'never'],
  ])('says of an answer %i that it is %s, retry %s', async (status, code, retry) => {
    const server = await pictureServer((_, response) => response.writeHead(status).end());
    expect(await refusal(fetchFrom([server.host], `${server.origin}/?key=secret`))).toMatchObject({
      code,
      retry,
      charged: 'no',
      details: code === 'address_refused' ? undefined : { host: '127.0.0.1', status },
    });
  });

  it('may be called again after a connection that was cut', async () => {
    const server = await pictureServer((_, response) => {
      response.writeHead(200, { 'content-length': '500' });
      response.write('half', () => response.destroy());
    });
    expect(await refusal(fetchFrom([server.host], server.origin))).toMatchObject({
      code: 'picture_unreachable',
      retry: 'safe',
    });
  });

  it('may be called again after a connection that was refused', async () => {
    // Port 1 of this machine, where nobody listens.
    expect(await refusal(fetchFrom(['127.0.0.1:1'], 'http://127.0.0.1:1/?key=secret'))).toMatchObject({
      code: 'picture_unreachable',
      retry: 'safe',
      message: '127.0.0.1 could not be reached.',
    });
  });

  it('ends when its time is over, wherever it is', async () => {
    const clock = new ManualClock();
    const server = await pictureServer((_, response) => response.write('a beginning'));
    const fetching = refusal(
      createGuardedFetch({ clock })(
        server.origin,
        { ...LIMITS, hosts: hostRules([server.host]) },
        { signal: never() },
      ),
    );
    await expect.poll(() => server.requests.length).toBe(1);
    await clock.advance(LIMITS.timeoutMs);
    expect(await fetching).toMatchObject({ code: 'picture_unreachable', retry: 'safe' });
    expect(clock.sleepsMs).toEqual([LIMITS.timeoutMs]);
  });

  it('ends with the reason of its caller', async () => {
    const server = await pictureServer((_, response) => response.write('a beginning'));
    const caller = new AbortController();
    const reason = new Error('enough');
    const fetching = fetchPicture(
      server.origin,
      { ...LIMITS, hosts: hostRules([server.host]) },
      { signal: caller.signal },
    );
    await expect.poll(() => server.requests.length).toBe(1);
    caller.abort(reason);
    await expect(fetching).rejects.toBe(reason);
    await expect(
      fetchPicture(server.origin, { ...LIMITS, hosts: 'any-public' }, { signal: caller.signal }),
    ).rejects.toBe(reason);
  });
});
