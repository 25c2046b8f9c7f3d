import { sql, type Kysely } from 'kysely';

/** Jobs with their takes, what they are found by, and the small stores. */
export async function firstTables(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('jobs')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('root_job_id', 'text', (column) => column.notNull())
    .addColumn('parent_job_id', 'text')
    .addColumn('retry_of_job_id', 'text')
    .addColumn('person_key', 'text', (column) => column.notNull())
    .addColumn('conversation_key', 'text', (column) => column.notNull())
    .addColumn('is_public', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('request_json', 'text', (column) => column.notNull())
    .addColumn('reply_handle_sealed', 'text')
    .addColumn('handle_sealed', 'text')
    .addColumn('status_message_json', 'text')
    .addColumn('result_messages_json', 'text', (column) => column.notNull())
    .addColumn('failure_json', 'text')
    .addColumn('cancel_requested_at', 'bigint')
    .addColumn('shared_at', 'bigint')
    .addColumn('deadline_at', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('finished_at', 'bigint')
    .addColumn('forgotten_at', 'bigint')
    .addColumn('search_text', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .execute();
  await schema
    .createTable('takes')
    .addColumn('job_id', 'text', (column) => column.notNull().references('jobs.id').onDelete('cascade'))
    .addColumn('take_index', 'integer', (column) => column.notNull())
    .addColumn('seed', 'bigint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('request_id', 'text')
    .addColumn('submitted_at', 'bigint')
    .addColumn('output_urls_json', 'text')
    .addColumn('pictures_json', 'text')
    .addColumn('cost_micros', 'bigint')
    .addColumn('failure_json', 'text')
    .addColumn('may_still_bill', 'integer', (column) => column.notNull())
    .addColumn('counts', 'integer', (column) => column.notNull())
    .addColumn('person_key', 'text', (column) => column.notNull())
    .addColumn('channel_key', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('takes_of_job', ['job_id', 'take_index'])
    .execute();
  for (const [table, key] of [
    ['events', 'event_key'],
    ['messages', 'message_key'],
    ['pictures', 'hash'],
  ] as const) {
    await schema
      .createTable(table)
      .addColumn(key, 'text', (column) => column.notNull())
      .addColumn('job_id', 'text', (column) => column.notNull().references('jobs.id').onDelete('cascade'))
      .addPrimaryKeyConstraint(`${table}_by_key`, table === 'events' ? [key] : [key, 'job_id'])
      .execute();
    await schema.createIndex(`${table}_by_job`).on(table).column('job_id').execute();
  }
  await schema
    .createTable('notes')
    .addColumn('namespace', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('value_sealed', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .addPrimaryKeyConstraint('notes_by_key', ['namespace', 'key'])
    .execute();
  await schema.createIndex('notes_by_end').on('notes').column('expires_at').execute();
  await schema
    .createTable('durations')
    .addColumn('profile', 'text', (column) => column.primaryKey())
    .addColumn('memory', 'text', (column) => column.notNull())
    .execute();
  await schema
    .createTable('facts')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
  await jobIndexes(db);
}

async function jobIndexes({ schema }: Kysely<unknown>): Promise<void> {
  const isUnfinished = sql<boolean>`state not in ('delivered', 'failed', 'cancelled')`;
  const isActive = sql<boolean>`state in ('accepted', 'rendering')`;
  await schema.createIndex('jobs_unfinished').on('jobs').column('id').where(isUnfinished).execute();
  await schema.createIndex('jobs_active').on('jobs').column('person_key').where(isActive).execute();
  // A double click on Retry makes one job.
  await schema
    .createIndex('jobs_one_retry')
    .unique()
    .on('jobs')
    .column('retry_of_job_id')
    .where(sql<boolean>`retry_of_job_id is not null and state not in ('delivered', 'failed', 'cancelled')`)
    .execute();
  await schema.createIndex('jobs_of_person').on('jobs').columns(['person_key', 'id']).execute();
  await schema.createIndex('jobs_here').on('jobs').columns(['conversation_key', 'id']).execute();
  await schema
    .createIndex('jobs_delivered_here')
    .on('jobs')
    .columns(['conversation_key', 'finished_at', 'id'])
    .where(sql<boolean>`state = 'delivered'`)
    .execute();
  await schema.createIndex('jobs_by_parent').on('jobs').column('parent_job_id').execute();
  await schema.createIndex('jobs_by_retried').on('jobs').column('retry_of_job_id').execute();
  await schema.createIndex('jobs_by_end').on('jobs').column('finished_at').execute();
  // The sums of the limits read these alone.
  await schema
    .createIndex('takes_by_time')
    .on('takes')
    .columns(['counts', 'created_at', 'cost_micros'])
    .execute();
  await schema
    .createIndex('takes_of_person')
    .on('takes')
    .columns(['person_key', 'counts', 'created_at'])
    .execute();
  await schema
    .createIndex('takes_of_channel')
    .on('takes')
    .columns(['channel_key', 'counts', 'created_at'])
    .execute();
}
