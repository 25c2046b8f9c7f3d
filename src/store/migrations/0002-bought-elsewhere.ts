import type { Kysely } from 'kysely';

/** A take may go on with what another job bought. Every take that is there already was bought by its own. */
export async function boughtElsewhere(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('takes').addColumn('bought_by_job_id', 'text').execute();
}
