import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { afterEach, describe, expect, it } from 'vitest';

import { silentLogger, systemClock } from '../../../src/core/index.ts';
import { openStore, type Stores } from '../../../src/store/index.ts';
import { useTempDir } from '../../support/temp-dir.ts';

const HOLDER = path.resolve(import.meta.dirname, '../../support/hold-store.ts');

const at = useTempDir();
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function hold(dataDir = at()): Promise<{ child: ChildProcess; says: string }> {
  const child = spawn(process.execPath, [HOLDER, `sqlite:${at('bot.db')}`, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [says] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, says };
}

function open(readOnly = false, file = at('bot.db'), dataDir = at()): Promise<Stores> {
  return openStore({
    databaseUrl: `sqlite:${file}`,
    dataDir,
    encryptionKey: null,
    clock: systemClock,
    logger: silentLogger,
    readOnly,
  });
}

describe('a database that a process works on', () => {
  it('is refused to a second process in words, and free as soon as the first one is killed', async () => {
    const { child, says } = await hold();
    expect(says).toBe('held');
    await expect(open()).rejects.toMatchObject({
      reason: 'in_use',
      message: expect.stringMatching(/runs on this database already/) as unknown,
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    await (await open()).close();
  });

  it('is refused to another process while this one has it, and given once this one closed it', async () => {
    const stores = await open();
    expect((await hold()).says).toMatch(/runs on this database already/);
    await stores.close();
    await stores.close();
    expect((await hold()).says).toBe('held');
  });

  it('is refused twice in one process, also by another name', async () => {
    const stores = await open();
    await expect(open()).rejects.toMatchObject({ reason: 'in_use' });
    await mkdir(at('elsewhere'));
    await symlink(at('bot.db'), at('elsewhere', 'link.db'));
    await expect(open(false, at('elsewhere', 'link.db'))).rejects.toMatchObject({ reason: 'in_use' });
    await stores.close();
  });

  it('may be looked at meanwhile, and not changed', async () => {
    const stores = await open();
    await stores.durations.save('high', '{}');
    const looker = await open(true);
    expect(await looker.durations.load()).toEqual({ high: '{}' });
    await stores.durations.save('high', '{"n":1}');
    expect(await looker.durations.load()).toEqual({ high: '{"n":1}' });
    await expect(looker.durations.save('high', 'x')).rejects.toMatchObject({ reason: 'unreadable' });
    await looker.close();
    await stores.close();
  });
});

/** Each process removes the pictures that its own database does not name: of another one's it would leave none. */
describe('a data directory that a process keeps its pictures in', () => {
  it('is refused to a process with another database, and free as soon as the first one is killed', async () => {
    const { child, says } = await hold(at('data'));
    expect(says).toBe('held');
    await expect(open(false, at('other.db'), at('data'))).rejects.toMatchObject({
      reason: 'in_use',
      message: expect.stringMatching(/DATA_DIR already/) as unknown,
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    await (await open(false, at('other.db'), at('data'))).close();
  });

  it('is refused by another name too, and leaves the refused database free', async () => {
    const stores = await open(false, at('bot.db'), at('data'));
    await symlink(at('data'), at('link'));
    await expect(open(false, at('other.db'), at('link'))).rejects.toMatchObject({ reason: 'in_use' });
    await stores.close();
    await (await open(false, at('other.db'), at('link'))).close();
  });

  it('is named with its lock file where that cannot be used', async () => {
    const lock = at('data', 'in-use.lock');
    await mkdir(lock, { recursive: true });
    await expect(open(false, at('bot.db'), at('data'))).rejects.toMatchObject({
      reason: 'unreadable',
      message: expect.stringMatching(
        /^The lock file of the DATA_DIR, .*in-use\.lock, cannot be used/,
      ) as unknown,
    });
    await rm(lock, { recursive: true });
    await (await open(false, at('bot.db'), at('data'))).close();
  });

  it('is looked at beside the process that has it', async () => {
    const stores = await open(false, at('bot.db'), at('data'));
    await (await open(true, at('bot.db'), at('data'))).close();
    await stores.close();
  });
});
