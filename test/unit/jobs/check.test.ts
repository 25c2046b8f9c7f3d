import { describe, expect, it } from 'vitest';

import type { ActOutcome } from '../../../src/core/bot.ts';
import { SegmindError, StoreError } from '../../../src/core/errors.ts';
import type { RenderJob } from '../../../src/core/jobs/job.ts';
import { REQUEST_LIFETIME_MS } from '../../../src/core/segmind/follow.ts';
import { JobRig } from '../../support/job-rig.ts';
import { sampleConversation, sampleRequester } from '../../support/sample-job.ts';
import { contentBlock } from '../../support/scripted-segmind.ts';

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

  /** One of two pictures stands in the chat; the service has not told how the other one ended. */
  async function deliveredWithoutTheSecond(rig: JobRig): Promise<string> {
    await rig.running.start();
    rig.segmind.plan({}, { follow: 'hang' });
    const { id } = await rig.accepted({ prompt: 'a fox --seed 7 --count 2' });
    expect((await rig.ended(id)).state).toBe('delivered');
    return id;
  }
  const nothingToCome = { error: { message: 'Nothing of it is still to come.' } };

  it('makes no other message once an earlier check was told that the picture failed', async () => {
    const rig = new JobRig();
    const id = await deliveredWithoutTheSecond(rig);
    rig.segmind.script('request-2', { failed: contentBlock() });
    const child = await rig.ended(jobOf(await rig.act('check', id)).id);
    expect(child).toMatchObject({ state: 'failed', failure: { code: 'blocked' } });
    expect(await rig.act('check', id)).toMatchObject(nothingToCome);
    expect(await rig.bot.children(id)).toHaveLength(1);
    await rig.running.stop();
  });

  it('takes out of the budget what the service says it did not charge', async () => {
    const rig = new JobRig();
    const id = await deliveredWithoutTheSecond(rig);
    const dollars = async (): Promise<number> =>
      (await rig.bot.usage(sampleRequester, sampleConversation)).usage.dollarsToday;
    expect(await dollars()).toBe(0.084);
    rig.segmind.script('request-2', { failed: contentBlock() });
    await rig.ended(jobOf(await rig.act('check', id)).id);
    expect(await dollars()).toBe(0.042);
    await rig.running.stop();
  });

  it('writes what the picture cost to the job that bought it', async () => {
    const rig = new JobRig();
    const id = await deliveredWithoutTheSecond(rig);
    expect((await rig.job(id)).takes[1]).toMatchObject({ costUsd: null, failure: { charged: 'unknown' } });
    rig.segmind.script('request-2', {});
    await rig.ended(jobOf(await rig.act('check', id)).id);
    expect((await rig.job(id)).takes[1]).toMatchObject({ costUsd: 0.042, failure: { charged: 'yes' } });
    await rig.running.stop();
  });

  it('brings its picture also where the row of the buyer cannot be read any more', async () => {
    const rig = new JobRig();
    const { id } = await deliveredWithoutTheFourth(rig);
    rig.downloads.delete(FOURTH);
    const child = jobOf(await rig.act('check', id));
    const { jobs } = rig.stores;
    const get = jobs.get.bind(jobs);
    jobs.get = (asked) => (asked === id ? Promise.reject(new StoreError('corrupt', 'Damaged.')) : get(asked));
    expect((await rig.ended(child.id)).state).toBe('delivered');
    await rig.running.stop();
  });

  it('goes on after the hour with the files that an earlier check could not fetch', async () => {
    const rig = new JobRig();
    const id = await deliveredWithoutTheSecond(rig);
    const second = FOURTH.replace('4', '2');
    rig.segmind.script('request-2', {});
    rig.downloads.set(second, serviceDown());
    const child = await rig.ended(jobOf(await rig.act('check', id)).id);
    expect(child).toMatchObject({
      state: 'failed',
      takes: [{ failure: { code: 'deadline', charged: 'yes' } }],
    });
    await rig.clock.sleep(REQUEST_LIFETIME_MS);
    rig.downloads.delete(second);
    const again = await rig.ended(jobOf(await rig.act('check', id)).id);
    expect(again).toMatchObject({ state: 'delivered', takes: [{ requestId: 'request-2' }] });
    expect(rig.segmind.submits).toHaveLength(2);
    await rig.running.stop();
  });

  it('makes no message for a request that the service has forgotten by now', async () => {
    const rig = new JobRig();
    const id = await deliveredWithoutTheSecond(rig);
    await rig.clock.sleep(REQUEST_LIFETIME_MS);
    expect(await rig.act('check', id)).toMatchObject(nothingToCome);
    expect(await rig.bot.children(id)).toEqual([]);
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
