import type { Insertable } from 'kysely';
import type { z } from 'zod';

import { isFinalJob, StoreError, type JsonValue, type RenderJob, type Take } from '../core/index.ts';

import type { Cipher } from './cipher.ts';
import { channelKey, conversationKey, personKey } from './keys.ts';
import { fromMicros, takeCounts, toMicros } from './limits.ts';
import {
  failureSchema,
  handleSchema,
  jobColumnsSchema,
  messageSchema,
  messagesSchema,
  picturesSchema,
  requestSchema,
  takeSchema,
  urlsSchema,
} from './row-schemas.ts';
import type { JobRow, TakeRow } from './schema.ts';

/** The columns that `save` writes: what may change of a job after it was made. */
export type JobChanges = Pick<
  JobRow,
  | 'state'
  | 'is_public'
  | 'reply_handle_sealed'
  | 'handle_sealed'
  | 'status_message_json'
  | 'result_messages_json'
  | 'failure_json'
  | 'cancel_requested_at'
  | 'shared_at'
  | 'deadline_at'
  | 'finished_at'
>;

export function toJobRow(job: RenderJob, cipher: Cipher): Insertable<JobRow> {
  const { replyHandle: _sealedApart, ...origin } = job.request.origin;
  return {
    ...toJobChanges(job, cipher),
    id: job.id,
    root_job_id: job.rootJobId,
    parent_job_id: job.request.parentJobId,
    retry_of_job_id: job.retryOfJobId,
    person_key: personKey(job.request.requester),
    conversation_key: conversationKey(job.request.origin.conversation),
    request_json: JSON.stringify({ ...job.request, origin }),
    created_at: job.createdAt,
    forgotten_at: null,
    search_text: '',
    version: job.version,
  };
}

export function toJobChanges(job: RenderJob, cipher: Cipher): JobChanges {
  const replyHandle = isFinalJob(job) ? null : job.request.origin.replyHandle;
  return {
    state: job.state,
    is_public: job.request.audience === 'channel' || job.sharedAt !== null ? 1 : 0,
    reply_handle_sealed: seal(replyHandle, cipher, ['jobs', 'reply_handle', job.id]),
    handle_sealed: seal(job.handle, cipher, ['jobs', 'handle', job.id]),
    status_message_json: orNull(job.statusMessage),
    result_messages_json: JSON.stringify(job.resultMessages),
    failure_json: orNull(job.failure),
    cancel_requested_at: job.cancelRequestedAt,
    shared_at: job.sharedAt,
    deadline_at: job.deadlineAt,
    finished_at: job.finishedAt,
  };
}

/** The columns of a take that change while it is worked on. */
export function toTakeChanges(take: Take, job: Pick<RenderJob, 'state'>): Omit<TakeRow, TakeOwn> {
  return {
    seed: take.seed,
    state: take.state,
    request_id: take.requestId,
    submitted_at: take.submittedAt,
    output_urls_json: orNull(take.outputUrls),
    pictures_json: orNull(take.pictures),
    cost_micros: take.costUsd === null ? null : toMicros(take.costUsd),
    failure_json: orNull(take.failure),
    may_still_bill: take.mayStillBill ? 1 : 0,
    counts: takeCounts(take, job) ? 1 : 0,
  };
}
type TakeOwn = 'job_id' | 'take_index' | 'bought_by_job_id' | 'person_key' | 'channel_key' | 'created_at';

export function toTakeRow(take: Take, job: RenderJob): TakeRow {
  return {
    ...toTakeChanges(take, job),
    job_id: job.id,
    take_index: take.index,
    bought_by_job_id: take.boughtByJobId,
    person_key: personKey(job.request.requester),
    channel_key: channelKey(job.request.origin.conversation),
    created_at: job.createdAt,
  };
}

/** @throws StoreError `corrupt` when the rows are nonsense, `bad_key` when their secrets do not open; both name the job. */
export function toJob(row: JobRow, takes: readonly TakeRow[], cipher: Cipher): RenderJob {
  try {
    const request = requestSchema.parse(JSON.parse(row.request_json));
    const replyHandle = unseal(row.reply_handle_sealed, cipher, ['jobs', 'reply_handle', row.id]);
    if (takes.length === 0 || request.id !== row.id) throw new Error('The row does not hold together.');
    return {
      ...jobColumnsSchema.parse({
        id: row.id,
        rootJobId: row.root_job_id,
        retryOfJobId: row.retry_of_job_id,
        state: row.state,
        cancelRequestedAt: row.cancel_requested_at,
        sharedAt: row.shared_at,
        deadlineAt: row.deadline_at,
        createdAt: row.created_at,
        finishedAt: row.finished_at,
        version: row.version,
      }),
      request: { ...request, origin: { ...request.origin, replyHandle } },
      takes: takes.map(toTake),
      failure: parse(failureSchema.nullable(), row.failure_json),
      handle: unseal(row.handle_sealed, cipher, ['jobs', 'handle', row.id]),
      statusMessage: parse(messageSchema.nullable(), row.status_message_json),
      resultMessages: parse(messagesSchema, row.result_messages_json),
    };
  } catch (error) {
    const details = { jobId: row.id };
    if (error instanceof StoreError)
      throw new StoreError(error.reason, error.message, { cause: error, details });
    throw new StoreError('corrupt', 'The rows of a job are not readable.', { cause: error, details });
  }
}

function toTake(row: TakeRow, position: number): Take {
  const take = takeSchema.parse({
    index: row.take_index,
    seed: row.seed,
    state: row.state,
    requestId: row.request_id,
    submittedAt: row.submitted_at,
    outputUrls: parse(urlsSchema.nullable(), row.output_urls_json),
    pictures: parse(picturesSchema.nullable(), row.pictures_json),
    costUsd: row.cost_micros === null ? null : fromMicros(row.cost_micros),
    failure: parse(failureSchema.nullable(), row.failure_json),
    mayStillBill: row.may_still_bill === 1,
    boughtByJobId: row.bought_by_job_id,
  });
  if (take.index !== position) throw new Error('A take is missing.');
  return take;
}

function parse<T>(schema: z.ZodType<T>, json: string | null): T {
  return schema.parse(json === null ? null : JSON.parse(json));
}

function orNull(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}

function seal(value: JsonValue, cipher: Cipher, place: readonly string[]): string | null {
  return value === null ? null : cipher.seal(JSON.stringify(value), place);
}

function unseal(sealed: string | null, cipher: Cipher, place: readonly string[]): JsonValue {
  return sealed === null ? null : handleSchema.parse(JSON.parse(cipher.open(sealed, place)));
}
