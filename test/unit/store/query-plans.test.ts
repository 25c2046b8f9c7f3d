import type { Statement } from 'better-sqlite3';
import { describe, expect, it } from 'vitest';

import { silentLogger, type JobLimits } from '../../../src/core/index.ts';
import { createCipher } from '../../../src/store/cipher.ts';
import { createJobCleaning } from '../../../src/store/job-cleaning.ts';
import { createJobReading } from '../../../src/store/job-reading.ts';
import { createJobWriting } from '../../../src/store/job-writing.ts';
import { migrate } from '../../../src/store/migrate.ts';
import { openSqliteFile } from '../../../src/store/sqlite-file.ts';
import { ADA, aHash, aJob, GARDEN, messageIn, painted, PRICE_USD } from '../../support/job-factory.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { useTempDir } from '../../support/temp-dir.ts';

const LIMITS: JobLimits = {
  activeJobsPerUser: 100,
  dailyPicturesPerUser: 100,
  dailyPicturesPerChannel: 100,
  budgetDailyUsd: 100,
  budgetMonthlyUsd: 100,
  pricePerImageUsd: PRICE_USD,
};

describe('the statements of the job store', () => {
  const at = useTempDir();

  it('find their rows by an index, and sum what was used from an index alone', async () => {
    const { db, raw } = openSqliteFile(at('bot.db'));
    await migrate(db, true);
    const statements = new Set<string>();
    const prepare = raw.prepare.bind(raw) as (sql: string) => Statement;
    raw.prepare = ((sql: string) => {
      if (/^(select|update|delete)/i.test(sql)) statements.add(sql);
      return prepare(sql);
    }) as typeof raw.prepare;

    const parts = { db, cipher: createCipher(Buffer.alloc(32)), logger: silentLogger };
    const jobs = {
      ...createJobReading(parts),
      ...createJobWriting(parts),
      ...createJobCleaning(db, new ManualClock()),
    };
    const job = aJob({ retryOfJobId: 'parent', takes: [painted(aHash(1))] });
    await jobs.create(job, LIMITS);
    await jobs.saveTake(job.id, job.takes[0] as never, 'painted');
    await jobs.save({ ...job, state: 'delivered', finishedAt: 1, statusMessage: messageIn(GARDEN, 'm') });
    await jobs.findByMessage(messageIn(GARDEN, 'm'));
    await jobs.latestDelivered(GARDEN);
    await jobs.children('parent');
    await jobs.list({ limit: 10, conversation: GARDEN });
    await jobs.list({ limit: 10, requester: ADA, beforeJobId: 'x' });
    await jobs.listUnfinished();
    await jobs.listKeptHandles();
    await jobs.usage(ADA, GARDEN, PRICE_USD, 1);
    await jobs.forget(ADA);
    await jobs.sweep(1);

    const plans = [...statements].map((sql) => {
      const steps = prepare(`explain query plan ${sql}`).all(...parametersFor(sql)) as { detail: string }[];
      return { sql, steps: steps.map((step) => step.detail) };
    });
    expect(plans.length).toBeGreaterThan(20);
    expect(plans.filter(({ steps }) => steps.some(isWalk))).toEqual([]);
    const sums = plans.filter(({ sql }) => /^select \w+\(.*?\) as "\w+" from "takes"/.test(sql));
    expect(sums.length).toBeGreaterThanOrEqual(3);
    for (const { steps } of sums)
      expect(steps).toEqual([expect.stringMatching(/^SEARCH takes USING COVERING INDEX/)]);
    await db.destroy();
  });
});

/** A walk through a whole table; through an index that holds nothing but what is asked for is none. */
function isWalk(step: string): boolean {
  return step.startsWith('SCAN') && !/jobs_unfinished|jobs_kept_handles/.test(step);
}

function parametersFor(sql: string): null[] {
  return Array.from({ length: sql.split('?').length - 1 }, () => null);
}
