import { describe, expect, it } from 'vitest';

import { ConfigError, UserError } from '../../../src/core/errors.ts';
import { isWithinReach } from '../../../src/core/pictures/addresses.ts';
import { checkAddress } from '../../../src/core/pictures/check-address.ts';
import { hostRules } from '../../../src/core/pictures/download.ts';
import { createGuardedFetch } from '../../../src/core/pictures/guarded-fetch.ts';
import { parseHostRule } from '../../../src/core/pictures/host-rules.ts';
import { SECOND_MS, systemClock } from '../../../src/core/time.ts';
import { pictureServer } from './picture-server.ts';

const LIMITS = { maxBytes: 1000, timeoutMs: 10 * SECOND_MS };

describe('an address', () => {
  it.each(['8.8.8.8', '1.1.1.1', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::808:808'])(
    '%s is public',
    (address) => {
      expect(isWithinReach(address, 'public')).toBe(true);
      expect(isWithinReach(address, 'loopback')).toBe(false);
    },
  );

  it.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])(
    '%s is this machine, and not public',
    (address) => {
      expect(isWithinReach(address, 'public')).toBe(false);
      expect(isWithinReach(address, 'loopback')).toBe(true);
    },
  );

  it.each([
    ...['10.0.0.1', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1'],
    ...[
      '255.255.255.255',
      '192.0.0.1',
      '198.18.0.1',
      '240.0.0.1',
      '::',
      'fc00::1',
      'fd00:ec2::254',
      'fe80::1',
    ],
    ...['fe80::1%eth0', 'fec0::1', 'ff02::1', '::ffff:10.0.0.1', '64:ff9b::a00:1', '64:ff9b::7f00:1'],
    ...['64:ff9b:1::808:808', '2002:7f00:1::', '2002:808:808::', '2001::1', '2001:db8::1', '100::1'],
    ...['::ffff:0:127.0.0.1', 'example.com', '', '8.8.8.8.8'],
  ])('%s is out of reach', (address) => {
    expect(isWithinReach(address, 'public')).toBe(false);
  });
});

describe('any public address', () => {
  it.each([
    'https://example.com/cat.png',
    'http://example.com/cat.png',
    'https://example.com:443/cat.png',
    'https://8.8.8.8/x',
    'https://[2606:4700::1111]/x',
  ])('may be fetched: %s', (address) => {
    expect(checkAddress(address, 'any-public').reach).toBe('public');
  });

  it.each([
    ...[
      'http://169.254.169.254/latest',
      'http://127.0.0.1/',
      'http://2130706433/',
      'http://0x7f.1/',
      'http://0177.0.0.1/',
    ],
    ...['http://127.1/', 'http://127.0.0.1./', 'http://0/', 'http://[::1]/', 'http://[::ffff:127.0.0.1]/'],
    ...['http://[::ffff:7f00:1]/', 'http://[64:ff9b::7f00:1]/', 'http://10.0.0.1/', 'http://１２７.0.0.1/'],
    ...['https://me:secret@example.com/', 'https://secret@example.com/', 'https://example.com:8443/'],
    ...[
      'http://example.com:443/',
      'https://example.com:80/',
      'file:///etc/passwd',
      'data:image/png;base64,secret',
    ],
    ...['ftp://example.com/', 'javascript:alert(1)', 'not an address', '', '//example.com/x', 'https://'],
  ])('is refused in words: %s', (address) => {
    const refused = (): unknown => checkAddress(address, 'any-public');
    expect(refused).toThrow(UserError);
    expect(refused).toThrow(expect.objectContaining({ code: 'address_refused', retry: 'never' }) as Error);
    expect(refused).not.toThrow(/secret|latest|passwd/);
  });

  it.each([
    ['this machine', ['127.0.0.1']],
    ['one private address among public ones', ['93.184.216.34', '10.0.0.1']],
    ['an address that stands for a private one', ['::ffff:192.168.0.1']],
    ['nothing', []],
  ])('is refused when its host resolves to %s', async (_, addresses) => {
    for (const scheme of ['http', 'https']) {
      const asked: string[] = [];
      const fetchPicture = createGuardedFetch({
        clock: systemClock,
        resolve: (hostname) => {
          asked.push(hostname);
          return Promise.resolve(addresses);
        },
      });
      const fetching = fetchPicture(
        `${scheme}://rebound.example/?secret`,
        { ...LIMITS, hosts: 'any-public' },
        { signal: new AbortController().signal },
      );
      await expect(fetching).rejects.toMatchObject({
        code: 'address_refused',
        message: 'rebound.example is not a public host, so no picture is fetched from it.',
      });
      expect(asked).toEqual(['rebound.example']);
    }
  });

  it('is not reached when its name is not known', async () => {
    const fetchPicture = createGuardedFetch({
      clock: systemClock,
      resolve: () => Promise.reject(new Error('ENOTFOUND')),
    });
    await expect(
      fetchPicture(
        'https://nowhere.example/',
        { ...LIMITS, hosts: 'any-public' },
        { signal: new AbortController().signal },
      ),
    ).rejects.toMatchObject({ code: 'picture_unreachable', retry: 'safe' });
  });
});

