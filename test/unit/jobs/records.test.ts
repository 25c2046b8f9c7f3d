import { describe, expect, it } from 'vitest';

import { InternalError, StoreError } from '../../../src/core/errors.ts';
import { createJobRecords } from '../../../src/core/jobs/records.ts';
import type { JobStore } from '../../../src/core/jobs/store.ts';
import { silentLogger } from '../../../src/core/logger.ts';
import { NO_LIMITS } from '../../support/job-factory.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { createMemoryStores } from '../../support/memory-stores.ts';
import { sampleJob, sampleTake } from '../../support/sample-job.ts';

/** The store, but some writes of takes fail: before they are written, or after. */
function shaky(store: JobStore, failures: ('before' | 'after')[]): JobStore {
  return Object.assign(Object.create(store) as JobStore, {
    get: (jobId: string) => store.get(jobId),
    save: (job: Parameters<JobStore['save']>[0]) => store.save(job),
    saveTake: async (...call: Parameters<JobStore['saveTake']>) => {
      const failure = failures.shift();
      if (failure !== 'before' && failure !== 'after') return store.saveTake(...call);
      if (failure === 'after') await store.saveTake(...call);
      throw new StoreError('disk_full', 'No room.');
    },
  });
}

async function submitting(failures: ('before' | 'after')[]) {
  const clock = new ManualClock({ autoAdvance: true });
  const store = createMemoryStores(clock).jobs;
  const job = sampleJob({ state: 'rendering', takes: [sampleTake({ state: 'submitting' })] });
  await store.create(job, NO_LIMITS);
  return { clock, store, job, records: createJobRecords(shaky(store, failures), clock, silentLogger) };
}

const submitted = { type: 'submitted', requestId: 'request-1', at: 5 } as const;

describe('the record of a request id', () => {
  it.each([
    ['that fails a few times', ['before', 'before', 'before']],
    ['that was made although it failed', ['after']],
  ] as const)('is kept by a store %s', async (_, failures) => {
    const { store, job, records } = await submitting([...failures]);
    const [take] = job.takes;
    expect(await records.keepTake(job.id, take ?? sampleTake(), submitted)).toMatchObject({
      state: 'queued',
    });
    expect((await store.get(job.id))?.takes[0]).toMatchObject({ state: 'queued', requestId: 'request-1' });
  });

  it('gives up after a minute with the error of the store', async () => {
    const { clock, job, records } = await submitting(Array<'before'>(1000).fill('before'));
    const startedAtMs = clock.monotonicMs();
    await expect(records.keepTake(job.id, job.takes[0] ?? sampleTake(), submitted)).rejects.toThrow(
      StoreError,
    );
    expect(clock.monotonicMs() - startedAtMs).toBeGreaterThan(50_000);
  });

  it('never goes over another one', async () => {
    const { job, records } = await submitting([]);
    const take = job.takes[0] ?? sampleTake();
    await records.keepTake(job.id, take, submitted);
    await expect(records.keepTake(job.id, take, { ...submitted, requestId: 'request-2' })).rejects.toThrow(
      InternalError,
    );
  });
});

describe('the record of a job', () => {
  it('survives writers at the same time: each change is made on the newest row', async () => {
    const { store, job, records } = await submitting([]);
    await Promise.all([
      records.advance(job.id, { type: 'announced', handle: 'h', message: null }),
      records.advance(job.id, { type: 'cancel_requested', at: 9 }),
    ]);
    expect(await store.get(job.id)).toMatchObject({ handle: 'h', cancelRequestedAt: 9 });
  });

  it('is told to every listener after it is written, also when one of them fails', async () => {
    const { store, job, records } = await submitting([]);
    const told: (number | undefined)[] = [];
    records.onChange(() => {
      throw new Error('A page that cannot draw.');
    });
    records.onChange((changed) => told.push(changed.version));
    await records.advance(job.id, { type: 'cancel_requested', at: 9 });
    expect(told).toEqual([(await store.get(job.id))?.version]);
  });
});
