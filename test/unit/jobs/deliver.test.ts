import { describe, expect, it } from 'vitest';

import type { PlatformErrorCode } from '../../../src/core/errors.ts';
import { MINUTE_MS } from '../../../src/core/time.ts';
import { JobRig } from '../../support/job-rig.ts';

async function startedRig(...options: ConstructorParameters<typeof JobRig>): Promise<JobRig> {
  const rig = new JobRig(...options);
  await rig.running.start();
  return rig;
}

describe('a delivery', () => {
  it('waits for a chat that is down, ever more slowly and for as long as it takes, and holds no place at the service', async () => {
    const rig = await startedRig({ maxInFlight: 1 });
    for (let time = 0; time < 30; time += 1) rig.presenter.failNext('deliver', 'unavailable');
    const { id } = await rig.accepted();
    await rig.until(id, (job) => job.state === 'delivering');
    const other = await rig.accepted();
    await rig.until(other.id, (job) => job.takes[0]?.state === 'painted');
    expect((await rig.job(id)).state).toBe('delivering');
    expect((await rig.ended(id)).state).toBe('delivered');
    expect(rig.presenter.timesShown(id)).toBe(1);
    expect(Math.max(...rig.clock.sleepsMs.filter((ms) => ms <= 5 * MINUTE_MS))).toBe(5 * MINUTE_MS);
    await rig.running.stop();
  });

  it('waits as long as the chat asks it to', async () => {
    const rig = await startedRig();
    rig.presenter.failNext('deliver', 'rate_limited', { retryAfterMs: 77_777 });
    await rig.ended((await rig.accepted()).id);
    expect(rig.clock.sleepsMs).toContain(77_777);
    await rig.running.stop();
  });

  it('looks for a post of which the answer was lost, and does not post it twice', async () => {
    const rig = await startedRig();
    rig.presenter.failNext('deliver', 'outcome_unknown', { takesEffect: true });
    const { id } = await rig.accepted();
    expect((await rig.ended(id)).resultMessages).toHaveLength(1);
    expect(rig.presenter.timesShown(id)).toBe(1);
    expect(rig.presenter.callsOf('find')).toHaveLength(1);
    await rig.running.stop();
  });

  it('still looks for the post when the looking itself fails', async () => {
    const rig = await startedRig();
    rig.presenter.failNext('deliver', 'outcome_unknown', { takesEffect: true });
    rig.presenter.failNext('find', 'unavailable');
    const { id } = await rig.accepted();
    await rig.ended(id);
    expect(rig.presenter.timesShown(id)).toBe(1);
    expect(rig.presenter.callsOf('deliver')).toHaveLength(1);
    await rig.running.stop();
  });

  it('ends after a few blind posts to a chat that never answers', async () => {
    const rig = await startedRig({ presenter: { knowsKeys: false } });
    for (let time = 0; time < 20; time += 1) rig.presenter.failNext('deliver', 'outcome_unknown');
    const { id } = await rig.accepted();
    expect(await rig.ended(id)).toMatchObject({
      state: 'failed',
      failure: { code: 'platform_outcome_unknown', charged: 'yes' },
    });
    expect(rig.presenter.callsOf('deliver').length).toBeLessThanOrEqual(4);
    await rig.running.stop();
  });

  it('re-encodes what is too large for the chat, once', async () => {
    const rig = await startedRig();
    rig.presenter.failNext('deliver', 'payload_too_large');
    const { id } = await rig.accepted();
    expect((await rig.ended(id)).state).toBe('delivered');
    expect(rig.fits).toEqual([{ smaller: false }, { smaller: true }]);
    expect(rig.lastView(id)).toContain('smaller than painted');
    await rig.running.stop();
  });

  it.each([
    ['payload_too_large', 2],
    ['missing_permission', 1],
    ['rejected', 1],
  ] as const)(
    'fails in words when the chat answers %s, charged, with the picture kept',
    async (reason, tries) => {
      const rig = await startedRig();
      for (let time = 0; time < tries; time += 1) rig.presenter.failNext('deliver', reason);
      const { id } = await rig.accepted();
      const job = await rig.ended(id);
      expect(job).toMatchObject({ state: 'failed', failure: { code: `platform_${reason}`, charged: 'yes' } });
      expect(rig.lastView(id)).toMatch(/^The pictures cannot be posted here.*It was charged\./);
      const hash = job.takes[0]?.pictures?.[0]?.hash ?? '';
      expect(await rig.bot.picture(hash)).not.toBeNull();
      await rig.running.stop();
    },
  );

  it.each(['handle_expired', 'gone'] as const)(
    'goes to a new message when the old one is %s',
    async (reason) => {
      const rig = await startedRig();
      rig.presenter.failNext('deliver', reason);
      const { id } = await rig.accepted();
      expect((await rig.ended(id)).state).toBe('delivered');
      expect(rig.presenter.callsOf('announce')).toHaveLength(2);
      await rig.running.stop();
    },
  );

  it('fails with the picture kept when the whole place is gone', async () => {
    const rig = await startedRig();
    const { id } = await rig.accepted();
    await rig.until(id, (job) => job.takes[0]?.state === 'processing');
    for (const method of ['deliver', 'update', 'announce', 'notify'] as const)
      for (let time = 0; time < 5; time += 1) rig.presenter.failNext(method, 'gone');
    expect(await rig.ended(id)).toMatchObject({
      state: 'failed',
      failure: { code: 'platform_gone', charged: 'yes' },
      takes: [{ state: 'painted' }],
    });
    await rig.running.stop();
  });

  it('looks for its post before it posts when it was stopped in the middle', async () => {
    const posting = Promise.withResolvers<undefined>();
    const rig = await startedRig({
      presenter: {
        onCall: async (method) => {
          if (method !== 'deliver') return;
          posting.resolve(undefined);
          await new Promise(() => undefined);
        },
      },
    });
    const { id } = await rig.accepted();
    await posting.promise;
    await rig.running.stop();
    expect((await rig.job(id)).state).toBe('delivering');
    const next = new JobRig({ after: rig });
    await next.running.start();
    await next.ended(id);
    expect(next.presenter.calls.map(({ method }) => method)).toEqual(['find', 'deliver']);
    await next.running.stop();
  });
});

