import { sql, type Kysely } from 'kysely';

import { StoreError } from '../core/index.ts';

import { MIGRATIONS } from './migrations/index.ts';

type Migrations = typeof MIGRATIONS;

/** Marks a file as ours in SQLite's header ("imgb"), so that no other program's database is ever written into. */
const APPLICATION_ID = 0x69_6d_67_62;

/**
 * Brings the file to this program's tables, in one transaction: either all missing migrations are there afterwards, or none. The
 * version is SQLite's `user_version`, which is part of that transaction.
 *
 * @throws StoreError `newer_schema` for a file of a later program, `unreadable` for a foreign or (where `mayWrite` is false) older one.
 */
export async function migrate<T>(
  db: Kysely<T>,
  mayWrite: boolean,
  migrations: Migrations = MIGRATIONS,
): Promise<void> {
  await check(db, migrations);
  if ((await pragma(db, 'user_version')) === migrations.length) return;
  if (!mayWrite)
    throw new StoreError(
      'unreadable',
      'The database is of an older version of this program. Start the bot once: it brings it up to date.',
    );
  await db.transaction().execute(async (transaction) => {
    // Read again inside: another process may have migrated in between.
    const version = await check(transaction, migrations);
    for (const step of migrations.slice(version)) await step(transaction as unknown as Kysely<unknown>);
    await sql`pragma user_version = ${sql.lit(migrations.length)}`.execute(transaction);
    await sql`pragma application_id = ${sql.lit(APPLICATION_ID)}`.execute(transaction);
  });
}

async function check<T>(db: Kysely<T>, migrations: Migrations): Promise<number> {
  const version = await pragma(db, 'user_version');
  const applicationId = await pragma(db, 'application_id');
  const { rows } = await sql`select 1 from sqlite_master limit 1`.execute(db);
  if (rows.length > 0 && applicationId !== APPLICATION_ID)
    throw new StoreError(
      'unreadable',
      'The database belongs to another program. Give DATABASE_URL a file of its own.',
    );
  if (version > migrations.length)
    throw new StoreError(
      'newer_schema',
      `The database is of a newer version of this program (${version}; this one knows ${migrations.length}). Run the newer one, or restore an older copy.`,
      { details: { fileVersion: version, knownVersion: migrations.length } },
    );
  return version;
}

async function pragma<T>(db: Kysely<T>, name: 'user_version' | 'application_id'): Promise<number> {
  const { rows } = await sql<Record<string, number>>`pragma ${sql.raw(name)}`.execute(db);
  return rows[0]?.[name] ?? 0;
}
