import { sql, type Kysely } from 'kysely';

import type { ConversationRef, JobLimits } from '../core/index.ts';

import { channelKey, personKey, type Person } from './keys.ts';
import { startOfUtcDay, startOfUtcMonth, toMicros, type UsedMicros } from './limits.ts';
import type { Tables } from './schema.ts';

/** Which sums are wanted: a limit that is not set need not be counted for. */
export interface UsageWanted {
  active: boolean;
  person: boolean;
  channel: boolean;
  today: boolean;
  month: boolean;
}

export const ALL_USAGE: UsageWanted = { active: true, person: true, channel: true, today: true, month: true };

export function usageFor(limits: JobLimits): UsageWanted {
  return {
    active: limits.activeJobsPerUser !== null,
    person: limits.dailyPicturesPerUser !== null,
    channel: limits.dailyPicturesPerChannel !== null,
    today: limits.budgetDailyUsd !== null,
    month: limits.budgetMonthlyUsd !== null,
  };
}

export interface UsageQuestion {
  person: Person;
  conversation: ConversationRef;
  pricePerImageUsd: number;
  now: number;
}

/** What is used now, summed over the rows themselves. What is not wanted is 0. */
export async function readUsage(
  db: Kysely<Tables>,
  question: UsageQuestion,
  wanted: UsageWanted,
): Promise<UsedMicros> {
  const { person, conversation, now } = question;
  const price = toMicros(question.pricePerImageUsd);
  const today = startOfUtcDay(now);
  return {
    activeJobs: wanted.active ? await countActive(db, personKey(person)) : 0,
    picturesToday: wanted.person ? await countTakes(db, 'person_key', personKey(person), today) : 0,
    channelPicturesToday: wanted.channel
      ? await countTakes(db, 'channel_key', channelKey(conversation), today)
      : 0,
    microsToday: wanted.today ? await sumMicros(db, price, today) : 0,
    microsThisMonth: wanted.month ? await sumMicros(db, price, startOfUtcMonth(now)) : 0,
  };
}

/** A job that only goes on with what another one bought holds nobody back. */
async function countActive(db: Kysely<Tables>, person: string): Promise<number> {
  const row = await db
    .selectFrom('jobs')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('person_key', '=', person)
    .where(sql<boolean>`state in ('accepted', 'rendering')`)
    .where((job) =>
      job.exists(
        job
          .selectFrom('takes')
          .select('take_index')
          .whereRef('job_id', '=', 'jobs.id')
          .where('bought_by_job_id', 'is', null),
      ),
    )
    .executeTakeFirstOrThrow();
  return row.count;
}

async function countTakes(
  db: Kysely<Tables>,
  column: 'person_key' | 'channel_key',
  key: string,
  since: number,
): Promise<number> {
  const row = await db
    .selectFrom('takes')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where(column, '=', key)
    .where('counts', '=', 1)
    .where('created_at', '>=', since)
    .executeTakeFirstOrThrow();
  return row.count;
}

async function sumMicros(db: Kysely<Tables>, price: number, since: number): Promise<number> {
  const row = await db
    .selectFrom('takes')
    .select(sql<number>`coalesce(sum(coalesce(cost_micros, ${price})), 0)`.as('micros'))
    .where('counts', '=', 1)
    .where('created_at', '>=', since)
    .executeTakeFirstOrThrow();
  return row.micros;
}
