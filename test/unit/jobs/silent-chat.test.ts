import { describe, expect, it } from 'vitest';

import { SECOND_MS } from '../../../src/core/time.ts';
import { JobRig } from '../../support/job-rig.ts';

/** A chat that takes every call of this kind and never answers. */
function rigThatHangs(silent: 'loadPicture' | 'remove'): JobRig {
  return new JobRig({
    presenter: {
      onCall: async (method) => {
        if (method === silent) await new Promise(() => undefined);
      },
    },
  });
}

describe('a chat that does not answer', () => {
  it('about a picture to work from ends the job with nothing spent', async () => {
    const rig = rigThatHangs('loadPicture');
    await rig.running.start();
    const message = rig.presenter.postPictures(rig.draft().origin.conversation, []);
    const { id } = await rig.accepted({ kind: 'edit', sources: [{ kind: 'message', message, index: 0 }] });
    expect(await rig.ended(id)).toMatchObject({
      state: 'failed',
      failure: { code: 'platform_outcome_unknown', charged: 'no' },
    });
    expect(rig.segmind.submits).toEqual([]);
    await rig.running.stop();
  });

  it('about a picture to work from keeps no cancelled job waiting', async () => {
    const rig = rigThatHangs('loadPicture');
    await rig.running.start();
    const message = rig.presenter.postPictures(rig.draft().origin.conversation, []);
    const { id } = await rig.accepted({ kind: 'edit', sources: [{ kind: 'message', message, index: 0 }] });
    await rig.until(id, (job) => job.state === 'rendering');
    const cancelledAt = rig.clock.now();
    await rig.act('cancel', id);
    expect((await rig.ended(id)).state).toBe('cancelled');
    expect(rig.clock.now() - cancelledAt).toBeLessThan(5 * SECOND_MS);
    await rig.running.stop();
  });

  it('about messages to take away leaves no click open', async () => {
    const rig = rigThatHangs('remove');
    await rig.running.start();
    const { id } = await rig.accepted();
    await rig.ended(id);
    await expect(rig.act('delete', id)).rejects.toMatchObject({ code: 'platform_outcome_unknown' });
    await rig.running.stop();
  });
});
