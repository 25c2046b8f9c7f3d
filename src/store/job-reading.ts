import { sql, type Kysely, type SelectQueryBuilder } from 'kysely';

import { StoreError, type JobQuery, type JobStore, type Logger, type RenderJob } from '../core/index.ts';

import type { Cipher } from './cipher.ts';
import { conversationKey, messageKey, personKey } from './keys.ts';
import { toUsage } from './limits.ts';
import { toJob } from './rows.ts';
import type { JobRow, Tables, TakeRow } from './schema.ts';
import { ALL_USAGE, readUsage } from './usage.ts';

export interface JobStoreParts {
  db: Kysely<Tables>;
  cipher: Cipher;
  logger: Logger;
}

type JobsQuery = SelectQueryBuilder<Tables, 'jobs', JobRow>;
/** A query over whole rows of `jobs`, made on the transaction that it is given. */
type Choose = (db: Kysely<Tables>) => JobsQuery;

const MAX_LISTED = 100;

/** The part of the port that only reads. */
export function createJobReading(
  parts: JobStoreParts,
): Pick<
  JobStore,
  | 'get'
  | 'findByMessage'
  | 'latestDelivered'
  | 'list'
  | 'children'
  | 'listUnfinished'
  | 'listKeptHandles'
  | 'usage'
  | 'hasPicture'
> {
  const one = async (choose: Choose): Promise<RenderJob | null> =>
    (await readOnly(parts.db, (db) => readJobs(db, choose, parts.cipher)))[0]?.() ?? null;
  const many = async (choose: Choose): Promise<readonly RenderJob[]> => {
    const jobs = await readOnly(parts.db, (db) => readJobs(db, choose, parts.cipher));
    return jobs.flatMap((job) => readable(job, parts.logger));
  };
  return {
    get: (jobId) => one((db) => allJobs(db).where('id', '=', jobId)),
    findByMessage: (message) =>
      one((db) =>
        allJobs(db)
          .where('id', 'in', (messages) =>
            messages.selectFrom('messages').select('job_id').where('message_key', '=', messageKey(message)),
          )
          .orderBy('id', 'desc')
          .limit(1),
      ),
    latestDelivered: (conversation) =>
      one((db) =>
        allJobs(db)
          .where('conversation_key', '=', conversationKey(conversation))
          .where(sql<boolean>`state = 'delivered'`)
          .where('is_public', '=', 1)
          .where('forgotten_at', 'is', null)
          .where('result_messages_json', '!=', '[]')
          .orderBy('finished_at', 'desc')
          .orderBy('id', 'desc')
          .limit(1),
      ),
    list: (query) => many((db) => listQuery(db, query)),
    children: (jobId) =>
      many((db) =>
        allJobs(db)
          .where((job) => job.or([job('parent_job_id', '=', jobId), job('retry_of_job_id', '=', jobId)]))
          .orderBy('id'),
      ),
    async listUnfinished() {
      const rows = await parts.db
        .selectFrom('jobs')
        .select('id')
        .where(sql<boolean>`state not in ('delivered', 'failed', 'cancelled')`)
        .orderBy('id')
        .execute();
      return rows.map((row) => row.id);
    },
    async listKeptHandles() {
      const rows = await parts.db
        .selectFrom('jobs')
        .select('id')
        .where(sql<boolean>`handle_sealed is not null and state in ('delivered', 'failed', 'cancelled')`)
        .execute();
      return rows.map((row) => row.id);
    },
    async usage(person, conversation, pricePerImageUsd, now) {
      const question = { person, conversation, pricePerImageUsd, now };
      return toUsage(await readOnly(parts.db, (db) => readUsage(db, question, ALL_USAGE)));
    },
    async hasPicture(hash) {
      const found = await parts.db
        .selectFrom('pictures')
        .select('job_id')
        .where('hash', '=', hash)
        .limit(1)
        .executeTakeFirst();
      return found !== undefined;
    },
  };
}

/** Several statements on one state of the database. */
export function readOnly<T>(db: Kysely<Tables>, work: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
  return db.transaction().setAccessMode('read only').execute(work);
}

export function allJobs(db: Kysely<Tables>): JobsQuery {
  return db.selectFrom('jobs').selectAll('jobs');
}

/** The chosen jobs in the query's order, each still to be read: a nonsense row throws for itself alone. */
export async function readJobs(
  db: Kysely<Tables>,
  choose: Choose,
  cipher: Cipher,
): Promise<(() => RenderJob)[]> {
  const rows = await choose(db).execute();
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const takes = await db
    .selectFrom('takes')
    .selectAll()
    .where('job_id', 'in', ids)
    .orderBy('take_index')
    .execute();
  const byJob = Map.groupBy<string, TakeRow>(takes, (take) => take.job_id);
  return rows.map((row) => () => toJob(row, byJob.get(row.id) ?? [], cipher));
}

/** A list is worth more without its one broken row than not at all; the log says which one it is. */
function readable(read: () => RenderJob, logger: Logger): RenderJob[] {
  try {
    return [read()];
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    logger.error({ error }, 'A stored job was left out of a list: its rows are not readable.');
    return [];
  }
}

function listQuery(db: Kysely<Tables>, query: JobQuery): JobsQuery {
  let jobs = allJobs(db).where('forgotten_at', 'is', null);
  if (query.conversation) jobs = jobs.where('conversation_key', '=', conversationKey(query.conversation));
  if (query.requester) jobs = jobs.where('person_key', '=', personKey(query.requester));
  if (query.beforeJobId !== undefined) jobs = jobs.where('id', '<', query.beforeJobId);
  return jobs.orderBy('id', 'desc').limit(Math.min(Math.max(1, query.limit), MAX_LISTED));
}
