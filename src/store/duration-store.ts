import type { Kysely } from 'kysely';

import type { DurationStore } from '../core/index.ts';

import type { Tables } from './schema.ts';

export function createDurationStore(db: Kysely<Tables>): DurationStore {
  return {
    async load() {
      const rows = await db.selectFrom('durations').selectAll().execute();
      return Object.fromEntries(rows.map((row) => [row.profile, row.memory]));
    },
    async save(profile, memory) {
      await db
        .insertInto('durations')
        .values({ profile, memory })
        .onConflict((conflict) => conflict.column('profile').doUpdateSet({ memory }))
        .execute();
    },
  };
}
