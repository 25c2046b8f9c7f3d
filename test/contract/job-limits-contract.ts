import { describe, expect, it } from 'vitest';

import { DAY_MS, type JobLimits, type RenderJob, type Take } from '../../src/core/index.ts';
import {
  ADA,
  aHash,
  aJob,
  BOB,
  GARDEN,
  NO_LIMITS,
  painted,
  PRICE_USD,
  type JobWishes,
} from '../support/job-factory.ts';

import type { StoreFactory } from './store-fixture.ts';
import { useStores } from './use-stores.ts';

const NOON = Date.UTC(2026, 0, 31, 12);
const TOMORROW = Date.UTC(2026, 1, 1);

/** Takes and whether they count, for limits and budgets alike. */
const TAKES: readonly (readonly [words: string, take: Partial<Take>, counts: boolean])[] = [
  ['waits', {}, true],
  ['is being submitted', { state: 'submitting' }, true],
  ['is queued', { state: 'queued' }, true],
  ['is painted', painted(aHash(1)), true],
  ['failed uncharged', { state: 'failed', failure: failure('no') }, false],
  ['failed and was charged', { state: 'failed', failure: failure('yes') }, true],
  ['failed and may have been charged', { state: 'failed', failure: failure('unknown') }, true],
  ['was cancelled before its submit', { state: 'cancelled' }, false],
  ['was cancelled and may still be billed', { state: 'cancelled', mayStillBill: true }, true],
  ['goes on with what another job bought', { ...painted(aHash(1)), boughtByJobId: 'another' }, false],
];

function failure(charged: 'no' | 'yes' | 'unknown'): Take['failure'] {
  return { code: 'render_failed', charged, retry: 'user_may', detail: null };
}

