import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createJobRecords } from '../../../src/core/jobs/records.ts';
import type { JobServices } from '../../../src/core/jobs/services.ts';
import { submitTake } from '../../../src/core/jobs/submit-take.ts';
import { silentLogger } from '../../../src/core/logger.ts';
import type { RequestLimiter } from '../../../src/core/segmind/limiter.ts';
import { ManualClock, settle } from '../../support/manual-clock.ts';
import { createMemoryStores } from '../../support/memory-stores.ts';
import { sampleJob, sampleTake } from '../../support/sample-job.ts';
import { SUBMIT, TAKEN, createRig, rejection } from '../../support/segmind-rig.ts';
import { startSegmindServer, type SegmindServer } from '../../support/segmind-server.ts';
import { spentLimiter } from '../../support/spent-limiter.ts';

const NO_LIMITS = {
  activeJobsPerUser: null,
  dailyPicturesPerUser: null,
  dailyPicturesPerChannel: null,
  budgetDailyUsd: null,
  budgetMonthlyUsd: null,
  pricePerImageUsd: 0.042,
};
const REASON = new Error('the job is interrupted');

let server: SegmindServer;
beforeEach(async () => {
  server = await startSegmindServer();
});
afterEach(() => server.close());

/** The real client against a server on loopback, over rows in memory. `states`: every one that was written. */
async function createStage(limiter: RequestLimiter | null = null) {
  const clock = new ManualClock();
  const { jobs } = createMemoryStores(clock);
  const take = sampleTake();
  const job = sampleJob({ createdAt: clock.now(), takes: [take] });
  await jobs.create(job, NO_LIMITS);
  const { client } = createRig({
    baseUrl: server.url,
    clock,
    acquire: (key, signal) => limiter?.acquire(key, signal) ?? Promise.resolve(),
  });
  const records = createJobRecords(jobs, clock, silentLogger);
  const states: unknown[] = [];
  records.onChange((changed) => states.push(changed.takes[0]?.state));
  const stop = new AbortController();
  const services = {
    answers: new Map(),
    clock,
    logger: silentLogger,
    records,
    segmind: client,
  } as Partial<JobServices>;
  return {
    clock,
    jobs,
    stop,
    states,
    cancel: () => records.advanceTake(job.id, take, { type: 'cancelled' }),
    close: () => client.close(),
    state: async () => (await jobs.get(job.id))?.takes[0]?.state,
    submit: () => submitTake(job, take, [], services as JobServices, stop.signal),
  };
}

describe('a take that waits for its turn', () => {
  it('is not bought after a stop, and never was called submitting', async () => {
    const limiter = await spentLimiter();
    const stage = await createStage(limiter);
    const ended = rejection(stage.submit());
    await settle();
    expect(await stage.state()).toBe('waiting');
    stage.stop.abort(REASON);
    expect(await ended).toBe(REASON);
    expect(await stage.state()).toBe('waiting');
    expect(stage.states).toEqual([]);
    expect(server.seen).toEqual([]);
    await stage.close();
  });

  it('is bought when the turn comes', async () => {
    server.script(SUBMIT, TAKEN);
    const clock = new ManualClock();
    const limiter = await spentLimiter(clock);
    const stage = await createStage(limiter);
    const bought = stage.submit();
    await clock.advance(60_000);
    expect(await bought).toMatchObject({ state: 'queued' });
    expect(stage.states).toEqual(['submitting', 'queued']);
    await stage.close();
  });

  it('is not sent when somebody cancels it there', async () => {
    const clock = new ManualClock();
    const limiter = await spentLimiter(clock);
    const stage = await createStage(limiter);
    const bought = stage.submit();
    await stage.cancel();
    await clock.advance(60_000);
    expect(await bought).toBeNull();
    expect(await stage.state()).toBe('cancelled');
    expect(server.seen).toEqual([]);
    await stage.close();
  });
});

describe('a submit', () => {
  it('does not leave before its row is written as submitting', async () => {
    server.script(SUBMIT, TAKEN);
    const stage = await createStage();
    const asked = Promise.withResolvers<string>();
    const mayWrite = Promise.withResolvers<undefined>();
    const save = stage.jobs.saveTake.bind(stage.jobs);
    stage.jobs.saveTake = async (jobId, take, from) => {
      asked.resolve(take.state);
      await mayWrite.promise;
      return save(jobId, take, from);
    };
    const bought = stage.submit();
    expect(await asked.promise).toBe('submitting');
    await settle();
    expect(server.seen).toEqual([]);
    mayWrite.resolve(undefined);
    expect(await bought).toMatchObject({ state: 'queued' });
    expect(server.seen).toHaveLength(1);
    await stage.close();
  });

  it('waits for its answer when a stop comes while it is on its way', async () => {
    server.script(SUBMIT, 'silence');
    const stage = await createStage();
    const ended = stage.submit();
    await server.waitForRequests(1);
    expect(await stage.state()).toBe('submitting');
    stage.stop.abort(REASON);
    await settle();
    expect(await stage.state()).toBe('submitting');
    await stage.clock.advance(20_000);
    expect(await ended).toMatchObject({ failure: { code: 'submit_outcome_unknown', charged: 'unknown' } });
    await stage.close();
  });

  it('is put back to waiting by a stop between two tries, at once', async () => {
    server.script(SUBMIT, { status: 429, json: { error: 'slow down' }, headers: { 'retry-after': '30' } });
    const stage = await createStage();
    const ended = rejection(stage.submit());
    while (!stage.clock.sleepsMs.includes(30_000)) await settle();
    stage.stop.abort(REASON);
    expect(await ended).toBe(REASON);
    expect(stage.states).toEqual(['submitting', 'waiting']);
    expect(server.seen).toHaveLength(1);
    await stage.close();
  });

  it('that is sent again is written once', async () => {
    server.script(SUBMIT, { status: 503, json: { error: 'busy' } }, TAKEN);
    const stage = await createStage();
    const bought = stage.submit();
    while (stage.clock.sleepsMs.length === 0) await settle();
    await stage.clock.advance(10_000);
    expect(await bought).toMatchObject({ state: 'queued' });
    expect(stage.states).toEqual(['submitting', 'queued']);
    expect(server.seen).toHaveLength(2);
    await stage.close();
  });
});
