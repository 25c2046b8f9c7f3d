import { describe, expect, it } from 'vitest';

import type { ActOutcome } from '../../../src/core/bot.ts';
import { SegmindError } from '../../../src/core/errors.ts';
import type { RenderJob } from '../../../src/core/jobs/job.ts';
import { JobRig } from '../../support/job-rig.ts';
import { sampleConversation, sampleRequester } from '../../support/sample-job.ts';
import { lostAnswer } from '../../support/scripted-segmind.ts';

const FOURTH = 'https://images.segmind.com/request-4.jpg';

function serviceDown(): SegmindError {
  return new SegmindError('unavailable', 'The file cannot be had.', { retry: 'safe' });
}

function jobOf(outcome: ActOutcome): RenderJob {
  expect(outcome.outcome).toBe('accepted');
  return (outcome as Extract<ActOutcome, { outcome: 'accepted' }>).job;
}

/** Three of four pictures stand in the chat; the file of the fourth could not be fetched. */
async function deliveredWithoutTheFourth(rig: JobRig): Promise<RenderJob> {
  await rig.running.start();
  rig.downloads.set(FOURTH, serviceDown());
  const { id } = await rig.accepted({ prompt: 'a fox --seed 7 --count 4' });
  const job = await rig.ended(id);
  expect(job.state).toBe('delivered');
  expect(job.takes[3]?.failure).toMatchObject({ code: 'deadline', charged: 'yes' });
  return job;
}

describe('a check of a delivered job of which one picture was late', () => {
  it('brings that picture in a message of its own, and buys nothing', async () => {
    const rig = new JobRig();
    const job = await deliveredWithoutTheFourth(rig);
    expect(rig.bot.view(job).actions.map(({ label }) => label)).toContain('Check again (free)');
    const { usage } = await rig.bot.usage(sampleRequester, sampleConversation);
    rig.downloads.delete(FOURTH);
    const child = await rig.ended(jobOf(await rig.act('check', job.id)).id);
    expect(child).toMatchObject({ state: 'delivered', retryOfJobId: job.id, rootJobId: job.id });
    expect(child.takes).toMatchObject([{ index: 0, seed: 10, state: 'painted', boughtByJobId: job.id }]);
    expect(rig.presenter.timesShown(child.id)).toBe(1);
    expect(rig.presenter.messages.at(-1)?.pictures).toHaveLength(1);
    expect(rig.presenter.timesShown(job.id)).toBe(1);
    expect(rig.segmind.submits.map(({ requestId }) => requestId)).toEqual(
      [1, 2, 3, 4].map((n) => `request-${n}`),
    );
    expect((await rig.bot.usage(sampleRequester, sampleConversation)).usage).toEqual(usage);
    expect(rig.bot.view(child).facts.map(({ label }) => label)).not.toContain('Price');
    await rig.running.stop();
  });

  it('clicked twice makes one job, and once it came through no other', async () => {
    const rig = new JobRig();
    const { id } = await deliveredWithoutTheFourth(rig);
    rig.downloads.delete(FOURTH);
    const outcomes = await Promise.all([rig.act('check', id), rig.act('check', id)]);
    const [first, second] = outcomes.map(jobOf);
    expect(first?.id).toBe(second?.id);
    expect(outcomes).toContainEqual(expect.objectContaining({ text: 'It is under way already.' }));
    await rig.ended(first?.id ?? '');
    for (const verb of ['check', 'retry'] as const) expect(jobOf(await rig.act(verb, id)).id).toBe(first?.id);
    expect(await rig.bot.children(id)).toHaveLength(1);
    expect(rig.segmind.submits).toHaveLength(4);
    await rig.running.stop();
  });

  it('is held back by no limit, and by nobody who has used up all of theirs', async () => {
    const rig = new JobRig({ people: { activePerUser: 1, dailyPerUser: 5, budgetDailyUsd: 0.25 } });
    const { id } = await deliveredWithoutTheFourth(rig);
    rig.downloads.delete(FOURTH);
    rig.segmind.plan({ follow: 'hang' });
    const other = await rig.accepted();
    const child = await rig.ended(jobOf(await rig.act('check', id)).id);
    expect(child.state).toBe('delivered');
    await rig.act('cancel', other.id);
    await rig.running.stop();
  });

  it('may be made again where the picture is late again, and a retry goes on buying anew', async () => {
    const rig = new JobRig();
    const { id } = await deliveredWithoutTheFourth(rig);
    const late = await rig.ended(jobOf(await rig.act('check', id)).id);
    expect(late).toMatchObject({ state: 'failed', failure: { code: 'deadline', charged: 'yes' } });
    expect(rig.bot.view(late).actions.map(({ verb }) => verb)).toEqual(['check', 'retry']);
    const retry = await rig.ended(jobOf(await rig.act('retry', id)).id);
    expect(retry).toMatchObject({ state: 'delivered', takes: [{ seed: 10, boughtByJobId: null }] });
    expect(rig.segmind.submits).toHaveLength(5);
    await rig.running.stop();
  });

  it('follows a request whose addresses are not known yet', async () => {
    const rig = new JobRig();
    await rig.running.start();
    rig.segmind.plan({}, { follow: 'hang' });
    const { id } = await rig.accepted({ prompt: 'a fox --seed 7 --count 2' });
    expect((await rig.ended(id)).state).toBe('delivered');
    rig.segmind.script('request-2', {});
    const child = await rig.ended(jobOf(await rig.act('check', id)).id);
    expect(child).toMatchObject({ state: 'delivered', takes: [{ seed: 8, requestId: 'request-2' }] });
    expect(rig.segmind.submits).toHaveLength(2);
    await rig.running.stop();
  });

  it('is for the person who asked: nobody else gets the picture as theirs', async () => {
    const rig = new JobRig();
    const { id } = await deliveredWithoutTheFourth(rig);
    const bob = { requester: { ...sampleRequester, userId: 'bob' }, isModerator: true };
    expect(await rig.act('check', id, bob)).toMatchObject({ error: { code: 'not_yours' } });
    await rig.running.stop();
  });
});

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

it('a check of a job that its person had forgotten brings nothing back', async () => {
  const rig = new JobRig();
  await rig.running.start();
  rig.segmind.plan({ follow: 'hang' });
  const { id } = await rig.accepted();
  await rig.ended(id);
  await rig.bot.forget(sampleRequester);
  rig.segmind.script('request-1', {});
  expect(rig.bot.view(await rig.job(id)).actions.map(({ verb }) => verb)).not.toContain('check');
  expect(await rig.act('check', id)).toMatchObject({ outcome: 'refused', error: { code: 'unknown_action' } });
  await rig.bot.refreshHandle(id, 'a credential');
  expect(await rig.job(id)).toMatchObject({ state: 'failed', handle: null });
  await rig.running.stop();
});

it('a check of a delivered job that was forgotten adopts nothing', async () => {
  const rig = new JobRig();
  const { id } = await deliveredWithoutTheFourth(rig);
  await rig.bot.forget(sampleRequester);
  expect(await rig.act('check', id)).toMatchObject({ outcome: 'refused', error: { code: 'unknown_action' } });
  expect(await rig.bot.children(id)).toEqual([]);
  await rig.running.stop();
});
