import { describe, expect, it } from 'vitest';

import type { RenderJob } from '../../../src/core/jobs/job.ts';
import { JobRig } from '../../support/job-rig.ts';
import { sampleRequester } from '../../support/sample-job.ts';
import { spentLimiter } from '../../support/spent-limiter.ts';

async function startedRig(...options: ConstructorParameters<typeof JobRig>): Promise<JobRig> {
  const rig = new JobRig(...options);
  await rig.running.start();
  return rig;
}

describe('a cancel', () => {
  it('ends a job in line at once, with nothing spent and its message told', async () => {
    const rig = await startedRig({ maxInFlight: 1 });
    rig.segmind.plan({ follow: 'hang' });
    const first = await rig.accepted();
    const second = await rig.accepted();
    await rig.until(first.id, (job) => job.takes[0]?.state === 'processing');
    expect(rig.dispatcher.placeInLine(second.id)).toBe(1);
    expect(await rig.act('cancel', second.id)).toMatchObject({ outcome: 'done' });
    const job = await rig.ended(second.id);
    expect(job).toMatchObject({ state: 'cancelled', takes: [{ state: 'cancelled', mayStillBill: false }] });
    expect(rig.lastView(second.id)).toBe('Cancelled | Stopped before anything was spent.');
    expect(rig.segmind.submits).toHaveLength(1);
    expect((await rig.job(first.id)).state).toBe('rendering');
    await rig.running.stop();
  });

  it('of a wide job at the head of the line lets the next one begin', async () => {
    const rig = await startedRig({ maxInFlight: 4 });
    rig.segmind.plan({ follow: 'hang' });
    const first = await rig.accepted();
    await rig.until(first.id, (job) => job.takes[0]?.state === 'processing');
    const wide = await rig.accepted({ prompt: 'a fox --count 4' });
    const narrow = await rig.accepted();
    expect(rig.dispatcher.placeInLine(narrow.id)).toBe(2);
    await rig.act('cancel', wide.id);
    expect((await rig.ended(wide.id)).state).toBe('cancelled');
    expect((await rig.ended(narrow.id)).state).toBe('delivered');
    expect((await rig.job(first.id)).state).toBe('rendering');
    await rig.running.stop();
  });

  it('stops waiting for what the service has, and says that it may still be charged', async () => {
    const rig = await startedRig();
    rig.segmind.plan({ follow: 'hang' });
    const { id } = await rig.accepted();
    await rig.until(id, (job) => job.takes[0]?.state === 'processing');
    await rig.act('cancel', id);
    expect(await rig.ended(id)).toMatchObject({
      state: 'cancelled',
      takes: [{ state: 'cancelled', mayStillBill: true, requestId: 'request-1' }],
    });
    expect(rig.lastView(id)).toMatch(/may still be charged/);
    await rig.running.stop();
  });

  it('keeps and delivers what was painted already', async () => {
    const rig = await startedRig();
    rig.segmind.plan({}, { follow: 'hang' });
    const { id } = await rig.accepted({ prompt: 'a fox --count 2' });
    await rig.until(id, (job) => job.takes[0]?.state === 'painted');
    await rig.act('cancel', id);
    const job = await rig.ended(id);
    expect(job.state).toBe('delivered');
    expect(job.takes.map(({ state }) => state)).toEqual(['painted', 'cancelled']);
    expect(rig.presenter.messages.at(-1)?.pictures).toHaveLength(1);
    await rig.running.stop();
  });

  it('waits for the answer of a submit that is on its way, and never loses its id', async () => {
    const rig = new JobRig();
    const asked = Promise.withResolvers<undefined>();
    const answer = Promise.withResolvers<undefined>();
    rig.segmind.beforeCall = async (call) => {
      if (call !== 'submit') return;
      asked.resolve(undefined);
      await answer.promise;
    };
    await rig.running.start();
    const { id } = await rig.accepted();
    await asked.promise;
    await rig.act('cancel', id);
    answer.resolve(undefined);
    expect(await rig.ended(id)).toMatchObject({
      state: 'cancelled',
      takes: [{ mayStillBill: true, requestId: 'request-1' }],
    });
    await rig.running.stop();
  });

  it('gives up on a submit that never answers, as of unknown outcome', async () => {
    const rig = await startedRig();
    rig.segmind.plan({ submit: 'hang' });
    const { id } = await rig.accepted();
    await rig.until(id, (job) => job.takes[0]?.state === 'submitting');
    await rig.act('cancel', id);
    expect(await rig.ended(id)).toMatchObject({
      takes: [{ state: 'failed', failure: { code: 'submit_outcome_unknown', charged: 'unknown' } }],
    });
    await rig.running.stop();
  });

  it('spends nothing on a take that waits for its turn at the limiter', async () => {
    const rig = await startedRig();
    rig.segmind.limiter = await spentLimiter();
    const states: unknown[] = [];
    rig.bot.onJobChange((job) => states.push(job.takes[0]?.state));
    const { id } = await rig.accepted();
    await rig.until(id, () => rig.segmind.inLine > 0);
    await rig.act('cancel', id);
    expect(await rig.ended(id)).toMatchObject({
      state: 'cancelled',
      takes: [{ state: 'cancelled', mayStillBill: false }],
    });
    expect(states).not.toContain('submitting');
    expect(rig.segmind.submits).toEqual([]);
    await rig.running.stop();
  });

  it('comes too late for a job that has ended', async () => {
    const rig = await startedRig();
    const { id } = await rig.accepted();
    await rig.ended(id);
    expect(await rig.act('cancel', id)).toMatchObject({ outcome: 'refused', error: { code: 'too_late' } });
    await rig.running.stop();
  });

  it('says of pictures that are being posted that they are', async () => {
    const rig = new JobRig();
    const { id } = await rig.left({ state: 'delivering' }, [{ state: 'painted' }]);
    expect(await rig.act('cancel', id)).toMatchObject({
      outcome: 'refused',
      error: { code: 'too_late', message: 'It is painted and is being posted.' },
    });
  });

  it('is for the owner and for moderators', async () => {
    const rig = await startedRig();
    rig.segmind.plan({ follow: 'hang' });
    const { id } = await rig.accepted();
    const requester = { ...sampleRequester, userId: 'bob' };
    expect(await rig.act('cancel', id, { requester })).toMatchObject({ error: { code: 'not_yours' } });
    expect(await rig.act('cancel', id, { requester, isModerator: true })).toMatchObject({ outcome: 'done' });
    expect((await rig.ended(id)).state).toBe('cancelled');
    await rig.running.stop();
  });

  it('at any instant leaves the job ended and its takes without a contradiction', async () => {
    const states = new Set<string>();
    for (let turns = 0; turns < 60; turns += 3) {
      const rig = await startedRig();
      const { id } = await rig.accepted({ prompt: 'a fox --count 2' });
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      await rig.act('cancel', id);
      const job: RenderJob = await rig.ended(id);
      for (const take of job.takes) {
        const wasBought = rig.segmind.submits.some(({ requestId }) => requestId === take.requestId);
        expect(take.mayStillBill || take.state === 'painted').toBe(wasBought);
      }
      states.add(job.state);
      await rig.running.stop();
    }
    expect(states).toContain('cancelled');
  });
});
