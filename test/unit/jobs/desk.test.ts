import { describe, expect, it } from 'vitest';

import { createStatusDesk } from '../../../src/core/jobs/desk.ts';
import { createJobRecords } from '../../../src/core/jobs/records.ts';
import { silentLogger } from '../../../src/core/logger.ts';
import { MINUTE_MS } from '../../../src/core/time.ts';
import { JobRig } from '../../support/job-rig.ts';
import { ManualClock, settle } from '../../support/manual-clock.ts';
import { contentBlock } from '../../support/scripted-segmind.ts';

async function startedRig(...options: ConstructorParameters<typeof JobRig>): Promise<JobRig> {
  const rig = new JobRig(...options);
  await rig.running.start();
  return rig;
}

describe('the status message', () => {
  it('is drawn by nothing after its pictures or its last word', async () => {
    const rig = await startedRig();
    rig.segmind.plan({}, { failed: contentBlock() });
    const jobs = [await rig.accepted(), await rig.accepted()];
    for (const { id } of jobs) await rig.ended(id);
    const drawn = rig.presenter.calls.length;
    await rig.clock.sleep(120_000);
    expect(rig.presenter.calls).toHaveLength(drawn);
    for (const { id } of jobs) {
      const last = rig.presenter.messages.findLast(({ view }) => view?.jobId === id);
      expect(last?.view?.jobState).toBe((await rig.job(id)).state);
    }
    await rig.running.stop();
  });

  it('keeps to the interval of its platform', async () => {
    const times: number[] = [];
    const rig: JobRig = await startedRig({
      presenter: {
        capabilities: { minUpdateIntervalMs: 700 },
        onCall: (method) => {
          if (method === 'update') times.push(rig.clock.now());
        },
      },
    });
    await rig.ended((await rig.accepted({ prompt: 'a fox --count 4' })).id);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at));
    expect(times.length).toBeGreaterThan(2);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(700);
    await rig.running.stop();
  });

  it('freshens its seconds now and then while nothing else happens', async () => {
    const rig = await startedRig();
    rig.segmind.plan({ follow: 'hang' });
    await rig.ended((await rig.accepted()).id);
    const updates = rig.presenter.callsOf('update').length;
    expect(updates).toBeGreaterThan(50);
    expect(updates).toBeLessThan(140);
    await rig.running.stop();
  });

  it('goes on by the fresher handle that a click brought', async () => {
    const rig = await startedRig();
    rig.segmind.plan({ follow: 'hang' });
    const { id } = await rig.accepted();
    const job = await rig.until(id, ({ takes }) => takes[0]?.state === 'processing');
    const fresh = rig.presenter.room.post(rig.draft().origin.conversation, {
      view: null,
      pictures: [],
      visibleTo: null,
      deliveryKey: null,
    });
    await rig.bot.refreshHandle(id, rig.presenter.room.handleOf(fresh));
    await rig.act('cancel', id);
    await rig.ended(id);
    expect(fresh.view?.jobState).toBe('cancelled');
    expect(job.statusMessage?.messageId).not.toBe(fresh.ref.messageId);
    await rig.running.stop();
  });

  it('is drawn again by the handle of a click after its old one had ended', async () => {
    const rig = await startedRig({ clock: new ManualClock() });
    rig.segmind.plan({ follow: 'hang' });
    const { id } = await rig.accepted();
    await rig.clock.advance(MINUTE_MS);
    rig.presenter.failNext('update', 'handle_expired');
    await rig.clock.advance(MINUTE_MS);
    const updates = rig.presenter.callsOf('update').length;
    await rig.clock.advance(MINUTE_MS);
    expect(rig.presenter.callsOf('update')).toHaveLength(updates);
    const { handle } = await rig.job(id);
    await rig.bot.refreshHandle(id, { ...(handle as { messageId: string }) });
    await settle();
    expect(rig.presenter.callsOf('update')).toHaveLength(updates + 1);
    await rig.clock.advance(MINUTE_MS);
    expect(rig.presenter.callsOf('update').length).toBeGreaterThan(updates + 2);
    await rig.running.stop();
  });

  it('is not drawn by a redraw that comes after the row has ended', async () => {
    const rig = new JobRig();
    const status = rig.presenter.room.post(rig.draft().origin.conversation, {
      view: null,
      pictures: [],
      visibleTo: null,
      deliveryKey: null,
    });
    const handle = rig.presenter.room.handleOf(status);
    const late = await rig.left({ state: 'rendering', handle }, [{ state: 'cancelled' }]);
    const records = createJobRecords(rig.stores.jobs, rig.clock, silentLogger);
    const desk = createStatusDesk({
      clock: rig.clock,
      logger: silentLogger,
      records,
      presenterOf: () => rig.presenter,
      view: (job) => rig.bot.view(job),
    });
    await records.advance(late.id, { type: 'takes_ended', at: 1 });
    desk.show(late);
    await settle();
    await desk.close();
    expect(rig.presenter.calls).toEqual([]);
  });

  it('leaves no credential behind on a job that is done with', async () => {
    const rig = await startedRig();
    const { id } = await rig.accepted();
    await rig.ended(id);
    await rig.bot.refreshHandle(id, { messageId: 'late' });
    expect((await rig.job(id)).handle).toBeNull();
    await rig.running.stop();
  });
});
