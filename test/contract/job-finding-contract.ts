import { describe, expect, it } from 'vitest';

import type { JobQuery, RenderJob } from '../../src/core/index.ts';
import {
  ADA,
  aHash,
  aJob,
  BOB,
  GARDEN,
  messageIn,
  NO_LIMITS,
  painted,
  type JobWishes,
} from '../support/job-factory.ts';

import type { StoreFactory } from './store-fixture.ts';
import { useStores } from './use-stores.ts';

/** How every `JobStore` finds jobs again. */
export function describeJobFinding(name: string, factory: StoreFactory): void {
  describe(`${name}, finding jobs`, () => {
    const stores = useStores(factory);
    const made = async (wishes: JobWishes = {}): Promise<RenderJob> => {
      const job = aJob(wishes);
      await stores().jobs.create(job, NO_LIMITS);
      return job;
    };
    const delivered = (wishes: JobWishes = {}): Promise<RenderJob> =>
      made({
        state: 'delivered',
        finishedAt: 10,
        takes: [painted(aHash(1))],
        resultMessages: [messageIn(GARDEN, 'result')],
        ...wishes,
      });
    const listed = async (query: Partial<JobQuery>): Promise<string[]> =>
      (await stores().jobs.list({ limit: 100, ...query })).map((job) => job.id);

    it('finds a job by its status and by each of its results, with and without the thread', async () => {
      const job = await made();
      const thread = { ...GARDEN, threadId: 'roses' };
      const saved = await stores().jobs.save({
        ...job,
        statusMessage: messageIn(GARDEN, 'status'),
        resultMessages: [messageIn(GARDEN, 'status'), messageIn(thread, 'result')],
      });
      expect(await stores().jobs.findByMessage(messageIn(GARDEN, 'status'))).toEqual(saved);
      expect(await stores().jobs.findByMessage(messageIn(thread, 'result'))).toEqual(saved);
      expect(await stores().jobs.findByMessage(messageIn(GARDEN, 'result'))).toEqual(saved);
      expect(await stores().jobs.findByMessage(messageIn(GARDEN, 'other'))).toBeNull();
      const elsewhere = { ...GARDEN, channelId: 'kitchen' };
      expect(await stores().jobs.findByMessage(messageIn(elsewhere, 'status'))).toBeNull();
    });

    it('no longer finds a job by a message that is not its own any more', async () => {
      const job = await made({ statusMessage: messageIn(GARDEN, 'status') });
      expect(await stores().jobs.findByMessage(messageIn(GARDEN, 'status'))).toEqual(job);
      await stores().jobs.save({ ...job, statusMessage: null });
      expect(await stores().jobs.findByMessage(messageIn(GARDEN, 'status'))).toBeNull();
    });

    it('gives a message that two jobs claim to the newer one', async () => {
      const older = await made({ statusMessage: messageIn(GARDEN, 'shared') });
      const newer = await made({ statusMessage: messageIn(GARDEN, 'shared') });
      await stores().jobs.save(older);
      expect(await stores().jobs.findByMessage(messageIn(GARDEN, 'shared'))).toEqual(newer);
    });

    it('names the latest delivered public job of exactly this place', async () => {
      const first = await delivered({ finishedAt: 30 });
      await delivered({ finishedAt: 20 });
      await made({ state: 'failed', finishedAt: 40 });
      await delivered({ finishedAt: 50, request: { audience: 'requester' } });
      await delivered({ finishedAt: 60, origin: { conversation: { ...GARDEN, threadId: 'roses' } } });
      await delivered({ finishedAt: 65, resultMessages: [] });
      expect(await stores().jobs.latestDelivered(GARDEN)).toEqual(first);
      const shared = await delivered({ finishedAt: 70, request: { audience: 'requester' }, sharedAt: 71 });
      expect(await stores().jobs.latestDelivered(GARDEN)).toEqual(shared);
      expect(await stores().jobs.latestDelivered({ ...GARDEN, channelId: 'kitchen' })).toBeNull();
    });

    it('lists newest first, in pages', async () => {
      const ids: string[] = [];
      for (let index = 0; index < 5; index += 1) ids.unshift((await made()).id);
      expect(await listed({})).toEqual(ids);
      expect(await listed({ limit: 2 })).toEqual(ids.slice(0, 2));
      expect(await listed({ limit: 2, beforeJobId: ids[1] as string })).toEqual(ids.slice(2, 4));
    });

    it('lists by place and person', async () => {
      const here = await delivered();
      const bobs = await made({ request: { requester: BOB } });
      const there = await made({ origin: { conversation: { ...GARDEN, threadId: 'roses' } } });
      expect(await listed({ conversation: GARDEN })).toEqual([bobs.id, here.id]);
      expect(await listed({ requester: ADA })).toEqual([there.id, here.id]);
      // Ada is of a platform whose ids are the same everywhere; elsewhere an id counts in its own workspace only.
      expect(await listed({ requester: { ...ADA, workspaceId: null } })).toEqual([there.id, here.id]);
      const inSlack = { ...ADA, platform: 'slack' } as const;
      const slackJob = await made({ request: { requester: inSlack } });
      expect(await listed({ requester: inSlack })).toEqual([slackJob.id]);
      expect(await listed({ requester: { ...inSlack, workspaceId: null } })).toEqual([]);
    });

    it('knows the children of a job, oldest first', async () => {
      const parent = await made();
      const edit = await made({ rootJobId: parent.id, request: { kind: 'edit', parentJobId: parent.id } });
      const retry = await made({ retryOfJobId: parent.id, request: { parentJobId: parent.id } });
      await made({ request: { parentJobId: edit.id } });
      expect(await stores().jobs.children(parent.id)).toEqual([edit, retry]);
    });

    it('names the ended jobs that still have a handle', async () => {
      await made({ handle: { token: 'of a job that goes on' } });
      await made({ state: 'failed', finishedAt: 1 });
      const kept = await made({ state: 'failed', finishedAt: 1, handle: { token: 'of a job that ended' } });
      expect(await stores().jobs.listKeptHandles()).toEqual([kept.id]);
    });

    it('knows whether any job names a picture', async () => {
      const job = await made({ request: { sources: [{ kind: 'stored', hash: aHash(2) }] } });
      expect(await stores().jobs.hasPicture(aHash(2))).toBe(true);
      expect(await stores().jobs.hasPicture(aHash(1))).toBe(false);
      await stores().jobs.saveTake(job.id, { ...job.takes[0], ...painted(aHash(1)) } as never, 'waiting');
      expect(await stores().jobs.hasPicture(aHash(1))).toBe(true);
    });
  });
}
