import { describe, expect, it } from 'vitest';

import { JobRig } from '../../support/job-rig.ts';
import { noTurns } from '../../support/scripted-segmind.ts';

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
