import { expect, it } from 'vitest';

import { latestHere } from '../../../src/core/conversation/latest-here.ts';
import type { JobState, RenderJob } from '../../../src/core/index.ts';
import { sampleConversation, sampleJob } from '../../support/sample-job.ts';

/** A place with these jobs, oldest first; the last delivered one is the latest. */
async function latestOf(...jobs: readonly RenderJob[]): Promise<string | undefined> {
  const store = {
    list: () => Promise.resolve(jobs.toReversed()),
    latestDelivered: () => Promise.resolve(jobs.findLast(({ state }) => state === 'delivered') ?? null),
  };
  return (await latestHere(store, sampleConversation))?.id;
}
const job = (id: string, state: JobState): RenderJob => sampleJob({ id, state });

it('means the job that was asked for last, also while it is under way', async () => {
  expect(await latestOf(job('1', 'delivered'), job('2', 'rendering'))).toBe('2');
  expect(await latestOf(job('1', 'delivering'))).toBe('1');
});

it('means the delivered one where only older ones are under way, or newer ones have failed', async () => {
  expect(await latestOf(job('1', 'rendering'), job('2', 'delivered'))).toBe('2');
  expect(await latestOf(job('1', 'delivered'), job('2', 'failed'), job('3', 'cancelled'))).toBe('1');
});

it('does not tell of what somebody has painted for their eyes alone', async () => {
  const hidden = job('2', 'rendering');
  const { request } = hidden;
  expect(
    await latestOf(job('1', 'delivered'), { ...hidden, request: { ...request, audience: 'requester' } }),
  ).toBe('1');
});
