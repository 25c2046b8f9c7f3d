import { describe, expect, it } from 'vitest';

import { MINUTE_MS } from '../../../src/core/time.ts';
import { JobRig } from '../../support/job-rig.ts';
import { ManualClock } from '../../support/manual-clock.ts';

async function startedRig(...options: ConstructorParameters<typeof JobRig>): Promise<JobRig> {
  const rig = new JobRig(...options);
  await rig.running.start();
  return rig;
}

describe('a fresher handle', () => {
  it('makes a delivery that waits for its chat go on at once, redrawn by nothing', async () => {
    const rig = await startedRig({ clock: new ManualClock() });
    rig.presenter.failNext('deliver', 'rate_limited', { retryAfterMs: 60 * MINUTE_MS });
    const { id } = await rig.accepted();
    await rig.clock.advance(MINUTE_MS);
    const { state, handle } = await rig.job(id);
    expect(state).toBe('delivering');
    const updates = rig.presenter.callsOf('update').length;
    await rig.bot.refreshHandle(id, { ...(handle as { messageId: string }) });
    expect((await rig.ended(id)).state).toBe('delivered');
    expect(rig.presenter.callsOf('update')).toHaveLength(updates);
    expect(rig.presenter.timesShown(id)).toBe(1);
    await rig.running.stop();
  });

  it('lets a delivery that is on its way arrive', async () => {
    const posting = Promise.withResolvers<undefined>();
    const mayArrive = Promise.withResolvers<undefined>();
    const rig = await startedRig({
      clock: new ManualClock(),
      presenter: {
        knowsKeys: false,
        onCall: async (method) => {
          if (method !== 'deliver') return;
          posting.resolve(undefined);
          await mayArrive.promise;
        },
      },
    });
    const { id } = await rig.accepted();
    await rig.clock.advance(MINUTE_MS);
    await posting.promise;
    const { handle } = await rig.job(id);
    await rig.bot.refreshHandle(id, { ...(handle as { messageId: string }) });
    await rig.clock.advance(MINUTE_MS);
    mayArrive.resolve(undefined);
    expect((await rig.ended(id)).state).toBe('delivered');
    expect(rig.presenter.timesShown(id)).toBe(1);
    expect(rig.lastView(id)).not.toMatch(/repeat/);
    await rig.running.stop();
  });

  it('serves a delivery that was refused for the old one meanwhile', async () => {
    const fresh = { brought: false };
    const rig: JobRig = await startedRig({
      presenter: {
        onCall: async (method) => {
          if (method !== 'deliver' || fresh.brought) return;
          fresh.brought = true;
          const job = (await rig.bot.list({ limit: 1 }))[0];
          if (job) await rig.bot.refreshHandle(job.id, job.handle);
        },
      },
    });
    rig.presenter.failNext('deliver', 'handle_expired');
    const { id } = await rig.accepted();
    expect((await rig.ended(id)).state).toBe('delivered');
    expect(rig.presenter.callsOf('announce')).toHaveLength(1);
    expect(rig.presenter.callsOf('deliver')).toHaveLength(2);
    await rig.running.stop();
  });
});
