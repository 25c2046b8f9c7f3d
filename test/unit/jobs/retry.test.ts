import { describe, expect, it } from 'vitest';

import type { RenderJob } from '../../../src/core/jobs/job.ts';
import { JobRig } from '../../support/job-rig.ts';
import { lostAnswer } from '../../support/scripted-segmind.ts';

async function retried(rig: JobRig, id: string): Promise<RenderJob> {
  const outcome = await rig.act('retry', id);
  if (outcome.outcome !== 'accepted') throw new Error(`It was ${outcome.outcome}.`);
  return outcome.job;
}

function seedsBought(rig: JobRig): readonly (number | null | undefined)[] {
  return rig.segmind.submits.map(({ input }) => input.parameters.seed);
}

/** A job that ended late, whose request has completed since, beside a retry of it whose answer was lost. */
async function lateWithFailedRetry(): Promise<{ rig: JobRig; id: string; retry: RenderJob }> {
  const rig = new JobRig();
  await rig.running.start();
  rig.segmind.plan({ follow: 'hang' }, { submit: lostAnswer() });
  const { id } = await rig.accepted({ prompt: 'a fox --seed 7' });
  await rig.ended(id);
  const retry = await rig.ended((await retried(rig, id)).id);
  rig.segmind.script('request-1', {});
  return { rig, id, retry };
}

describe('a retry of a job with a sibling', () => {
  const lost = { submit: lostAnswer() };

  it('waits for the sibling that is under way, and buys nothing that it brought', async () => {
    const rig = new JobRig();
    await rig.running.start();
    rig.segmind.plan(lost, lost, { follow: 'hang' });
    const { id } = await rig.accepted({ prompt: 'a fox --seed 7' });
    await rig.ended(id);
    const first = await rig.ended((await retried(rig, id)).id);
    const second = await retried(rig, id);
    expect((await retried(rig, first.id)).id).toBe(second.id);
    await rig.until(second.id, ({ takes }) => takes[0]?.state === 'processing');
    rig.segmind.script('request-1', {});
    await rig.ended(second.id);
    await rig.act('check', second.id);
    expect((await rig.ended(second.id)).state).toBe('delivered');
    expect((await retried(rig, first.id)).id).toBe(second.id);
    expect(seedsBought(rig)).toEqual([7]);
    await rig.running.stop();
  });

  it('buys nothing that came through by a check of the first job meanwhile', async () => {
    const { rig, id, retry } = await lateWithFailedRetry();
    await rig.act('check', id);
    expect((await retried(rig, retry.id)).id).toBe(id);
    expect((await rig.ended(id)).state).toBe('delivered');
    expect((await retried(rig, retry.id)).id).toBe(id);
    expect(seedsBought(rig)).toEqual([7]);
    await rig.running.stop();
  });
});

describe('a retry of a job that was retried before', () => {
  it('buys only what no earlier retry brought', async () => {
    const rig = new JobRig();
    await rig.running.start();
    const lost = { submit: lostAnswer() };
    rig.segmind.plan(lost, lost, {}, lost);
    const { id } = await rig.accepted({ prompt: 'a fox --seed 7 --count 2' });
    await rig.ended(id);
    const second = await rig.ended((await retried(rig, id)).id);
    expect(second.takes.map(({ seed, state }) => [seed, state])).toEqual([
      [7, 'painted'],
      [8, 'failed'],
    ]);
    const third = await rig.ended((await retried(rig, id)).id);
    expect(third.takes.map(({ seed }) => seed)).toEqual([8]);
    expect((await retried(rig, id)).id).toBe(third.id);
    expect(seedsBought(rig)).toEqual([7, 8]);
    await rig.running.stop();
  });

  it('counts what a retry of a retry brought, and waits for one that is under way', async () => {
    const rig = new JobRig();
    await rig.running.start();
    const lost = { submit: lostAnswer() };
    rig.segmind.plan(lost, lost);
    const { id } = await rig.accepted({ prompt: 'a fox --seed 7' });
    await rig.ended(id);
    const second = await rig.ended((await retried(rig, id)).id);
    const third = await retried(rig, second.id);
    expect((await retried(rig, id)).id).toBe(third.id);
    expect((await rig.ended(third.id)).state).toBe('delivered');
    expect((await retried(rig, id)).id).toBe(third.id);
    expect(seedsBought(rig)).toEqual([7]);
    await rig.running.stop();
  });
});

describe('two clicks at once on the messages of a job and of its retry', () => {
  const lost = { submit: lostAnswer() };

  it('buy the same picture once', async () => {
    const rig = new JobRig();
    await rig.running.start();
    rig.segmind.plan(lost, lost);
    const { id } = await rig.accepted({ prompt: 'a fox --seed 7' });
    await rig.ended(id);
    const first = await rig.ended((await retried(rig, id)).id);
    const [one, other] = await Promise.all([retried(rig, id), retried(rig, first.id)]);
    expect(one.id).toBe(other.id);
    await rig.ended(one.id);
    expect(seedsBought(rig)).toEqual([7]);
    await rig.running.stop();
  });

  it('buy nothing that the check of the other one may bring', async () => {
    const { rig, id, retry } = await lateWithFailedRetry();
    const [checked, again] = await Promise.all([rig.act('check', id), retried(rig, retry.id)]);
    expect([checked.outcome, again.id]).toEqual(['done', id]);
    expect((await rig.ended(id)).state).toBe('delivered');
    expect(seedsBought(rig)).toEqual([7]);
    await rig.running.stop();
  });
});
