import { describe, expect, it } from 'vitest';

import { PlatformError } from '../../../src/core/errors.ts';
import type { RenderJob } from '../../../src/core/jobs/job.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/core/time.ts';
import { JobRig } from '../../support/job-rig.ts';
import { sampleRequest } from '../../support/sample-job.ts';

const LATE = { code: 'deadline', charged: 'unknown', retry: 'user_may', detail: null } as const;

/** A job that our own patience ended, so that it keeps its handle. */
function late(rig: JobRig, id: string): Promise<RenderJob> {
  const { origin } = rig.draft();
  return rig.left(
    {
      id,
      request: sampleRequest({ id, origin }),
      state: 'failed',
      failure: LATE,
      finishedAt: 1,
      handle: { of: id },
    },
    [{ state: 'failed', requestId: `request of ${id}`, submittedAt: rig.clock.now(), failure: LATE }],
  );
}

describe('the handle of an ended job', () => {
  it('goes once its credential is dead, and stays where it holds none', async () => {
    const rig = new JobRig();
    const deadAt = rig.clock.now() + 90 * MINUTE_MS;
    rig.presenter.handleExpiresAt = (handle) => {
      const { of } = handle as { of: string };
      if (of === 'C') throw new PlatformError('handle_expired', 'Not of this presenter.');
      return of === 'A' ? deadAt : null;
    };
    for (const id of ['C', 'A', 'B']) await late(rig, id);
    await rig.running.start();
    await rig.until('A', () => rig.clock.now() > deadAt - 20 * MINUTE_MS);
    expect((await rig.job('A')).handle).toEqual({ of: 'A' });
    await rig.until('A', ({ handle }) => handle === null);
    expect(rig.clock.now() - deadAt).toBeLessThan(HOUR_MS);
    expect((await rig.job('A')).state).toBe('failed');
    expect((await rig.job('B')).handle).toEqual({ of: 'B' });
    await rig.running.stop();
  });
});
