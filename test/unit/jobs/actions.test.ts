import { describe, expect, it } from 'vitest';

import type { ActOutcome } from '../../../src/core/bot.ts';
import type { RenderJob } from '../../../src/core/jobs/job.ts';
import { JobRig } from '../../support/job-rig.ts';
import { sampleConversation, sampleRequester } from '../../support/sample-job.ts';
import { contentBlock, lostAnswer } from '../../support/scripted-segmind.ts';

async function startedRig(...options: ConstructorParameters<typeof JobRig>): Promise<JobRig> {
  const rig = new JobRig(...options);
  await rig.running.start();
  return rig;
}

const bob = { ...sampleRequester, userId: 'bob' };

function jobOf(outcome: ActOutcome): RenderJob {
  expect(outcome.outcome).toBe('accepted');
  return (outcome as Extract<ActOutcome, { outcome: 'accepted' }>).job;
}

/** An answer to a click that came too late, which advises no new spending. */
function late(message: string): unknown {
  return { outcome: 'refused', error: expect.objectContaining({ code: 'too_late', message }) as unknown };
}

describe('check', () => {
  it('follows the same request again and buys nothing', async () => {
    const rig = await startedRig();
    rig.segmind.plan({ follow: 'hang' });
    const { id } = await rig.accepted();
    const late = await rig.ended(id);
    expect(late).toMatchObject({ state: 'failed', failure: { code: 'deadline', charged: 'unknown' } });
    expect(rig.bot.view(late).actions.map(({ verb }) => verb)).toContain('check');
    rig.segmind.script('request-1', {});
    expect(await rig.act('check', id)).toMatchObject({ outcome: 'done' });
    expect((await rig.ended(id)).state).toBe('delivered');
    expect(rig.segmind.submits).toHaveLength(1);
    expect(rig.segmind.followed).toEqual(['request-1', 'request-1']);
    await rig.running.stop();
  });

  it('clicked twice looks once', async () => {
    const rig = await startedRig();
    rig.segmind.plan({ follow: 'hang' });
    const { id } = await rig.accepted();
    await rig.ended(id);
    rig.segmind.script('request-1', {});
    const outcomes = await Promise.all([rig.act('check', id), rig.act('check', id)]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['done', 'refused']);
    expect(outcomes).toContainEqual(late('It is under way already.'));
    await rig.ended(id);
    expect(await rig.act('check', id)).toEqual(late('Nothing of it is still to come.'));
    expect(await rig.act('retry', id)).toEqual(late('It came through already.'));
    expect(rig.presenter.timesShown(id)).toBe(1);
    await rig.running.stop();
  });

  it('has nothing to look at in a job that failed in another way', async () => {
    const rig = await startedRig();
    rig.segmind.plan({ failed: contentBlock() });
    const { id } = await rig.accepted();
    await rig.ended(id);
    expect(await rig.act('check', id)).toMatchObject({ outcome: 'refused', error: { code: 'too_late' } });
    await rig.running.stop();
  });
});

describe('retry', () => {
  it('clicked twice at once makes one job', async () => {
    const rig = await startedRig();
    rig.segmind.plan({ submit: lostAnswer() }, { follow: 'hang' });
    const { id } = await rig.accepted();
    await rig.ended(id);
    const [first, second] = await Promise.all([rig.act('retry', id), rig.act('retry', id)]);
    expect(jobOf(first).id).toBe(jobOf(second).id);
    expect(await rig.bot.children(id)).toHaveLength(1);
    await rig.running.stop();
  });

  it('keeps the seed, the words and the root', async () => {
    const rig = await startedRig();
    rig.segmind.plan({ submit: lostAnswer() });
    const { id } = await rig.accepted({ prompt: 'a fox, --ar 3:2' });
    const failed = await rig.ended(id);
    const retry = await rig.ended(jobOf(await rig.act('retry', id)).id);
    expect(retry).toMatchObject({ state: 'delivered', rootJobId: id, retryOfJobId: id });
    expect(retry.takes[0]?.seed).toBe(failed.takes[0]?.seed);
    expect(retry.request).toMatchObject({ prompt: failed.request.prompt, kind: 'generate' });
    await rig.running.stop();
  });

  it('buys nothing once more that came through already', async () => {
    const rig = await startedRig();
    rig.segmind.plan({ submit: lostAnswer() });
    const { id } = await rig.accepted();
    await rig.ended(id);
    const retry = await rig.ended(jobOf(await rig.act('retry', id)).id);
    expect(jobOf(await rig.act('retry', id)).id).toBe(retry.id);
    expect(rig.segmind.submits).toHaveLength(1);
    await rig.running.stop();
  });

  it('may be tried again after it failed itself', async () => {
    const rig = await startedRig();
    rig.segmind.plan({ submit: lostAnswer() }, { submit: lostAnswer() });
    const { id } = await rig.accepted();
    await rig.ended(id);
    const first = await rig.ended(jobOf(await rig.act('retry', id)).id);
    expect(jobOf(await rig.act('retry', id)).id).not.toBe(first.id);
    await rig.running.stop();
  });

  it('spends for nobody else, and holds the limits of whoever clicks', async () => {
    const rig = await startedRig({ people: { dailyPerUser: 1 } });
    rig.segmind.plan({ submit: lostAnswer() });
    const { id } = await rig.accepted();
    await rig.ended(id);
    expect(await rig.act('retry', id, { requester: bob })).toMatchObject({ error: { code: 'not_yours' } });
    const outcome = await rig.act('retry', id);
    expect(outcome).toMatchObject({ outcome: 'refused', error: { code: 'over_limit' } });
    expect((outcome as { error: Error }).error.message).toMatch(/1 of 1 used.*midnight UTC/);
    await rig.running.stop();
  });
});

