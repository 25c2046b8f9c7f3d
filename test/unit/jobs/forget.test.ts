import { expect, it } from 'vitest';

import { picturesOf } from '../../../src/core/jobs/sources.ts';
import { DAY_MS } from '../../../src/core/time.ts';
import { sweepRetention } from '../../../src/store/index.ts';
import { JobRig } from '../../support/job-rig.ts';
import { sampleRequester } from '../../support/sample-job.ts';

it('a forgotten picture goes with its age, for others may be about to use the same', async () => {
  const rig = new JobRig();
  await rig.running.start();
  const { id } = await rig.accepted();
  const hash = picturesOf(await rig.ended(id))[0]?.hash ?? '';
  const bytes = (await rig.bot.picture(hash)) ?? new Uint8Array();
  await rig.clock.advance(DAY_MS);
  // Somebody else lays the same picture aside for a request of theirs.
  expect((await rig.bot.takePicture(bytes)).hash).toBe(hash);
  expect(await rig.bot.forget(sampleRequester)).toEqual({ forgottenJobs: 1 });
  await sweepRetention(rig.stores, rig.clock, 30);
  expect(await rig.bot.picture(hash)).toEqual(bytes);
  await rig.clock.advance(DAY_MS + 1);
  await sweepRetention(rig.stores, rig.clock, 30);
  expect(await rig.bot.picture(hash)).toBeNull();
  await rig.running.stop();
});
