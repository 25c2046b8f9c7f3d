import { sql, type Kysely } from 'kysely';

import { isFinalJob, StoreError, type JobStore, type RenderJob, type Take } from '../core/index.ts';

import { eventKey, messageKey } from './keys.ts';
import { firstLimitHit } from './limits.ts';
import { allJobs, readJobs, type JobStoreParts } from './job-reading.ts';
import { toJobChanges, toJobRow, toTakeChanges, toTakeRow } from './rows.ts';
import type { Tables } from './schema.ts';
import { isUniqueViolation } from './sqlite-errors.ts';
import { readUsage, usageFor } from './usage.ts';

/** The part of the port that makes jobs and changes them. Each method is one transaction that takes the write lock at its start. */
export function createJobWriting(parts: JobStoreParts): Pick<JobStore, 'create' | 'save' | 'saveTake'> {
  const { db, cipher } = parts;
  return {
    create: (job, limits) =>
      db.transaction().execute(async (transaction) => {
        const seen = await findSeen(transaction, job);
        if (seen !== null) return { outcome: 'seen', jobId: seen };
        const question = {
          person: job.request.requester,
          conversation: job.request.origin.conversation,
          pricePerImageUsd: limits.pricePerImageUsd,
          now: job.createdAt,
        };
        const used = await readUsage(transaction, question, usageFor(limits));
        const hit = firstLimitHit(limits, used, job);
        if (hit) return { outcome: 'limit', hit };
        await transaction.insertInto('jobs').values(toJobRow(job, cipher)).execute();
        await transaction
          .insertInto('takes')
          .values(job.takes.map((take) => toTakeRow(take, job)))
          .execute();
        const event = eventKey(job.request.requester.platform, job.request.origin.eventKey);
        await transaction.insertInto('events').values({ event_key: event, job_id: job.id }).execute();
        await namePictures(transaction, job.id, [...broughtHashes(job), ...job.takes.flatMap(paintedHashes)]);
        await writeMessages(transaction, job);
        return { outcome: 'created', job: structuredClone(job) };
      }),

    save: (job) =>
      db.transaction().execute(async (transaction) => {
        const changed = await transaction
          .updateTable('jobs')
          .set({ ...toJobChanges(job, cipher), version: job.version + 1 })
          .where('id', '=', job.id)
          .where('version', '=', job.version)
          .executeTakeFirst()
          .catch((error: unknown) => {
            // The one unique rule that a save can break: a second unfinished retry of one job, when an old one is reopened.
            throw isUniqueViolation(error) ? rival(job.id, error) : error;
          });
        if (changed.numUpdatedRows === 0n) throw await missed(transaction, job.id);
        await transaction.deleteFrom('messages').where('job_id', '=', job.id).execute();
        await writeMessages(transaction, job);
        await countWaiting(transaction, job);
        const [read] = await readJobs(transaction, (tx) => allJobs(tx).where('id', '=', job.id), cipher);
        if (!read) throw gone(job.id);
        return read();
      }),

    saveTake: (jobId, take, from) =>
      db.transaction().execute(async (transaction) => {
        const job = await transaction
          .selectFrom('jobs')
          .select('state')
          .where('id', '=', jobId)
          .executeTakeFirst();
        if (!job) return false;
        const changed = await transaction
          .updateTable('takes')
          .set(toTakeChanges(take, job))
          .where('job_id', '=', jobId)
          .where('take_index', '=', take.index)
          .where('state', '=', from)
          .executeTakeFirst();
        if (changed.numUpdatedRows === 0n) return false;
        await namePictures(transaction, jobId, paintedHashes(take));
        return true;
      }),
  };
}

/** The job of the same event, or the unfinished one that retries the same job. */
async function findSeen(db: Kysely<Tables>, job: RenderJob): Promise<string | null> {
  const { requester, origin } = job.request;
  const event = await db
    .selectFrom('events')
    .select('job_id')
    .where('event_key', '=', eventKey(requester.platform, origin.eventKey))
    .executeTakeFirst();
  if (event) return event.job_id;
  if (job.retryOfJobId === null) return null;
  const retry = await db
    .selectFrom('jobs')
    .select('id')
    .where('retry_of_job_id', '=', job.retryOfJobId)
    .where(sql<boolean>`state not in ('delivered', 'failed', 'cancelled')`)
    .executeTakeFirst();
  return retry?.id ?? null;
}

async function writeMessages(db: Kysely<Tables>, job: RenderJob): Promise<void> {
  const messages = job.statusMessage ? [job.statusMessage, ...job.resultMessages] : job.resultMessages;
  if (messages.length === 0) return;
  await db
    .insertInto('messages')
    .values(messages.map((message) => ({ message_key: messageKey(message), job_id: job.id })))
    // The status message often is the one that shows the result.
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function namePictures(db: Kysely<Tables>, jobId: string, hashes: readonly string[]): Promise<void> {
  if (hashes.length === 0) return;
  await db
    .insertInto('pictures')
    .values(hashes.map((hash) => ({ hash, job_id: jobId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** A take that waits counts as long as its job is not over (`takeCounts`). */
async function countWaiting(db: Kysely<Tables>, job: RenderJob): Promise<void> {
  const counts = isFinalJob(job) ? 0 : 1;
  await db
    .updateTable('takes')
    .set({ counts })
    .where('job_id', '=', job.id)
    .where('state', '=', 'waiting')
    .where('counts', '<>', counts)
    .execute();
}

async function missed(db: Kysely<Tables>, jobId: string): Promise<StoreError> {
  const stored = await db.selectFrom('jobs').select('id').where('id', '=', jobId).executeTakeFirst();
  return stored ? conflict(jobId) : gone(jobId);
}

function conflict(jobId: string): StoreError {
  return new StoreError('version_conflict', 'The job was changed meanwhile.', { details: { jobId } });
}

function rival(jobId: string, cause: unknown): StoreError {
  const details = { jobId };
  return new StoreError('retry_under_way', 'Another retry is unfinished.', { cause, details });
}

function gone(jobId: string): StoreError {
  return new StoreError('not_found', 'There is no such job.', { details: { jobId } });
}

function broughtHashes(job: RenderJob): string[] {
  return job.request.sources.flatMap((source) => (source.kind === 'stored' ? [source.hash] : []));
}

function paintedHashes(take: Take): string[] {
  return (take.pictures ?? []).map((picture) => picture.hash);
}