describe('vary', () => {
  it('paints the same request with a new seed, for anyone who sees it', async () => {
    const rig = await startedRig();
    const { id } = await rig.accepted({ prompt: 'a fox --seed 7 --ar 3:2' });
    await rig.ended(id);
    const varied = await rig.ended(jobOf(await rig.act('vary', id, { requester: bob })).id);
    expect(varied.request).toMatchObject({
      kind: 'vary',
      prompt: 'a fox',
      parentJobId: id,
      requester: { userId: 'bob' },
      parameters: { aspectRatio: '3:2' },
    });
    expect(varied.takes[0]?.seed).not.toBe(7);
    expect(varied.rootJobId).toBe(id);
    await rig.running.stop();
  });

  it('by the same click twice makes one job', async () => {
    const rig = await startedRig();
    const { id } = await rig.accepted();
    await rig.ended(id);
    const { origin } = rig.draft();
    const [first, second] = await Promise.all([
      rig.act('vary', id, { origin }),
      rig.act('vary', id, { origin }),
    ]);
    expect(jobOf(first).id).toBe(jobOf(second).id);
    await rig.running.stop();
  });

  it('is private where the platform answers the click in private, whatever the first one was', async () => {
    const rig = await startedRig();
    const { id } = await rig.accepted();
    await rig.ended(id);
    const audienceOf = async (onlyInPrivate: boolean): Promise<string> =>
      jobOf(await rig.act('vary', id, { onlyInPrivate })).request.audience;
    expect([await audienceOf(true), await audienceOf(false)]).toEqual(['requester', 'channel']);
    await rig.running.stop();
  });
});

describe('share, delete and the rest', () => {
  it('publishes a private job once, by its owner alone', async () => {
    const rig = await startedRig();
    const { id } = await rig.accepted({ prompt: 'a fox --private' });
    await rig.ended(id);
    expect(await rig.act('share', id, { requester: bob })).toMatchObject({
      error: { code: 'unknown_action' },
    });
    const shared = await rig.act('share', id);
    expect(shared).toMatchObject({ outcome: 'share', job: { sharedAt: rig.clock.now() } });
    // Until it stands there, nothing of it is anybody else's.
    expect((await rig.job(id)).sharedAt).toBeNull();
    await rig.bot.markShared(id);
    expect(await rig.act('share', id)).toEqual(late('It is shared already.'));
    await rig.running.stop();
  });

  it('takes the messages away for the owner and for moderators', async () => {
    const rig = await startedRig();
    const { id } = await rig.accepted();
    await rig.ended(id);
    expect(await rig.act('delete', id, { requester: bob })).toMatchObject({ error: { code: 'not_yours' } });
    expect(rig.presenter.messages).not.toEqual([]);
    expect(await rig.act('delete', id, { requester: bob, isModerator: true })).toMatchObject({
      outcome: 'done',
    });
    expect(rig.presenter.messages).toEqual([]);
    // "Make it night" must not bring back what was taken away.
    expect(await rig.bot.latestHere(sampleConversation)).toBeNull();
    await rig.running.stop();
  });

  it('asks for the words of an edit where there is a picture', async () => {
    const rig = await startedRig();
    rig.segmind.plan({}, { failed: contentBlock() });
    const { id } = await rig.accepted();
    await rig.ended(id);
    expect(await rig.act('edit', id, { requester: bob })).toMatchObject({ outcome: 'ask_edit', job: { id } });
    const failed = await rig.accepted();
    await rig.ended(failed.id);
    expect(await rig.act('edit', failed.id)).toMatchObject({ error: { code: 'no_picture' } });
    rig.segmind.plan({ follow: 'hang' });
    const painting = await rig.accepted();
    const outcome = await rig.act('edit', painting.id);
    expect(outcome.outcome === 'refused' && outcome.error.message).toContain('still being painted');
    await rig.running.stop();
  });

  it('answers kindly to a token of a job that is not known, or of another workspace', async () => {
    const rig = await startedRig();
    const { id } = await rig.accepted();
    const stranger = { ...sampleRequester, workspaceId: 'elsewhere' };
    for (const outcome of [
      await rig.act('cancel', 'none'),
      await rig.act('vary', id, { requester: stranger }),
    ])
      expect(outcome).toMatchObject({ outcome: 'refused', error: { code: 'unknown_action' } });
    await rig.running.stop();
  });
});
