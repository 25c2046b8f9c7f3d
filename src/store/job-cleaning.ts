import { sql, type Kysely } from 'kysely';

import type { Clock, JobStore } from '../core/index.ts';

import { personKey } from './keys.ts';
import { startOfUtcMonth } from './limits.ts';
import { failureSchema, requestSchema } from './row-schemas.ts';
import type { Tables } from './schema.ts';

/** Jobs whose ids go into one statement: SQLite takes 32,766 values in one (sqlite.org/limits.html), and this is plenty. */
const IDS_AT_ONCE = 500;

/** The part of the port that forgets. */
export function createJobCleaning(db: Kysely<Tables>, clock: Clock): Pick<JobStore, 'sweep' | 'forget'> {
  return {
    sweep: (before) =>
      db.transaction().execute(async (transaction) => {
        const old = await transaction
          .selectFrom('jobs')
          .select(['id', 'created_at', 'forgotten_at'])
          .where('finished_at', '<', before)
          .where(sql<boolean>`state in ('delivered', 'failed', 'cancelled')`)
          .execute();
        const month = startOfUtcMonth(clock.now());
        const removed = old.filter((job) => job.created_at < month).map((job) => job.id);
        const kept = old.filter((job) => job.created_at >= month && job.forgotten_at === null);
        for (const ids of chunks(removed))
          await transaction.deleteFrom('jobs').where('id', 'in', ids).execute();
        for (const { id } of kept) await blank(transaction, id, clock.now());
        return { removedJobs: removed.length + kept.length };
      }),

    forget: (person) =>
      db.transaction().execute(async (transaction) => {
        const theirs = await transaction
          .selectFrom('jobs')
          .select('id')
          .where('person_key', '=', personKey(person))
          .where(sql<boolean>`state in ('delivered', 'failed', 'cancelled')`)
          .where('forgotten_at', 'is', null)
          .execute();
        for (const { id } of theirs) await blank(transaction, id, clock.now());
        return { forgottenJobs: theirs.length };
      }),
  };
}

/**
 * Takes what the person wrote, showed and got out of a job; who, when, what it cost and how it ended stay. The version grows, so that
 * nobody who read the job before writes it back.
 */
async function blank(db: Kysely<Tables>, jobId: string, now: number): Promise<void> {
  const job = await db
    .selectFrom('jobs')
    .select(['request_json', 'failure_json'])
    .where('id', '=', jobId)
    .executeTakeFirstOrThrow();
  await db
    .updateTable('jobs')
    .set(({ eb }) => ({
      request_json: blankRequest(job.request_json),
      failure_json: blankFailure(job.failure_json),
      reply_handle_sealed: null,
      handle_sealed: null,
      search_text: '',
      forgotten_at: now,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', jobId)
    .execute();
  const takes = await db
    .selectFrom('takes')
    .select(['take_index', 'failure_json'])
    .where('job_id', '=', jobId)
    .execute();
  for (const take of takes)
    await db
      .updateTable('takes')
      .set({ output_urls_json: null, pictures_json: null, failure_json: blankFailure(take.failure_json) })
      .where('job_id', '=', jobId)
      .where('take_index', '=', take.take_index)
      .execute();
  await db.deleteFrom('pictures').where('job_id', '=', jobId).execute();
}

/** A row that is nonsense already is emptied altogether: forgetting matters more than a job that nobody can read. */
function blankRequest(json: string): string {
  const parsed = requestSchema.safeParse(parseOrNull(json));
  if (!parsed.success) return '{}';
  const { requester } = parsed.data;
  return JSON.stringify({
    ...parsed.data,
    prompt: '',
    sources: [],
    requester: { ...requester, displayName: '' },
  });
}

function blankFailure(json: string | null): string | null {
  const parsed = failureSchema.safeParse(parseOrNull(json));
  return parsed.success ? JSON.stringify({ ...parsed.data, detail: null }) : null;
}

function parseOrNull(json: string | null): unknown {
  try {
    return json === null ? null : JSON.parse(json);
  } catch {
    // Not JSON: the schemas refuse null as they would refuse it.
    return null;
  }
}

function chunks<T>(all: readonly T[]): T[][] {
  const starts = Array.from(
    { length: Math.ceil(all.length / IDS_AT_ONCE) },
    (_, index) => index * IDS_AT_ONCE,
  );
  return starts.map((start) => all.slice(start, start + IDS_AT_ONCE));
}