describe('an announcement', () => {
  it('is tried again while the chat is down, and nothing is bought before it stands', async () => {
    const rig = await startedRig();
    rig.presenter.failNext('announce', 'unavailable');
    rig.presenter.failNext('announce', 'outcome_unknown');
    const { id } = await rig.accepted();
    expect((await rig.ended(id)).state).toBe('delivered');
    expect(rig.presenter.callsOf('announce')).toHaveLength(3);
    await rig.running.stop();
  });

  it.each<PlatformErrorCode>(['missing_permission', 'gone', 'handle_expired', 'rejected'])(
    'that fails with %s ends the job with nothing spent, and the person is told by another way',
    async (reason) => {
      const rig = await startedRig();
      rig.presenter.failNext('announce', reason);
      const { id } = await rig.accepted();
      expect(await rig.ended(id)).toMatchObject({
        state: 'failed',
        failure: { code: `platform_${reason}`, charged: 'no' },
        takes: [{ state: 'failed' }],
      });
      expect(rig.segmind.submits).toEqual([]);
      expect(rig.presenter.notices.map(({ notice }) => notice.text).join()).toMatch(/Nothing was charged/);
      await rig.running.stop();
    },
  );

  it('gives up on a chat that stays down for more than a minute, with nothing spent', async () => {
    const rig = await startedRig();
    for (let time = 0; time < 40; time += 1) rig.presenter.failNext('announce', 'unavailable');
    const { id } = await rig.accepted();
    expect(await rig.ended(id)).toMatchObject({ failure: { code: 'platform_unavailable', charged: 'no' } });
    expect(rig.segmind.submits).toEqual([]);
    await rig.running.stop();
  });
});

describe('the last word', () => {
  it('waits for a chat that is down, before the row says that it is over', async () => {
    const rig = await startedRig();
    const { id } = await rig.accepted({ sources: [{ kind: 'stored', hash: 'f'.repeat(64) }] });
    for (let time = 0; time < 8; time += 1) rig.presenter.failNext('update', 'unavailable');
    expect((await rig.ended(id)).state).toBe('failed');
    expect(rig.lastView(id)).toMatch(/^A picture is gone/);
    await rig.running.stop();
  });
});
