import { describe, expect, it } from 'vitest';

import { StoreError } from '../../../src/core/errors.ts';
import { JobRig } from '../../support/job-rig.ts';
import { samplePicture } from '../../support/sample-job.ts';

async function startedRig(...options: ConstructorParameters<typeof JobRig>): Promise<JobRig> {
  const rig = new JobRig(...options);
  await rig.running.start();
  return rig;
}

/** The next so many records of a delivery fail. */
function failRecords(rig: JobRig, times: number): () => number {
  const { jobs } = rig.stores;
  const save = jobs.save.bind(jobs);
  let left = times;
  jobs.save = (job) => {
    if (job.state !== 'delivered' || left === 0) return save(job);
    left -= 1;
    return Promise.reject(new StoreError('disk_full', 'No room.'));
  };
  return () => left;
}

describe('the record of a delivery', () => {
  it.each([
    ['a moment', 3],
    ['much longer than the patience of one try', 60],
  ])('waits for a store that fails for %s, and posts nothing again', async (_, times) => {
    const rig = await startedRig({ presenter: { knowsKeys: false } });
    const failuresLeft = failRecords(rig, times);
    const { id } = await rig.accepted();
    expect(await rig.ended(id)).toMatchObject({ state: 'delivered', resultMessages: [{}] });
    expect(failuresLeft()).toBe(0);
    expect(rig.presenter.timesShown(id)).toBe(1);
    await rig.running.stop();
  });
});

describe('a delivery that fails in a way that no chat has', () => {
  it('is looked for and made again', async () => {
    let faults = 2;
    const rig = await startedRig({
      presenter: {
        onCall: (method) => {
          if (method !== 'deliver' || faults === 0) return;
          faults -= 1;
          throw new TypeError('A bug of an adapter.');
        },
      },
    });
    const { id } = await rig.accepted();
    expect((await rig.ended(id)).state).toBe('delivered');
    expect(rig.presenter.callsOf('find')).toHaveLength(2);
    expect(rig.presenter.timesShown(id)).toBe(1);
    await rig.running.stop();
  });

  it('is given up when it never passes, charged, with the picture kept', async () => {
    let tries = 0;
    const rig = await startedRig({
      presenter: {
        onCall: (method) => {
          if (method !== 'deliver') return;
          tries += 1;
          throw new TypeError('A bug of an adapter.');
        },
      },
    });
    const { id } = await rig.accepted();
    expect(await rig.ended(id)).toMatchObject({
      state: 'failed',
      failure: { charged: 'yes', retry: 'never' },
      takes: [{ state: 'painted' }],
    });
    expect(tries).toBe(4);
    await rig.running.stop();
  });
});

describe('a delivery that nobody can look for any more', () => {
  it.each(['gone', 'handle_expired'] as const)(
    'is marked as a possible repeat on its new message: %s',
    async (reason) => {
      const rig = new JobRig();
      const { room } = rig.presenter;
      const status = room.post(rig.draft().origin.conversation, {
        view: null,
        pictures: [],
        visibleTo: null,
        deliveryKey: null,
      });
      const hash = await rig.stores.pictures.put(new TextEncoder().encode('a fox'));
      const { id } = await rig.left(
        { state: 'delivering', handle: room.handleOf(status), statusMessage: status.ref },
        [{ state: 'painted', requestId: 'request-9', pictures: [samplePicture({ hash })] }],
      );
      rig.presenter.failNext('find', reason);
      await rig.running.start();
      expect((await rig.ended(id)).state).toBe('delivered');
      expect(rig.presenter.callsOf('announce')).toHaveLength(1);
      expect(rig.lastView(id)).toMatch(/may be a repeat/);
      await rig.running.stop();
    },
  );
});
