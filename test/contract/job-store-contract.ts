import { describe, expect, it } from 'vitest';

import type { JobState, RenderJob } from '../../src/core/index.ts';
import { ADA, aHash, aJob, GARDEN, messageIn, NO_LIMITS, painted } from '../support/job-factory.ts';

import type { StoreFactory } from './store-fixture.ts';
import { useStores } from './use-stores.ts';

/** What every `JobStore` does with single jobs. */
export function describeJobStore(name: string, factory: StoreFactory): void {
  describe(`${name}, keeping jobs`, () => {
    const stores = useStores(factory);
    const create = async (job: RenderJob): Promise<RenderJob> => {
      expect(await stores().jobs.create(job, NO_LIMITS)).toEqual({ outcome: 'created', job });
      return job;
    };

    it('gives back a job as it was created, also after it was opened anew', async () => {
      const job = await create(
        aJob({
          handle: { token: 'secret' },
          origin: { replyHandle: ['also', 1, null], replyTo: messageIn(GARDEN, 'm0') },
          request: {
            kind: 'edit',
            prompt: "Robert'); DROP TABLE jobs;-- \u{1f98a}",
            parentJobId: 'parent',
            sources: [
              { kind: 'stored', hash: aHash(1) },
              { kind: 'job', jobId: 'parent', index: 0 },
              { kind: 'message', message: messageIn(GARDEN, 'm1'), index: 2 },
              { kind: 'url', url: 'https://example.org/a.png' },
            ],
          },
          takes: [{}, {}, {}, {}],
        }),
      );
      expect(await stores().jobs.get(job.id)).toEqual(job);
      const again = await stores().reopen();
      expect(await again.jobs.get(job.id)).toEqual(job);
    });

    it('knows nothing of a job that was never created', async () => {
      expect(await stores().jobs.get('none')).toBeNull();
      expect(await stores().jobs.saveTake('none', aJob().takes[0] as never, 'waiting')).toBe(false);
      await expect(stores().jobs.save(aJob())).rejects.toMatchObject({ reason: 'not_found' });
    });

    it('makes one job of an event that comes twice at once', async () => {
      const jobs = [1, 2, 3, 4].map(() => aJob({ origin: { eventKey: 'the same' } }));
      const outcomes = await Promise.all(jobs.map((job) => stores().jobs.create(job, NO_LIMITS)));
      expect(outcomes.filter((each) => each.outcome === 'created')).toHaveLength(1);
      const [unfinished] = await stores().jobs.listUnfinished();
      expect(outcomes.filter((each) => each.outcome === 'seen')).toEqual(
        [1, 2, 3].map(() => ({ outcome: 'seen', jobId: unfinished })),
      );
    });

    it('takes the same event key on two platforms for two events', async () => {
      await create(aJob({ origin: { eventKey: 'the same' } }));
      const requester = { ...ADA, platform: 'slack' as const };
      await create(aJob({ origin: { eventKey: 'the same' }, request: { requester } }));
    });

    it('makes one job of a double click on Retry, and another one once that is over', async () => {
      const parent = await create(aJob());
      const retries = [1, 2].map(() => aJob({ retryOfJobId: parent.id }));
      const outcomes = await Promise.all(retries.map((job) => stores().jobs.create(job, NO_LIMITS)));
      expect(outcomes.map((each) => each.outcome).sort()).toEqual(['created', 'seen']);
      const [first] = await stores().jobs.children(parent.id);
      expect(outcomes).toContainEqual({ outcome: 'seen', jobId: first?.id });
      await stores().jobs.save({ ...(first as RenderJob), state: 'failed', finishedAt: 1 });
      await create(aJob({ retryOfJobId: parent.id }));
    });

    it('refuses to reopen a retry while another one of the same job is unfinished', async () => {
      const parent = await create(aJob());
      const first = await create(aJob({ retryOfJobId: parent.id }));
      const ended = await stores().jobs.save({ ...first, state: 'failed', finishedAt: 1 });
      await create(aJob({ retryOfJobId: parent.id }));
      const reopened = stores().jobs.save({ ...ended, state: 'rendering', finishedAt: null });
      await expect(reopened).rejects.toMatchObject({ reason: 'retry_under_way' });
      expect(await stores().jobs.get(first.id)).toEqual(ended);
    });

    it('saves the columns of a job and leaves its takes and its request as they are', async () => {
      const job = await create(aJob({ origin: { replyHandle: 'token' } }));
      await stores().jobs.saveTake(job.id, { ...job.takes[0], ...painted(aHash(1)) } as never, 'waiting');
      const changed: RenderJob = {
        ...job,
        request: { ...job.request, prompt: 'something else' },
        takes: [],
        state: 'rendering',
        failure: { code: 'deadline', charged: 'unknown', retry: 'user_may', detail: 'words' },
        cancelRequestedAt: 5,
        handle: { to: 'the message' },
        statusMessage: messageIn(GARDEN, 'status'),
        resultMessages: [messageIn(GARDEN, 'one'), messageIn(GARDEN, 'two')],
        sharedAt: 6,
        deadlineAt: 7,
        finishedAt: 8,
      };
      const saved = await stores().jobs.save(changed);
      const takes = [{ ...job.takes[0], ...painted(aHash(1)) }];
      expect(saved).toEqual({ ...changed, request: job.request, takes, version: job.version + 1 });
      expect(await stores().jobs.get(job.id)).toEqual(saved);
    });

    it('refuses to save what somebody else has changed meanwhile', async () => {
      const job = await create(aJob());
      const outcomes = await Promise.allSettled(
        [1, 2, 3].map((at) => stores().jobs.save({ ...job, sharedAt: at })),
      );
      expect(outcomes.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
      await expect(stores().jobs.save(job)).rejects.toMatchObject({ code: 'store_version_conflict' });
    });

    it('is not moved by what callers do to their copies', async () => {
      const job = await create(aJob());
      const copy = (await stores().jobs.get(job.id)) as { state: JobState };
      copy.state = 'failed';
      expect(await stores().jobs.get(job.id)).toEqual(job);
    });

    it('drops the reply handle of a final job, and keeps its handle as given', async () => {
      const job = await create(aJob({ handle: 'handle', origin: { replyHandle: 'token' } }));
      const rendering = await stores().jobs.save({ ...job, state: 'rendering' });
      expect(rendering.request.origin.replyHandle).toBe('token');
      const ended = await stores().jobs.save({ ...rendering, state: 'delivered', finishedAt: 1 });
      expect(ended.request.origin.replyHandle).toBeNull();
      expect(ended.handle).toBe('handle');
      expect((await stores().jobs.save({ ...ended, handle: null })).handle).toBeNull();
    });

    it('writes a take only from the state that the writer knows', async () => {
      const job = await create(aJob({ takes: [{}, {}] }));
      const [first, second] = job.takes as [RenderJob['takes'][0], RenderJob['takes'][0]];
      const submitting = { ...first, state: 'submitting' as const };
      const writes = await Promise.all(
        [1, 2, 3].map(() => stores().jobs.saveTake(job.id, submitting, 'waiting')),
      );
      expect(writes.filter(Boolean)).toHaveLength(1);
      const queued = { ...first, state: 'queued' as const, requestId: 'r1', submittedAt: 9 };
      expect(await stores().jobs.saveTake(job.id, queued, 'waiting')).toBe(false);
      expect(await stores().jobs.saveTake(job.id, queued, 'submitting')).toBe(true);
      expect((await stores().jobs.get(job.id))?.takes).toEqual([queued, second]);
    });

    it('keeps a request id although the job was saved by somebody else', async () => {
      const job = await create(aJob());
      const take = job.takes[0] as RenderJob['takes'][0];
      await stores().jobs.save({ ...job, cancelRequestedAt: 5 });
      expect(
        await stores().jobs.saveTake(job.id, { ...take, state: 'queued', requestId: 'r1' }, 'waiting'),
      ).toBe(true);
      const stored = await stores().jobs.get(job.id);
      expect(stored).toMatchObject({ cancelRequestedAt: 5, takes: [{ requestId: 'r1' }] });
    });

    it('lists the unfinished, oldest first', async () => {
      const made = [];
      for (const state of [
        'accepted',
        'rendering',
        'delivering',
        'delivered',
        'failed',
        'cancelled',
      ] as const)
        made.push(await create(aJob({ state })));
      const again = await stores().reopen();
      expect(await again.jobs.listUnfinished()).toEqual(made.slice(0, 3).map((job) => job.id));
    });
  });
}
