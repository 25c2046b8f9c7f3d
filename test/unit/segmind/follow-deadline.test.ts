import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { FollowOptions, RequestStatus, SegmindClient } from '../../../src/core/segmind/types.ts';
import { startSegmindServer, type Reply, type SegmindServer } from '../../support/segmind-server.ts';
import { PROFILE, REQUEST_ID, STATUS, createRig, rejection, type Rig } from '../../support/segmind-rig.ts';

const says = (status: string, more: object = {}): Reply => ({ status: 200, json: { status, ...more } });
const PROCESSING = says('PROCESSING');
const COMPLETED = says('COMPLETED', { metrics: { total_time: 4.3 } });
const BUSY: Reply = { status: 503, json: { error: 'busy' } };

let server: SegmindServer;
beforeEach(async () => {
  server = await startSegmindServer();
});
afterEach(() => server.close());

function follow(rig: Rig, more: Partial<FollowOptions> = {}): ReturnType<SegmindClient['follow']> {
  return rig.client.follow(REQUEST_ID, { profile: PROFILE, submittedAt: rig.clock.now(), ...more });
}

async function all(changes: AsyncIterable<RequestStatus>): Promise<string[]> {
  const words: string[] = [];
  for await (const change of changes) words.push(change.state === 'unknown' ? change.word : change.state);
  return words;
}

describe('the deadline of a follow', () => {
  const EXPIRED = { code: 'deadline', charged: 'unknown', retry: 'user_may', requestId: REQUEST_ID };

  it.each([
    ['an unchanged state', PROCESSING],
    ['an unknown word', says('STUCK')],
    ['nothing but errors', BUSY],
  ])('ends %s exactly when it is reached, after a last look', async (_what, reply) => {
    server.script(STATUS, reply);
    const rig = createRig({ baseUrl: server.url, delayMs: () => 7000 });
    const startedAt = rig.clock.now();
    const error = await rejection(all(follow(rig, { deadlineAt: startedAt + 20_000 })));
    expect(error).toMatchObject(EXPIRED);
    expect(rig.clock.now()).toBe(startedAt + 20_000);
    await rig.client.close();
  });

  it('is ten minutes after the submit when none is named', async () => {
    server.script(STATUS, PROCESSING);
    const rig = createRig({ baseUrl: server.url, delayMs: () => 30_000 });
    expect(await rejection(all(follow(rig)))).toMatchObject(EXPIRED);
    expect(rig.clock.monotonicMs()).toBe(600_000);
    await rig.client.close();
  });

  it('still sees a picture that is ready at the last look', async () => {
    server.script(STATUS, PROCESSING, COMPLETED);
    const rig = createRig({ baseUrl: server.url, delayMs: () => 15_000 });
    const deadlineAt = rig.clock.now() + 20_000;
    expect(await all(follow(rig, { deadlineAt }))).toEqual(['processing', 'completed']);
    expect(rig.clock.now()).toBe(deadlineAt);
    await rig.client.close();
  });

  it('takes one look when it has passed already', async () => {
    server.script(STATUS, PROCESSING);
    const rig = createRig({ baseUrl: server.url });
    const submittedAt = rig.clock.now() - 700_000;
    expect(await rejection(all(follow(rig, { submittedAt })))).toMatchObject(EXPIRED);
    expect(server.seen).toHaveLength(1);
    await rig.client.close();
  });

  it('ends a wait for a turn that never comes', async () => {
    const rig = createRig({
      baseUrl: server.url,
      acquire: (_key, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason as Error));
        }),
    });
    const error = await rejection(all(follow(rig, { deadlineAt: rig.clock.now() + 20_000 })));
    expect(error).toMatchObject(EXPIRED);
    expect(rig.clock.monotonicMs()).toBeLessThanOrEqual(25_000);
  });
});
