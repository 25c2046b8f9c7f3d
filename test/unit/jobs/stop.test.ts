import { describe, expect, it } from 'vitest';

import { STOP_GRACE_MS } from '../../../src/core/jobs/patience.ts';
import { SECOND_MS } from '../../../src/core/time.ts';
import { JobRig } from '../../support/job-rig.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { noTurns } from '../../support/scripted-segmind.ts';

describe('a stop', () => {
  it('gives a call to the chat that is under way four seconds to end', async () => {
    const calling = Promise.withResolvers<undefined>();
    const rig = new JobRig({
      clock: new ManualClock(),
      presenter: {
        onCall: async (method) => {
          if (method !== 'deliver') return;
          calling.resolve(undefined);
          await new Promise(() => undefined);
        },
      },
    });
    await rig.running.start();
    const { id } = await rig.accepted();
    await rig.clock.advance(20 * SECOND_MS);
    await calling.promise;
    const { stopped, isStopped } = stopping(rig);
    await rig.clock.advance(STOP_GRACE_MS - 1);
    expect(isStopped()).toBe(false);
    await rig.clock.advance(1);
    await stopped;
    expect((await rig.job(id)).state).toBe('delivering');
  });

  it('gives a submit and an announcement that are under way no more than that together', async () => {
    let announced = 0;
    const rig = new JobRig({
      clock: new ManualClock(),
      presenter: {
        onCall: async (method) => {
          if (method !== 'announce') return;
          announced += 1;
          if (announced > 1) await new Promise(() => undefined);
        },
      },
    });
    rig.segmind.plan({ submit: 'hang' });
    await rig.running.start();
    const first = await rig.accepted();
    await rig.until(first.id, (job) => job.takes[0]?.state === 'submitting');
    const second = await rig.accepted();
    await rig.until(second.id, () => announced > 1);
    const { stopped } = stopping(rig);
    await rig.clock.advance(STOP_GRACE_MS);
    await stopped;
    expect((await rig.job(first.id)).takes[0]?.failure?.code).toBe('submit_outcome_unknown');
    expect((await rig.job(second.id)).state).toBe('accepted');
  });
});

function stopping(rig: JobRig): { stopped: Promise<void>; isStopped: () => boolean } {
  let isStopped = false;
  const stopped = rig.running.stop().then(() => void (isStopped = true));
  return { stopped, isStopped: () => isStopped };
}

describe('after a stop', () => {
  it('a submit that was held back before it left is made', async () => {
    const first = new JobRig();
    first.segmind.limiter = noTurns();
    await first.running.start();
    const { id } = await first.accepted();
    await first.until(id, () => first.segmind.inLine > 0);
    await first.running.stop();
    expect((await first.job(id)).takes[0]?.state).toBe('waiting');
    first.segmind.limiter = null;
    const second = new JobRig({ after: first });
    await second.running.start();
    expect((await second.ended(id)).state).toBe('delivered');
    await second.running.stop();
  });

  it('a job goes on as if nothing had been', async () => {
    const first = new JobRig();
    await first.running.start();
    const { id } = await first.accepted();
    await first.until(id, (job) => job.takes[0]?.state === 'queued');
    await first.running.stop();
    expect((await first.job(id)).takes[0]?.state).toMatch(/queued|processing/);
    const second = new JobRig({ after: first });
    await second.running.start();
    expect((await second.ended(id)).state).toBe('delivered');
    expect(second.segmind.submits).toHaveLength(1);
    expect(second.presenter.timesShown(id)).toBe(1);
    await second.running.stop();
  });
});
