import { describe, expect, it } from 'vitest';

import { StoreError } from '../../../src/core/errors.ts';
import { MINUTE_MS } from '../../../src/core/time.ts';
import { JobRig } from '../../support/job-rig.ts';
import { contentBlock } from '../../support/scripted-segmind.ts';

/** From the first answer of the service on, the store refuses what comes of it for so long. */
function refuseAnswers(rig: JobRig, forMs: number): () => number {
  const { jobs } = rig.stores;
  const saveTake = jobs.saveTake.bind(jobs);
  let until: number | null = null;
  let refused = 0;
  jobs.saveTake = (jobId, take, from) => {
    if (from !== 'submitting') return saveTake(jobId, take, from);
    until ??= rig.clock.now() + forMs;
    if (rig.clock.now() >= until) return saveTake(jobId, take, from);
    refused += 1;
    return Promise.reject(new StoreError('disk_full', 'No room.'));
  };
  return () => refused;
}

describe('the answer to a submit', () => {
  it('outlives a store that refuses it for longer than one record waits', async () => {
    const rig = new JobRig();
    const refused = refuseAnswers(rig, 10 * MINUTE_MS);
    await rig.running.start();
    const { id } = await rig.accepted({ prompt: 'a fox --count 2' });
    const job = await rig.ended(id);
    expect(job.state).toBe('delivered');
    expect(job.takes).toMatchObject([{ requestId: 'request-1' }, { requestId: 'request-2' }]);
    expect(refused()).toBeGreaterThan(0);
    expect(rig.segmind.submits).toHaveLength(2);
    await rig.running.stop();
  });

  it('that is a refusal is not taken for an unknown outcome either', async () => {
    const rig = new JobRig();
    refuseAnswers(rig, 10 * MINUTE_MS);
    rig.segmind.plan({ submit: contentBlock() });
    await rig.running.start();
    const { id } = await rig.accepted();
    expect(await rig.ended(id)).toMatchObject({
      state: 'failed',
      failure: { code: 'blocked', charged: 'no' },
    });
    await rig.running.stop();
  });

  it('that could not be written is not waited for after a cancel, and may still be charged', async () => {
    const rig = new JobRig();
    const refused = refuseAnswers(rig, 5 * MINUTE_MS);
    await rig.running.start();
    const { id } = await rig.accepted();
    await rig.until(id, () => refused() > 3);
    await rig.act('cancel', id);
    expect(await rig.ended(id)).toMatchObject({
      state: 'cancelled',
      takes: [{ state: 'cancelled', requestId: 'request-1', mayStillBill: true }],
    });
    await rig.running.stop();
  });
});
