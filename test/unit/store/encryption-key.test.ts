import { readdir, readFile, stat, writeFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { loadEncryptionKey } from '../../../src/store/encryption-key.ts';
import { useTempDir } from '../../support/temp-dir.ts';

describe('the encryption key', () => {
  const at = useTempDir();
  const load = (encryptionKey: string | null = null, create = true): Promise<Uint8Array> =>
    loadEncryptionKey({ encryptionKey, dataDir: at('data'), create });

  it('is the setting where there is one, and then no file is made', async () => {
    const key = Buffer.alloc(32, 7);
    expect(await load(key.toString('base64'))).toEqual(key);
    expect(await readdir(at())).toEqual([]);
  });

  it('is drawn and kept for its owner alone where there is none', async () => {
    const key = await load();
    expect(key).toHaveLength(32);
    expect((await stat(at('data', 'encryption.key'))).mode & 0o777).toBe(0o600);
    expect((await stat(at('data'))).mode & 0o777).toBe(0o700);
    expect(await load()).toEqual(key);
    expect(await readdir(at('data'))).toEqual(['encryption.key']);
  });

  it('is the same for all that draw it at once', async () => {
    const keys = await Promise.all(Array.from({ length: 10 }, () => load()));
    const kept = Buffer.from(await readFile(at('data', 'encryption.key'), 'utf8'), 'base64');
    for (const key of keys) expect(key).toEqual(kept);
    expect(await readdir(at('data'))).toEqual(['encryption.key']);
  });

  it.each(['', 'c2hvcnQ=', 'not base64 at all, but rather long text'])('is not "%s"', async (text) => {
    await expect(load(text)).rejects.toMatchObject({ reason: 'bad_key' });
    await load();
    await writeFile(at('data', 'encryption.key'), text);
    await expect(load()).rejects.toMatchObject({ reason: 'bad_key' });
  });

  it('is not made by one who may only look', async () => {
    await expect(load(null, false)).rejects.toMatchObject({ reason: 'bad_key' });
    expect(await readdir(at())).toEqual([]);
  });

  it('says in words that its directory cannot be used', async () => {
    await writeFile(at('data'), 'a file where the directory should be');
    await expect(load()).rejects.toMatchObject({
      reason: 'unreadable',
      message: expect.stringContaining('key file') as unknown,
    });
  });
});
