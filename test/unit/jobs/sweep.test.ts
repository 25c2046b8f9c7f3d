import { describe, expect, it } from 'vitest';

import { PlatformError, StoreError } from '../../../src/core/errors.ts';
import type { RenderJob, Take } from '../../../src/core/jobs/job.ts';
import { MINUTE_MS } from '../../../src/core/time.ts';
import { JobRig } from '../../support/job-rig.ts';
import { sampleRequest } from '../../support/sample-job.ts';

/** A job of an earlier life with an id, and so an age, of its own. */
function leftAs(rig: JobRig, id: string, take: Partial<Take> = {}): Promise<RenderJob> {
  const { origin } = rig.draft();
  return rig.left({ id, request: sampleRequest({ id, origin }) }, [take]);
}

describe('a sweep', () => {
  it('at the start goes past a row that cannot be read', async () => {
    const rig = new JobRig();
    const broken = await leftAs(rig, 'A');
    const whole = await leftAs(rig, 'B');
    const { jobs } = rig.stores;
    const get = jobs.get.bind(jobs);
    jobs.get = (id) =>
      id === broken.id ? Promise.reject(new StoreError('corrupt', 'Not to be read.')) : get(id);
    await rig.running.start();
    expect((await rig.ended(whole.id)).state).toBe('delivered');
    jobs.get = get;
    expect((await rig.job(broken.id)).state).toBe('accepted');
    expect((await rig.ended(broken.id)).state).toBe('delivered');
    await rig.running.stop();
  });

  it('takes up what the service has before anything that is still to be bought', async () => {
    const rig = new JobRig({ maxInFlight: 1 });
    await leftAs(rig, 'A');
    await leftAs(rig, 'B');
    await leftAs(rig, 'C', { state: 'queued', requestId: 'paid', submittedAt: rig.clock.now() });
    const calls: string[] = [];
    rig.segmind.beforeCall = (call) => {
      calls.push(call);
      return Promise.resolve();
    };
    await rig.running.start();
    await rig.ended('C');
    await rig.ended('B');
    expect(calls).toEqual(['follow', 'submit', 'follow', 'submit', 'follow']);
    expect(rig.segmind.followed[0]).toBe('paid');
    await rig.running.stop();
  });

  it('asks the chat for nothing more about a job that waits far down the line', async () => {
    const refused: string[] = [];
    const near = new Set<string | null>();
    const rig = new JobRig({
      maxInFlight: 1,
      presenter: {
        onCall: (method, jobId) => {
          if (method !== 'announce') return;
          if (near.size < 6) near.add(jobId);
          if (near.has(jobId)) return;
          refused.push(jobId ?? '');
          throw new PlatformError('missing_permission', 'Not here.');
        },
      },
    });
    await rig.running.start();
    rig.segmind.plan({ follow: 'hang' });
    const first = await rig.accepted();
    await rig.until(first.id, (job) => job.takes[0]?.state === 'processing');
    for (let index = 0; index < 8; index += 1) await rig.accepted();
    const until = rig.clock.now() + 5 * MINUTE_MS;
    await rig.until(first.id, () => rig.clock.now() > until);
    expect(new Set(refused).size).toBe(3);
    expect(refused).toHaveLength(3);
    await rig.running.stop();
  });
});
