import type { Kysely } from 'kysely';

import type { Clock, NoteStore } from '../core/index.ts';

import type { Cipher } from './cipher.ts';
import type { Tables } from './schema.ts';

/** Notes with their values sealed. What has expired is gone at once for every reader, and from the disk with the next write. */
export function createNoteStore(db: Kysely<Tables>, cipher: Cipher, clock: Clock): NoteStore {
  const place = (namespace: string, key: string): string[] => ['notes', namespace, key];

  function write(
    namespace: string,
    key: string,
    value: string,
    expiresAt: number | null,
    replace: boolean,
  ): Promise<boolean> {
    const value_sealed = cipher.seal(value, place(namespace, key));
    return db.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('notes').where('expires_at', '<=', clock.now()).execute();
      const written = await transaction
        .insertInto('notes')
        .values({ namespace, key, value_sealed, expires_at: expiresAt })
        .onConflict((conflict) =>
          replace
            ? conflict.columns(['namespace', 'key']).doUpdateSet({ value_sealed, expires_at: expiresAt })
            : conflict.doNothing(),
        )
        .executeTakeFirst();
      return (written.numInsertedOrUpdatedRows ?? 0n) > 0n;
    });
  }

  return {
    async get(namespace, key) {
      const note = await db
        .selectFrom('notes')
        .select('value_sealed')
        .where('namespace', '=', namespace)
        .where('key', '=', key)
        .where((note) => note.or([note('expires_at', 'is', null), note('expires_at', '>', clock.now())]))
        .executeTakeFirst();
      return note ? cipher.open(note.value_sealed, place(namespace, key)) : null;
    },
    async set(namespace, key, value, expiresAt) {
      await write(namespace, key, value, expiresAt, true);
    },
    setIfAbsent: (namespace, key, value, expiresAt) => write(namespace, key, value, expiresAt, false),
    async delete(namespace, key) {
      await db.deleteFrom('notes').where('namespace', '=', namespace).where('key', '=', key).execute();
    },
    async list(namespace) {
      const notes = await db
        .selectFrom('notes')
        .select(['key', 'value_sealed'])
        .where('namespace', '=', namespace)
        .where((note) => note.or([note('expires_at', 'is', null), note('expires_at', '>', clock.now())]))
        .orderBy('key')
        .execute();
      return notes.map((note) => ({
        key: note.key,
        value: cipher.open(note.value_sealed, place(namespace, note.key)),
      }));
    },
  };
}
