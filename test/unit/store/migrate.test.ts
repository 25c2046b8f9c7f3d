import Database from 'better-sqlite3';
import { sql, type Kysely } from 'kysely';
import { describe, expect, it } from 'vitest';

import { migrate } from '../../../src/store/migrate.ts';
import { MIGRATIONS } from '../../../src/store/migrations/index.ts';
import { openSqliteFile } from '../../../src/store/sqlite-file.ts';
import { useTempDir } from '../../support/temp-dir.ts';

async function addColumn(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('durations').addColumn('added', 'text').execute();
}

async function addTableAndFail(db: Kysely<unknown>): Promise<void> {
  await db.schema.createTable('half').addColumn('id', 'text').execute();
  await sql`select nonsense from nowhere`.execute(db);
}

describe('migrations', () => {
  const at = useTempDir();

  async function run(migrations: typeof MIGRATIONS, mayWrite = true): Promise<void> {
    const { db } = openSqliteFile(at('bot.db'));
    try {
      await migrate(db, mayWrite, migrations);
    } finally {
      await db.destroy();
    }
  }

  function look(statement: string): unknown[] {
    const raw = new Database(at('bot.db'));
    try {
      return raw.prepare(statement).pluck().all();
    } finally {
      raw.close();
    }
  }

  it('bring an older file up to date and keep what is in it', async () => {
    await run(MIGRATIONS);
    look("insert into durations values ('high', '{}') returning profile");
    await run([...MIGRATIONS, addColumn]);
    expect(look('select profile from durations where added is null')).toEqual(['high']);
    expect(look('pragma user_version')).toEqual([MIGRATIONS.length + 1]);
    await run([...MIGRATIONS, addColumn]);
  });

  it('read of a job of the first version that its pictures were bought by itself', async () => {
    await run(MIGRATIONS.slice(0, 1));
    look(`insert into jobs (id, root_job_id, person_key, conversation_key, is_public, state, request_json,
      result_messages_json, deadline_at, created_at, search_text, version)
      values ('old', 'old', 'ada', 'garden', 1, 'delivered', '{}', '[]', 1, 1, '', 1) returning id`);
    look(`insert into takes (job_id, take_index, seed, state, may_still_bill, counts, person_key, channel_key, created_at)
      values ('old', 0, 7, 'painted', 0, 1, 'ada', 'garden', 1) returning job_id`);
    await run(MIGRATIONS);
    expect(look("select seed from takes where job_id = 'old' and bought_by_job_id is null")).toEqual([7]);
    expect(look('pragma user_version')).toEqual([MIGRATIONS.length]);
  });

  it('refuse a newer file in words and leave it alone', async () => {
    await run([...MIGRATIONS, addColumn]);
    await expect(run(MIGRATIONS)).rejects.toMatchObject({
      reason: 'newer_schema',
      message: expect.stringMatching(/newer version of this program .*Run the newer one/) as unknown,
    });
    expect(look('pragma user_version')).toEqual([MIGRATIONS.length + 1]);
  });

  it('are all applied or none', async () => {
    await run(MIGRATIONS);
    await expect(run([...MIGRATIONS, addColumn, addTableAndFail])).rejects.toThrow(/nowhere/);
    expect(look('pragma user_version')).toEqual([MIGRATIONS.length]);
    expect(look("select name from sqlite_master where name = 'half'")).toEqual([]);
    expect(look("select name from pragma_table_info('durations') where name = 'added'")).toEqual([]);
  });

  it('never touch the database of another program', async () => {
    const other = new Database(at('bot.db'));
    other.exec('create table theirs (id)');
    other.close();
    await expect(run(MIGRATIONS)).rejects.toMatchObject({
      reason: 'unreadable',
      message: expect.stringMatching(/another program/) as unknown,
    });
    expect(look('select name from sqlite_master')).toEqual(['theirs']);
  });

  it('are not made by one who may only look', async () => {
    await run(MIGRATIONS);
    await expect(run([...MIGRATIONS, addColumn], false)).rejects.toMatchObject({
      message: expect.stringMatching(/older version/) as unknown,
    });
  });
});
