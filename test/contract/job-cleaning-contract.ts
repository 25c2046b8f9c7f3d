import { describe, expect, it } from 'vitest';

import { DAY_MS, type RenderJob } from '../../src/core/index.ts';
import {
  ADA,
  aHash,
  aJob,
  BOB,
  GARDEN,
  messageIn,
  NO_LIMITS,
  painted,
  PRICE_USD,
  type JobWishes,
} from '../support/job-factory.ts';

import type { StoreFactory } from './store-fixture.ts';
import { useStores } from './use-stores.ts';

/** How every `JobStore` forgets. */
export function describeJobCleaning(name: string, factory: StoreFactory): void {
  describe(`${name}, forgetting`, () => {
    const stores = useStores(factory);
    const made = async (wishes: JobWishes = {}): Promise<RenderJob> => {
      const job = aJob(wishes);
      await stores().jobs.create(job, NO_LIMITS);
      return job;
    };
    /** Those of these pictures that any job names. */
    const namedOf = async (numbers: readonly number[]): Promise<readonly number[]> => {
      const named = await Promise.all(numbers.map((number) => stores().jobs.hasPicture(aHash(number))));
      return numbers.filter((_, index) => named[index]);
    };
    const lastYear = (): number => stores().clock.now() - 90 * DAY_MS;
    const old = (wishes: JobWishes = {}): Promise<RenderJob> =>
      made({ state: 'delivered', createdAt: lastYear(), finishedAt: lastYear(), ...wishes });

    it('sweeps jobs that ended before a time, with their messages, events and pictures', async () => {
      const gone = await old({
        takes: [painted(aHash(1)), painted(aHash(2))],
        request: { sources: [{ kind: 'stored', hash: aHash(3) }] },
        statusMessage: messageIn(GARDEN, 'old'),
        origin: { eventKey: 'old event' },
      });
      const kept = await made({ takes: [painted(aHash(2))] });
      const young = await old({ finishedAt: lastYear() + 10 * DAY_MS });
      const swept = await stores().jobs.sweep(lastYear() + DAY_MS);
      expect(swept).toEqual({ removedJobs: 1 });
      expect(await namedOf([1, 2, 3])).toEqual([2]);
      expect(await stores().jobs.get(gone.id)).toBeNull();
      expect(await stores().jobs.findByMessage(messageIn(GARDEN, 'old'))).toBeNull();
      expect(await stores().jobs.get(kept.id)).toEqual(kept);
      expect(await stores().jobs.get(young.id)).toEqual(young);
      const again = await stores().jobs.create(aJob({ origin: { eventKey: 'old event' } }), NO_LIMITS);
      expect(again.outcome).toBe('created');
    });

    it('never sweeps a job that is not over', async () => {
      const job = await made({ state: 'delivering', createdAt: lastYear(), finishedAt: lastYear() });
      expect(await stores().jobs.sweep(stores().clock.now())).toEqual({ removedJobs: 0 });
      expect(await stores().jobs.get(job.id)).toEqual(job);
    });

    it('sweeps the words and pictures of a job of this month, and keeps its cost in the budget', async () => {
      const now = stores().clock.now();
      const job = await old({
        createdAt: now - DAY_MS,
        finishedAt: now - DAY_MS,
        takes: [painted(aHash(1))],
      });
      expect(await stores().jobs.sweep(now)).toEqual({ removedJobs: 1 });
      expect(await namedOf([1])).toEqual([]);
      expect(await stores().jobs.sweep(now)).toEqual({ removedJobs: 0 });
      expect((await stores().jobs.get(job.id))?.request.prompt).toBe('');
      expect(await stores().jobs.usage(ADA, GARDEN, PRICE_USD, now)).toMatchObject({
        dollarsThisMonth: PRICE_USD,
      });
      await stores().clock.advance(31 * DAY_MS);
      expect((await stores().jobs.sweep(now)).removedJobs).toBe(1);
      expect(await stores().jobs.get(job.id)).toBeNull();
    });

    it('forgets what a person wrote, showed and got, and nothing that it cost', async () => {
      const now = stores().clock.now();
      const failure = { code: 'blocked', charged: 'yes', retry: 'never', detail: 'words' } as const;
      const job = await made({
        state: 'delivered',
        createdAt: now,
        finishedAt: now,
        handle: 'handle',
        failure,
        request: { prompt: 'my secret', sources: [{ kind: 'stored', hash: aHash(3) }] },
        takes: [painted(aHash(1)), { state: 'failed', failure }],
        statusMessage: messageIn(GARDEN, 'status'),
      });
      const running = await made({ createdAt: now });
      const bobs = await made({ state: 'delivered', finishedAt: now, request: { requester: BOB } });
      const before = await stores().jobs.usage(ADA, GARDEN, PRICE_USD, now);
      const forgotten = await stores().jobs.forget(ADA);
      expect(forgotten).toEqual({ forgottenJobs: 1 });
      expect(await namedOf([1, 3])).toEqual([]);
      expect(await stores().jobs.usage(ADA, GARDEN, PRICE_USD, now)).toEqual(before);
      const blank = await stores().jobs.get(job.id);
      expect(JSON.stringify(blank)).not.toMatch(/my secret|Ada|words|https|handle"[^:]*:"/);
      expect(blank).toMatchObject({
        version: job.version + 1,
        request: { prompt: '', sources: [], requester: { userId: 'ada', displayName: '' } },
        takes: [{ pictures: null, costUsd: PRICE_USD }, { failure: { code: 'blocked', detail: null } }],
      });
      await expect(stores().jobs.save(job)).rejects.toMatchObject({ reason: 'version_conflict' });
      expect(await stores().jobs.get(running.id)).toEqual(running);
      expect(await stores().jobs.get(bobs.id)).toEqual(bobs);
      expect(await stores().jobs.forget(ADA)).toEqual({ forgottenJobs: 0 });
    });

    it('shows a forgotten job in no list, and still finds it by its message', async () => {
      const job = await made({ state: 'delivered', finishedAt: 1, statusMessage: messageIn(GARDEN, 'm') });
      await stores().jobs.forget(ADA);
      expect(await stores().jobs.list({ limit: 10 })).toEqual([]);
      expect(await stores().jobs.latestDelivered(GARDEN)).toBeNull();
      expect((await stores().jobs.findByMessage(messageIn(GARDEN, 'm')))?.id).toBe(job.id);
    });
  });
}
