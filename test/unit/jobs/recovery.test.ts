import { describe, expect, it } from 'vitest';

import { SegmindError } from '../../../src/core/errors.ts';
import type { RenderJob, Take } from '../../../src/core/jobs/job.ts';
import { JobRig } from '../../support/job-rig.ts';
import { MINUTE_MS } from '../../../src/core/time.ts';

const HOUR_MS = 60 * MINUTE_MS;

/** A take that the service has had for a minute. */
function known(rig: JobRig, take: Partial<Take>): Partial<Take> {
  return { requestId: 'request-9', submittedAt: rig.clock.now() - MINUTE_MS, ...take };
}

/** A job in the state in which the program died, with its message in the room. */
async function died(
  rig: JobRig,
  job: Partial<RenderJob>,
  takes: readonly Partial<Take>[],
): Promise<RenderJob> {
  const { origin } = rig.draft();
  const status = rig.presenter.room.post(origin.conversation, {
    view: null,
    pictures: [],
    visibleTo: null,
    deliveryKey: null,
  });
  return rig.left(
    { state: 'rendering', handle: rig.presenter.room.handleOf(status), statusMessage: status.ref, ...job },
    takes,
  );
}

async function painted(rig: JobRig, words: string): Promise<Partial<Take>> {
  const bytes = new TextEncoder().encode(words);
  const hash = await rig.stores.pictures.put(bytes);
  return known(rig, {
    state: 'painted',
    pictures: [{ hash, contentType: 'image/jpeg', widthPx: 64, heightPx: 64, sizeBytes: bytes.length }],
  });
}

