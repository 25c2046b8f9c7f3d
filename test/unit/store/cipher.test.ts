import { randomBytes } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { createCipher } from '../../../src/store/cipher.ts';

const PLACE = ['notes', 'tray', 'key'];

describe('the cipher', () => {
  const cipher = createCipher(randomBytes(32));

  it.each(['', 'token', '\u{1f98a} with "quotes"', 'x'.repeat(100_000)])('opens what it sealed', (text) => {
    expect(cipher.open(cipher.seal(text, PLACE), PLACE)).toBe(text);
  });

  it('seals the same text differently each time, and shows nothing of it', () => {
    const sealed = [1, 2].map(() => cipher.seal('secret', PLACE));
    expect(sealed[0]).not.toBe(sealed[1]);
    expect(Buffer.from(sealed[0]?.slice(3) ?? '', 'base64').includes('secret')).toBe(false);
  });

  it('says that the key is another one', () => {
    const other = createCipher(randomBytes(32));
    expect(() => other.open(cipher.seal('secret', PLACE), PLACE)).toThrow(
      expect.objectContaining({
        reason: 'bad_key',
        message: expect.stringContaining('ENCRYPTION_KEY') as string,
      }),
    );
  });

  it('does not open a value that was moved to another row', () => {
    const sealed = cipher.seal('secret', PLACE);
    expect(() => cipher.open(sealed, ['notes', 'tray', 'other'])).toThrow(
      expect.objectContaining({ reason: 'bad_key' }),
    );
  });

  it('does not open a value of which one bit was changed', () => {
    const bytes = Buffer.from(cipher.seal('secret', PLACE).slice(3), 'base64');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      expect(() => cipher.open(`v1:${changed.toString('base64')}`, PLACE)).toThrow(/does not open/);
    }
  });

  it.each(['', 'v1:', 'v1:AAAA', 'v2:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'nonsense'])(
    'calls "%s" damaged',
    (sealed) => {
      expect(() => cipher.open(sealed, PLACE)).toThrow(expect.objectContaining({ reason: 'corrupt' }));
    },
  );

  it('takes no key of another length', () => {
    expect(() => createCipher(randomBytes(16))).toThrow(expect.objectContaining({ reason: 'bad_key' }));
  });
});
