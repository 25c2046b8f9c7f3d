import { readFile, truncate, writeFile, mkdir, open as openFile } from 'node:fs/promises';

import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';

import { silentLogger } from '../../../src/core/index.ts';
import { createCipher } from '../../../src/store/cipher.ts';
import { openStore, type Stores } from '../../../src/store/index.ts';
import { createJobReading } from '../../../src/store/job-reading.ts';
import { createJobWriting } from '../../../src/store/job-writing.ts';
import { migrate } from '../../../src/store/migrate.ts';
import { openSqliteFile } from '../../../src/store/sqlite-file.ts';
import { aHash, aJob, NO_LIMITS, painted } from '../../support/job-factory.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { useTempDir } from '../../support/temp-dir.ts';

describe('a disk that fails', () => {
  const at = useTempDir();
  const open = (
    wishes: { databaseUrl?: string; encryptionKey?: string; readOnly?: boolean } = {},
  ): Promise<Stores> =>
    openStore({
      databaseUrl: `sqlite:${at('bot.db')}`,
      dataDir: at(),
      encryptionKey: null,
      clock: new ManualClock(),
      logger: silentLogger,
      ...wishes,
    });

  it('is told as such when a file is no database', async () => {
    await writeFile(at('bot.db'), 'This is a text, and a text is no database. '.repeat(100));
    await expect(open()).rejects.toMatchObject({
      reason: 'corrupt',
      message: expect.stringMatching(/not a SQLite database/) as unknown,
    });
    await writeFile(at('bot.db.lock'), 'Neither is this a lock.');
    await expect(open()).rejects.toMatchObject({ reason: 'corrupt' });
  });

  it.each(['sqlite_schema', 'takes'])('is told as such when the pages of %s are damaged', async (table) => {
    const stores = await open();
    const job = aJob();
    await stores.jobs.create(job, NO_LIMITS);
    await stores.close();
    await damage(table);
    const reading = async (): Promise<unknown> => {
      const again = await open();
      try {
        return await again.jobs.get(job.id);
      } finally {
        await again.close();
      }
    };
    await expect(reading()).rejects.toMatchObject({
      reason: 'corrupt',
      message: expect.stringMatching(/damaged/) as unknown,
    });
  });

  /** Writes nonsense over the first page of a table. */
  async function damage(table: string): Promise<void> {
    const raw = new Database(at('bot.db'));
    const root = raw.prepare('select rootpage from sqlite_schema where name = ?').pluck().get(table);
    const pageBytes = raw.pragma('page_size', { simple: true }) as number;
    raw.close();
    const page = typeof root === 'number' ? root : 1;
    const file = await openFile(at('bot.db'), 'r+');
    // The first page begins with the header of the file: what comes after it is the table.
    const skip = page === 1 ? 100 : 0;
    await file.write(
      Buffer.alloc(pageBytes - skip, 0xa5),
      0,
      pageBytes - skip,
      (page - 1) * pageBytes + skip,
    );
    await file.close();
  }

  it('is told as such when the file was cut off', async () => {
    const stores = await open();
    await stores.jobs.create(aJob(), NO_LIMITS);
    await stores.close();
    await truncate(at('bot.db'), 5000);
    await expect(open()).rejects.toMatchObject({ reason: 'corrupt' });
  });

  it('is told as such when it is full, with nothing half written, and works again when there is room', async () => {
    const { db, raw } = openSqliteFile(at('bot.db'));
    await migrate(db, true);
    const parts = { db, cipher: createCipher(Buffer.alloc(32)), logger: silentLogger };
    const jobs = { ...createJobReading(parts), ...createJobWriting(parts) };
    const first = aJob({ takes: [{}, {}, {}, {}] });
    await jobs.create(first, NO_LIMITS);
    raw.pragma(`max_page_count = ${raw.pragma('page_count', { simple: true }) as number}`);
    const big = aJob({ request: { prompt: 'x'.repeat(9000) }, takes: [{}, {}, {}, {}] });
    await expect(jobs.create(big, NO_LIMITS)).rejects.toMatchObject({
      reason: 'disk_full',
      code: 'store_disk_full',
    });
    const messages = Array.from({ length: 200 }, (_, index) => ({
      conversation: big.request.origin.conversation,
      messageId: `message ${String(index)}`,
    }));
    await expect(jobs.save({ ...first, resultMessages: messages })).rejects.toMatchObject({
      reason: 'disk_full',
    });
    expect(await jobs.listUnfinished()).toEqual([first.id]);
    expect(await jobs.get(first.id)).toEqual(first);
    for (const table of ['jobs', 'events'])
      expect(raw.prepare(`select count(*) from ${table}`).pluck().get()).toBe(1);
    expect(raw.prepare('select count(*) from takes').pluck().get()).toBe(4);
    raw.pragma('max_page_count = 10000');
    expect(await jobs.create(big, NO_LIMITS)).toMatchObject({ outcome: 'created' });
    expect(raw.pragma('integrity_check', { simple: true })).toBe('ok');
    await db.destroy();
  });

  it('is told as such when its directory cannot be used', async () => {
    await writeFile(at('file'), '');
    await expect(open({ databaseUrl: `sqlite:${at('file', 'bot.db')}` })).rejects.toMatchObject({
      reason: 'unreadable',
    });
    await mkdir(at('directory.db'));
    await expect(open({ databaseUrl: `sqlite:${at('directory.db')}` })).rejects.toMatchObject({
      reason: 'unreadable',
    });
  });

  it('has nothing to look at before the first start', async () => {
    await expect(open({ readOnly: true })).rejects.toMatchObject({
      reason: 'not_found',
      message: expect.stringMatching(/Start the bot once/) as unknown,
    });
  });

  it('leaves a database that it cannot open free for the next try', async () => {
    await (await open()).close();
    await expect(open({ encryptionKey: Buffer.alloc(32, 1).toString('base64') })).rejects.toMatchObject({
      reason: 'bad_key',
    });
    await (await open()).close();
  });

  it('shows no handle and no note to one who reads the file', async () => {
    const stores = await open();
    const job = aJob({ handle: { token: 'first-secret' }, origin: { replyHandle: 'second-secret' } });
    await stores.jobs.create(job, NO_LIMITS);
    await stores.notes.set('installs', 'team', 'third-secret', null);
    await stores.close();
    const raw = await readFile(at('bot.db'), 'latin1');
    expect(raw).toContain(job.id);
    expect(raw).not.toMatch(/first-secret|second-secret|third-secret/);
  });

  it.each([
    ["request_json = 'nonsense'", 'corrupt'],
    ["request_json = '{}'", 'corrupt'],
    ["state = 'dreaming'", 'corrupt'],
    ['deadline_at = -1', 'corrupt'],
    ["handle_sealed = 'v1:'", 'corrupt'],
    [`handle_sealed = 'v1:${Buffer.alloc(40).toString('base64')}'`, 'bad_key'],
  ])('breaks the job with %s for itself alone', async (change, reason) => {
    const stores = await open();
    const [good, bad] = [aJob(), aJob({ takes: [painted(aHash(1))] })];
    for (const job of [bad, good]) await stores.jobs.create(job, NO_LIMITS);
    const raw = new Database(at('bot.db'));
    raw.prepare(`update jobs set ${change} where id = ?`).run(bad.id);
    raw.close();
    expect(await stores.jobs.listUnfinished()).toContain(bad.id);
    await expect(stores.jobs.get(bad.id)).rejects.toMatchObject({ reason, details: { jobId: bad.id } });
    expect(await stores.jobs.get(good.id)).toEqual(good);
    expect((await stores.jobs.list({ limit: 10 })).map((job) => job.id)).toEqual([good.id]);
    await stores.close();
  });

  it('breaks the job whose take is nonsense or missing, and forgets it all the same', async () => {
    const stores = await open();
    const job = aJob({ state: 'delivered', finishedAt: 1, takes: [painted(aHash(1)), painted(aHash(2))] });
    await stores.jobs.create(job, NO_LIMITS);
    const raw = new Database(at('bot.db'));
    raw.prepare("update takes set pictures_json = '[1]' where take_index = 1").run();
    await expect(stores.jobs.get(job.id)).rejects.toMatchObject({ reason: 'corrupt' });
    raw.prepare('delete from takes where take_index = 0').run();
    await expect(stores.jobs.get(job.id)).rejects.toMatchObject({ reason: 'corrupt' });
    raw.prepare("update jobs set request_json = 'a private wish'").run();
    expect((await stores.jobs.forget(job.request.requester)).forgottenJobs).toBe(1);
    expect(raw.prepare('select request_json from jobs').pluck().get()).toBe('{}');
    raw.close();
    await stores.close();
  });
});
