import { mkdir, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';

import { afterEach, describe, expect, it } from 'vitest';

import { openStudioStand, type StudioStand } from '../../support/studio-fixture.ts';
import { png } from '../../contract/presenter-stage.ts';
import { useTempDir } from '../../support/temp-dir.ts';

describe('the safety of the studio', () => {
  let stand: StudioStand;
  const inDir = useTempDir();
  afterEach(() => stand.close());

  const signIn = (body: unknown): Promise<Response> =>
    fetch(`${stand.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  /** `fetch` writes the host by itself. */
  function statusFor(host: string): Promise<number> {
    const { port } = new URL(stand.url);
    return new Promise((resolve, reject) => {
      httpRequest({ host: '127.0.0.1', port, path: '/api/session', headers: { host } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      })
        .once('error', reject)
        .end();
    });
  }

  it('gives every answer the headers that keep a page to itself', async () => {
    stand = await openStudioStand();
    const ada = await stand.browser();
    for (const path of ['/', '/api/rooms', '/api/jobs/none', `/pictures/${'a'.repeat(64)}`]) {
      const { headers } = await ada.get(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
    await ada.listen();
    const stream = await fetch(`${stand.url}/api/rooms/general/events`, { headers: { cookie: ada.cookie } });
    expect(stream.headers.get('x-content-type-options')).toBe('nosniff');
    await stream.body?.cancel();
  });

  it.each([
    ['localhost:3000', 200],
    ['127.0.0.1', 200],
    ['[::1]:80', 200],
    ['evil.example', 421],
    ['127.0.0.1.evil.example:3000', 421],
    ['localhost.', 421],
  ])('answers to the name %s with %i', async (host, status) => {
    stand = await openStudioStand();
    expect(await statusFor(host)).toBe(status);
  });

  it('sets a cookie that no script and no other site can use', async () => {
    stand = await openStudioStand();
    const answer = await fetch(`${stand.url}/api/session`);
    expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly.*SameSite=Strict/);
  });

  it('changes nothing without the token of the session', async () => {
    stand = await openStudioStand();
    const ada = await stand.browser('Ada');
    const wrong = await ada.send('/api/rooms', { name: 'x' }, { 'x-csrf-token': 'wrong' });
    expect(wrong.status).toBe(403);
    const foreign = await ada.send('/api/session', { name: 'x' }, { 'sec-fetch-site': 'cross-site' });
    expect(foreign.status).toBe(403);
    expect(await ada.json('/api/rooms')).toHaveLength(1);
    expect(await ada.json('/api/session')).toMatchObject({ me: { name: 'Ada' } });
  });

  it('lets nobody in without the token of the studio', async () => {
    stand = await openStudioStand({ studioToken: 'a good token' });
    expect((await fetch(`${stand.url}/api/session`)).status).toBe(401);
    expect((await fetch(`${stand.url}/api/rooms`)).status).toBe(401);
    expect((await signIn({ name: 'Eve' })).status).toBe(401);
    expect((await signIn({ name: 'Eve', token: 'a bad token' })).status).toBe(401);
    const slowed = await signIn({ name: 'Eve', token: 'a good token' });
    expect(slowed.status).toBe(429);
    expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  });

  it('lets in who knows it, and forgets its sessions when the token changes', async () => {
    stand = await openStudioStand({ studioToken: 'a good token' });
    const answer = await signIn({ name: 'Ada', token: 'a good token' });
    expect(answer.status).toBe(200);
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const rooms = (): Promise<Response> => fetch(`${stand.url}/api/rooms`, { headers: { cookie } });
    expect((await rooms()).status).toBe(200);
    const { rig, notes } = stand;
    await stand.close();
    stand = await openStudioStand({ rig, notes, studioToken: 'another token' });
    expect((await rooms()).status).toBe(401);
  });

  it('shows an upload to nobody but the person who sent it, until they post it', async () => {
    stand = await openStudioStand();
    const [ada, ben] = [await stand.browser('Ada'), await stand.browser('Ben')];
    const { hash } = await ada.uploaded(await png(3));
    expect((await ada.get(`/pictures/${hash}`)).headers.get('content-type')).toBe('image/png');
    expect((await ben.get(`/pictures/${hash}`)).status).toBe(404);
    expect((await ben.post('use it', { pictures: [hash] })).status).toBe(422);
    await ada.posted('', { pictures: [hash] });
    expect((await ben.get(`/pictures/${hash}`)).status).toBe(200);
  });

  it('serves nothing as a picture that is none by its bytes', async () => {
    stand = await openStudioStand();
    const ada = await stand.browser('Ada');
    // The rig of this stand takes any bytes for a picture.
    const { hash } = await ada.uploaded(Buffer.from('<svg onload="alert(1)"/><script>alert(1)</script>'));
    expect((await ada.get(`/pictures/${hash}`)).status).toBe(404);
  });

  it('refuses an upload that is too large, whatever it claims', async () => {
    stand = await openStudioStand();
    const ada = await stand.browser('Ada');
    const { maxUploadBytes } = ada.session.limits;
    const answer = await ada.upload(new Uint8Array(maxUploadBytes + 1));
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ error: { code: 'picture_too_large' } });
  });

  it.each([
    ['an unknown field', { text: 'x', clientId: '12345678', html: '<b>' }],
    ['no name of its own', { text: 'x' }],
    ['a picture that is no digest', { text: 'x', clientId: '12345678', pictures: ['../../etc/passwd'] }],
  ])('refuses a post with %s', async (_, body) => {
    stand = await openStudioStand();
    const ada = await stand.browser('Ada');
    const answer = await ada.send('/api/rooms/general/messages', body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 'bad_request' } });
  });

  it('serves the built page, and nothing beside it', async () => {
    await mkdir(inDir('page', 'assets'), { recursive: true });
    await writeFile(inDir('page', 'index.html'), '<!doctype html><title>studio</title>');
    await writeFile(inDir('page', 'assets', 'main-1a2b.js'), 'export {};');
    await writeFile(inDir('secret.txt'), 'secret');
    stand = await openStudioStand({ pageDir: inDir('page') });
    const page = await fetch(`${stand.url}/`);
    expect(await page.text()).toContain('<title>studio</title>');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const script = await fetch(`${stand.url}/assets/main-1a2b.js`);
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect((await fetch(`${stand.url}/..%2fsecret.txt`)).status).toBe(404);
  });
});
