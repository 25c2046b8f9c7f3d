import { describe, expect, it } from 'vitest';

import type { ActOutcome } from '../../../src/core/bot.ts';
import type { RenderJob } from '../../../src/core/jobs/job.ts';
import { JobRig } from '../../support/job-rig.ts';
import { lostAnswer } from '../../support/scripted-segmind.ts';

function jobOf(outcome: ActOutcome): RenderJob {
  expect(outcome.outcome).toBe('accepted');
  return (outcome as Extract<ActOutcome, { outcome: 'accepted' }>).job;
}

describe('a check of a retry', () => {
  /** A first job and a retry of it, both of which came too late. */
  async function bothLate(rig: JobRig): Promise<[first: RenderJob, retry: RenderJob]> {
    await rig.running.start();
    rig.segmind.plan({ submit: lostAnswer() }, { follow: 'hang' });
    const { id } = await rig.accepted();
    const first = await rig.ended(id);
    return [first, await rig.ended(jobOf(await rig.act('retry', id)).id)];
  }

  it('is answered while another retry of the same job is unfinished', async () => {
    const rig = new JobRig();
    const [first, retry] = await bothLate(rig);
    rig.segmind.plan({ follow: 'hang' });
    const other = jobOf(await rig.act('retry', first.id));
    expect(await rig.act('check', retry.id)).toMatchObject({
      error: { message: 'It is under way already.' },
    });
    expect((await rig.job(retry.id)).state).toBe('failed');
    await rig.act('cancel', other.id);
    await rig.running.stop();
  });

  it('never goes on beside another retry that begins in that very moment', async () => {
    const rig = new JobRig();
    const [first, retry] = await bothLate(rig);
    rig.segmind.script('request-1', { follow: 'hang' });
    rig.segmind.plan({ follow: 'hang' });
    await Promise.all([rig.act('check', retry.id), rig.act('retry', first.id)]);
    expect(await rig.stores.jobs.listUnfinished()).toHaveLength(1);
    await rig.running.stop();
  });
});

describe('a check of a job that was tried again since', () => {
  async function late(rig: JobRig, prompt: string): Promise<string> {
    await rig.running.start();
    rig.segmind.plan(
      { follow: 'hang' },
      ...(prompt.includes('--count 2') ? [{ follow: 'hang' } as const] : []),
    );
    const { id } = await rig.accepted({ prompt });
    await rig.ended(id);
    return id;
  }

  it('is answered while that retry is under way', async () => {
    const rig = new JobRig();
    const id = await late(rig, 'a fox --seed 7');
    rig.segmind.plan({ follow: 'hang' });
    const retry = jobOf(await rig.act('retry', id));
    expect(await rig.act('check', id)).toMatchObject({ error: { message: 'It is under way already.' } });
    expect((await rig.job(id)).state).toBe('failed');
    await rig.act('cancel', retry.id);
    await rig.running.stop();
  });

  it('shows nothing once more that the retry brought', async () => {
    const rig = new JobRig();
    const id = await late(rig, 'a fox --seed 7');
    await rig.ended(jobOf(await rig.act('retry', id)).id);
    rig.segmind.script('request-1', {});
    expect(await rig.act('check', id)).toMatchObject({
      error: { message: 'It was tried again already, and came through.' },
    });
    expect(rig.presenter.timesShown(id)).toBe(0);
    await rig.running.stop();
  });

  it('brings only what the retry did not', async () => {
    const rig = new JobRig();
    const id = await late(rig, 'a fox --seed 7 --count 2');
    rig.segmind.plan({}, { submit: lostAnswer() });
    await rig.ended(jobOf(await rig.act('retry', id)).id);
    for (const request of ['request-1', 'request-2']) rig.segmind.script(request, {});
    expect(await rig.act('check', id)).toMatchObject({ outcome: 'done' });
    const checked = await rig.ended(id);
    expect(checked.state).toBe('delivered');
    expect(checked.takes.map(({ seed, state }) => [seed, state])).toEqual([
      [7, 'failed'],
      [8, 'painted'],
    ]);
    await rig.running.stop();
  });
});