describe('a listed host', () => {
  it.each([
    ['images.segmind.com', { hostname: 'images.segmind.com', port: null, isLoopback: false }],
    [' Images.Segmind.COM. ', { hostname: 'images.segmind.com', port: null, isLoopback: false }],
    ['127.0.0.1:8787', { hostname: '127.0.0.1', port: 8787, isLoopback: true }],
    ['127.1', { hostname: '127.0.0.1', port: null, isLoopback: true }],
    ['localhost:80', { hostname: 'localhost', port: 80, isLoopback: true }],
    ['[::1]:8787', { hostname: '[::1]', port: 8787, isLoopback: true }],
    ['8.8.8.8', { hostname: '8.8.8.8', port: null, isLoopback: false }],
    ['bücher.example', { hostname: 'xn--bcher-kva.example', port: null, isLoopback: false }],
  ])('is read from %j', (text, rule) => {
    expect(parseHostRule(text)).toEqual(rule);
  });

  it.each([
    '',
    'https://x.com',
    'x.com/a',
    'a b',
    'x.com:0',
    'x.com:99999',
    'x.com:',
    '10.0.0.1',
    '169.254.169.254',
    '[fe80::1]',
    'me@x.com',
    '*.x.com?',
  ])('cannot be read from %j', (text) => {
    expect(parseHostRule(text)).toBeNull();
    expect(() => hostRules(['good.example', text])).toThrow(ConfigError);
  });

  it.each([
    ['https://images.example/a', true],
    ['https://images.example./a', true],
    ['https://IMAGES.example:443/a', true],
    ['http://images.example/a', false],
    ['https://images.example:8443/a', false],
    ['https://evil.images.example/a', false],
    ['https://images.example.evil/a', false],
    ['http://127.0.0.1:8787/a', true],
    ['http://2130706433:8787/a', true],
    ['https://127.0.0.1:8787/a', true],
    ['http://127.0.0.1:8788/a', false],
    ['http://127.0.0.1/a', false],
    ['http://localhost:8787/a', false],
    ['http://[::1]/a', true],
  ])('lets %s through: %s', (address, isAllowed) => {
    const rules = hostRules(['images.example', '127.0.0.1:8787', '[::1]']);
    const problem = tryOut(() => checkAddress(address, rules));
    expect(problem?.includes('is not on the list of their hosts.') ?? null).toBe(isAllowed ? null : true);
  });

  it('is refused when it resolves to this machine without being of this machine', async () => {
    const server = await pictureServer((_, response) => response.end('private'));
    const fetchPicture = createGuardedFetch({
      clock: systemClock,
      resolve: () => Promise.resolve(['127.0.0.1']),
    });
    const policy = { ...LIMITS, hosts: hostRules([`images.example:${server.port}`]) };
    const fetching = fetchPicture(`https://images.example:${server.port}/`, policy, {
      signal: new AbortController().signal,
    });
    await expect(fetching).rejects.toMatchObject({ code: 'address_refused' });
    expect(server.requests).toEqual([]);
  });

  it('of this machine is reached by name, at the address that was looked up, and nowhere else', async () => {
    const server = await pictureServer((_, response) => response.end('here'));
    let addresses = ['127.0.0.1'];
    const fetchPicture = createGuardedFetch({
      clock: systemClock,
      resolve: () => Promise.resolve(addresses),
    });
    const policy = { ...LIMITS, hosts: hostRules([`pictures.localhost:${server.port}`]) };
    const url = `http://pictures.localhost:${server.port}/`;
    const options = { signal: new AbortController().signal };
    expect(Buffer.from((await fetchPicture(url, policy, options)).bytes).toString()).toBe('here');
    addresses = ['93.184.216.34'];
    const another = createGuardedFetch({ clock: systemClock, resolve: () => Promise.resolve(addresses) });
    await expect(another(url, policy, options)).rejects.toMatchObject({ code: 'address_refused' });
  });
});

/** The message of what it throws; null when it throws nothing. */
function tryOut(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    return error instanceof UserError ? error.message : 'not a UserError';
  }
}