describe('after a crash', () => {
  it('announces and runs a job that was accepted and never announced', async () => {
    const rig = new JobRig();
    const { id } = await rig.left({ state: 'accepted' }, [{}]);
    await rig.running.start();
    expect((await rig.ended(id)).state).toBe('delivered');
    expect(rig.presenter.callsOf('announce')).toHaveLength(1);
    await rig.running.stop();
  });

  it('runs a take that waited, on the message that stands', async () => {
    const rig = new JobRig();
    const { id } = await died(rig, {}, [{ state: 'waiting' }]);
    await rig.running.start();
    expect((await rig.ended(id)).state).toBe('delivered');
    expect(rig.presenter.callsOf('announce')).toEqual([]);
    expect(rig.segmind.submits).toHaveLength(1);
    await rig.running.stop();
  });

  it('leaves a painted take as it is and needs the service for the others alone', async () => {
    const rig = new JobRig();
    const { id } = await died(rig, {}, [await painted(rig, 'an old fox'), { state: 'waiting' }]);
    await rig.running.start();
    await rig.ended(id);
    expect(rig.segmind.submits.map(({ input }) => input.parameters.seed)).toEqual([8]);
    const pictures = rig.presenter.messages.at(-1)?.pictures ?? [];
    expect(new TextDecoder().decode(pictures[0]?.bytes)).toBe('an old fox');
    expect(pictures).toHaveLength(2);
    await rig.running.stop();
  });

  it('never buys again what was submitting, and says that trying again may be charged twice', async () => {
    const rig = new JobRig();
    const { id } = await died(rig, {}, [{ state: 'submitting' }]);
    await rig.running.start();
    const job = await rig.ended(id);
    expect(job).toMatchObject({
      state: 'failed',
      failure: { code: 'submit_outcome_unknown', charged: 'unknown', retry: 'user_may' },
    });
    expect(rig.segmind.submits).toEqual([]);
    expect(rig.bot.view(job).actions.map(({ label }) => label)).toEqual(['Try again (may be charged twice)']);
    await rig.running.stop();
  });

  it.each(['queued', 'processing'] as const)('follows what was %s by its stored id', async (state) => {
    const rig = new JobRig();
    const { id } = await died(rig, {}, [known(rig, { state })]);
    await rig.running.start();
    expect((await rig.ended(id)).state).toBe('delivered');
    expect(rig.segmind.followed).toEqual(['request-9']);
    expect(rig.segmind.submits).toEqual([]);
    await rig.running.stop();
  });

  it('looks at a request at least once more although its deadline passed while the program was away', async () => {
    const rig = new JobRig();
    const submittedAt = rig.clock.now() - 50 * MINUTE_MS;
    const { id } = await died(rig, { deadlineAt: submittedAt + 10 * MINUTE_MS }, [
      known(rig, { state: 'processing', submittedAt }),
    ]);
    await rig.running.start();
    expect((await rig.ended(id)).state).toBe('delivered');
    await rig.running.stop();
  });

  it('calls a request expired once its hour is over, without asking', async () => {
    const rig = new JobRig();
    const submittedAt = rig.clock.now() - HOUR_MS;
    const { id } = await died(rig, {}, [known(rig, { state: 'processing', submittedAt })]);
    await rig.running.start();
    expect(await rig.ended(id)).toMatchObject({ failure: { code: 'expired', charged: 'unknown' } });
    expect(rig.segmind.followed).toEqual([]);
    await rig.running.stop();
  });

  it('downloads again from the stored addresses what was fetching', async () => {
    const rig = new JobRig();
    const outputUrls = ['https://images.segmind.com/stored.jpg'];
    const { id } = await died(rig, {}, [known(rig, { state: 'fetching', outputUrls })]);
    await rig.running.start();
    await rig.ended(id);
    const shown = rig.presenter.messages.at(-1)?.pictures[0];
    expect(new TextDecoder().decode(shown?.bytes)).toBe('picture at https://images.segmind.com/stored.jpg');
    await rig.running.stop();
  });

  it('reads the result again where the stored addresses bring nothing', async () => {
    const rig = new JobRig();
    const outputUrls = ['https://images.segmind.com/moved.jpg'];
    rig.downloads.set(
      'https://images.segmind.com/moved.jpg',
      new SegmindError('result_lost', 'Gone.', { charged: 'yes', retry: 'user_may' }),
    );
    const { id } = await died(rig, {}, [known(rig, { state: 'fetching', outputUrls })]);
    await rig.running.start();
    expect((await rig.ended(id)).state).toBe('delivered');
    await rig.running.stop();
  });

  it('finds what was delivered before the record, and delivers it once', async () => {
    const rig = new JobRig();
    const job = await died(rig, { state: 'delivering' }, [await painted(rig, 'a fox')]);
    const { origin } = rig.draft();
    const { room } = rig.presenter;
    const posted = room.post(origin.conversation, {
      view: null,
      pictures: [],
      visibleTo: null,
      deliveryKey: null,
    });
    room.show(posted, job.id, []);
    await rig.running.start();
    expect((await rig.ended(job.id)).resultMessages).toEqual([posted.ref]);
    expect(rig.presenter.timesShown(job.id)).toBe(1);
    expect(rig.presenter.callsOf('deliver')).toEqual([]);
    await rig.running.stop();
  });

  it('delivers again what surely was not delivered', async () => {
    const rig = new JobRig();
    const job = await died(rig, { state: 'delivering' }, [await painted(rig, 'a fox')]);
    await rig.running.start();
    expect((await rig.ended(job.id)).state).toBe('delivered');
    expect(rig.presenter.timesShown(job.id)).toBe(1);
    expect(rig.lastView(job.id)).not.toMatch(/repeat/);
    await rig.running.stop();
  });

  it('delivers again, marked as a possible repeat, where nobody can tell', async () => {
    const rig = new JobRig({ presenter: { knowsKeys: false } });
    const job = await died(rig, { state: 'delivering' }, [await painted(rig, 'a fox')]);
    await rig.running.start();
    expect((await rig.ended(job.id)).state).toBe('delivered');
    expect(rig.lastView(job.id)).toMatch(/may be a repeat/);
    await rig.running.stop();
  });

  it('cancels what a person had cancelled before the crash', async () => {
    const rig = new JobRig();
    const { id } = await died(rig, { cancelRequestedAt: 1 }, [
      { state: 'waiting' },
      known(rig, { state: 'processing' }),
    ]);
    await rig.running.start();
    const job = await rig.ended(id);
    expect(job.state).toBe('cancelled');
    expect(job.takes.map(({ mayStillBill }) => mayStillBill)).toEqual([false, true]);
    await rig.running.stop();
  });

  it('delivers two of four, tells of a block and of a lost submit, and a retry buys only those two', async () => {
    const rig = new JobRig();
    rig.segmind.script('request-3', {
      failed: new SegmindError('blocked', 'Blocked.', { detail: 'content policy' }),
    });
    const { id } = await died(rig, {}, [
      await painted(rig, 'a fox'),
      { state: 'submitting' },
      known(rig, { state: 'queued', requestId: 'request-4' }),
      known(rig, { state: 'queued', requestId: 'request-3' }),
    ]);
    await rig.running.start();
    const job = await rig.ended(id);
    expect(job.takes.map(({ state }) => state)).toEqual(['painted', 'failed', 'painted', 'failed']);
    expect(rig.presenter.messages.at(-1)?.pictures).toHaveLength(2);
    expect(rig.lastView(id)).toMatch(
      /Picture 2 of 4: .*It may have been charged\..*Picture 4 of 4: .*Nothing was charged\./,
    );
    const labels = rig.bot.view(job).actions.map(({ label }) => label);
    expect(labels).toContain('Try the missing 2 again (may be charged twice)');
    const outcome = await rig.act('retry', id);
    expect(outcome).toMatchObject({
      outcome: 'accepted',
      job: { rootJobId: job.rootJobId, retryOfJobId: id },
    });
    const retry = await rig.ended((outcome as { job: RenderJob }).job.id);
    expect(retry.state).toBe('delivered');
    expect(rig.segmind.submits.map(({ input }) => input.parameters.seed)).toEqual([8, 10]);
    await rig.running.stop();
  });
});
