import { sql, type Kysely } from 'kysely';

/** Few ended jobs keep a handle; they are found without a walk through all the others. */
export async function keptHandles(db: Kysely<unknown>): Promise<void> {
  const isKept = sql<boolean>`handle_sealed is not null and state in ('delivered', 'failed', 'cancelled')`;
  await db.schema.createIndex('jobs_kept_handles').on('jobs').column('id').where(isKept).execute();
}