/** What every `JobStore` allows and counts. */
export function describeJobLimits(name: string, factory: StoreFactory): void {
  describe(`${name}, holding limits`, () => {
    const stores = useStores(factory);
    const today = (wishes: JobWishes = {}): RenderJob => aJob({ createdAt: NOON, ...wishes });
    const create = (job: RenderJob, limits: Partial<JobLimits> = {}) =>
      stores().jobs.create(job, { ...NO_LIMITS, ...limits });
    const used = () => stores().jobs.usage(ADA, GARDEN, PRICE_USD, NOON);

    it('lets one person have so many jobs at once, and counts neither delivering nor final ones', async () => {
      for (const state of ['accepted', 'rendering', 'delivering', 'delivered', 'failed'] as const)
        await create(today({ state }));
      await create(today({ request: { requester: BOB } }));
      expect(await create(today(), { activeJobsPerUser: 2 })).toEqual({
        outcome: 'limit',
        hit: { limit: 'active_per_user', allowed: 2, used: 2, asked: 1, askedForOne: 1, freeAt: null },
      });
      expect(await create(today(), { activeJobsPerUser: 3 })).toMatchObject({ outcome: 'created' });
    });

    it('lets one person have so many pictures a UTC day', async () => {
      await create(today({ takes: [{}, {}, {}] }));
      await create(today({ createdAt: NOON - DAY_MS }));
      await create(today({ request: { requester: BOB } }));
      expect(await create(today({ takes: [{}, {}] }), { dailyPicturesPerUser: 4 })).toEqual({
        outcome: 'limit',
        hit: { limit: 'daily_per_user', allowed: 4, used: 3, asked: 2, askedForOne: 1, freeAt: TOMORROW },
      });
      expect(await create(today(), { dailyPicturesPerUser: 4 })).toMatchObject({ outcome: 'created' });
    });

    it('counts a channel with its threads, whoever asks', async () => {
      await create(today({ origin: { conversation: { ...GARDEN, threadId: 'roses' } } }));
      await create(today({ request: { requester: BOB } }));
      await create(today({ origin: { conversation: { ...GARDEN, channelId: 'kitchen' } } }));
      expect(await create(today(), { dailyPicturesPerChannel: 2 })).toEqual({
        outcome: 'limit',
        hit: { limit: 'daily_per_channel', allowed: 2, used: 2, asked: 1, askedForOne: 1, freeAt: TOMORROW },
      });
    });

    it('keeps within the budgets of the day and of the month, for everybody together', async () => {
      await create(today({ takes: [{ ...painted(aHash(1)), costUsd: 0.05 }, {}] }));
      await create(today({ createdAt: NOON - DAY_MS, request: { requester: BOB } }));
      await create(today({ createdAt: NOON - 31 * DAY_MS }));
      const asks = { asked: 0.042, askedForOne: 0.042, freeAt: TOMORROW };
      const day = { limit: 'budget_daily', allowed: 0.13, used: 0.092, ...asks };
      expect(await create(today(), { budgetDailyUsd: 0.13 })).toEqual({ outcome: 'limit', hit: day });
      const month = { ...day, limit: 'budget_monthly', allowed: 0.17, used: 0.134 };
      expect(await create(today(), { budgetMonthlyUsd: 0.17 })).toEqual({ outcome: 'limit', hit: month });
      const enough = { budgetDailyUsd: 0.134, budgetMonthlyUsd: 0.176 };
      expect(await create(today(), enough)).toMatchObject({ outcome: 'created' });
    });

    it('overruns no limit and no budget by one picture when a hundred ask at once', async () => {
      const outcomes = await Promise.all(
        Array.from({ length: 100 }, () => create(today(), { budgetDailyUsd: 30 * PRICE_USD })),
      );
      expect(outcomes.filter((each) => each.outcome === 'created')).toHaveLength(30);
      expect(await used()).toMatchObject({ picturesToday: 30, dollarsToday: 1.26 });
      const others = await Promise.all(
        Array.from({ length: 100 }, () => create(today({ takes: [{}, {}] }), { dailyPicturesPerUser: 41 })),
      );
      expect(others.filter((each) => each.outcome === 'created')).toHaveLength(5);
    });

    it('sums dollars without a rounding', async () => {
      for (let tenth = 0; tenth < 10; tenth += 1)
        await create(today({ takes: [{ ...painted(aHash(1)), costUsd: 0.1 }] }));
      expect(await used()).toMatchObject({ dollarsToday: 1 });
      const limits = { budgetDailyUsd: 1.1, pricePerImageUsd: 0.1 };
      expect(await create(today(), limits)).toMatchObject({ outcome: 'created' });
      expect(await create(today(), limits)).toMatchObject({ outcome: 'limit', hit: { used: 1.1 } });
    });

    it.each(TAKES)('counts a take that %s: %o', async (_words, take, counts) => {
      await create(today({ state: 'rendering', takes: [take] }));
      const dollars = counts ? PRICE_USD : 0;
      const one = counts ? 1 : 0;
      expect(await used()).toEqual({
        activeJobs: (take.boughtByJobId ?? null) === null ? 1 : 0,
        picturesToday: one,
        channelPicturesToday: one,
        dollarsToday: dollars,
        dollarsThisMonth: dollars,
      });
    });

    it.each(TAKES)('counts a take that came to be one that %s: %o', async (_words, take, counts) => {
      const job = today({ state: 'rendering' });
      await create(job);
      await stores().jobs.saveTake(job.id, { ...(job.takes[0] as Take), ...take }, 'waiting');
      expect((await used()).picturesToday).toBe(counts ? 1 : 0);
    });

    it('does not count what waited in a job that is over, until that is reopened', async () => {
      const job = today({ takes: [painted(aHash(1)), {}] });
      await create(job);
      const ended = await stores().jobs.save({ ...job, state: 'failed', finishedAt: NOON });
      expect(await used()).toMatchObject({ activeJobs: 0, picturesToday: 1, dollarsToday: PRICE_USD });
      await stores().jobs.save({ ...ended, state: 'rendering', finishedAt: null });
      expect(await used()).toMatchObject({ activeJobs: 1, picturesToday: 2 });
    });

    it('lets a job begin that buys nothing, whatever is used up', async () => {
      const nothingLeft = {
        activeJobsPerUser: 0,
        dailyPicturesPerUser: 0,
        dailyPicturesPerChannel: 0,
        budgetDailyUsd: 0,
        budgetMonthlyUsd: 0,
      };
      const adopted = {
        state: 'queued',
        requestId: 'r',
        submittedAt: NOON,
        boughtByJobId: 'another',
      } as const;
      const job = today({ takes: [adopted] });
      expect(await create(job, nothingLeft)).toMatchObject({ outcome: 'created' });
      expect(await stores().jobs.get(job.id)).toEqual(job);
      expect(await create(today({ takes: [adopted, {}] }), nothingLeft)).toMatchObject({ outcome: 'limit' });
    });

    it('holds nobody back for a job that buys nothing', async () => {
      const adopted = { state: 'queued', requestId: 'r', submittedAt: NOON, boughtByJobId: 'other' } as const;
      await create(today({ takes: [adopted] }));
      expect(await create(today(), { activeJobsPerUser: 1 })).toMatchObject({ outcome: 'created' });
      await create(today({ takes: [adopted, {}] }));
      expect((await used()).activeJobs).toBe(2);
    });

    it('writes nothing of a job that hit a limit: the same event may come again', async () => {
      const job = today({ origin: { eventKey: 'again' } });
      expect(await create(job, { activeJobsPerUser: 0 })).toMatchObject({ outcome: 'limit' });
      expect(await stores().jobs.listUnfinished()).toEqual([]);
      expect(await create(job)).toMatchObject({ outcome: 'created' });
    });
  });
}
