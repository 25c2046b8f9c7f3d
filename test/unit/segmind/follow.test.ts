import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { FollowOptions, RequestStatus, SegmindClient } from '../../../src/core/segmind/types.ts';
import { HOUR_MS } from '../../../src/core/time.ts';
import { startSegmindServer, type Reply, type SegmindServer } from '../../support/segmind-server.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { PROFILE, REQUEST_ID, STATUS, createRig, rejection, type Rig } from '../../support/segmind-rig.ts';

const says = (status: string, more: object = {}): Reply => ({ status: 200, json: { status, ...more } });
const QUEUED = says('QUEUED');
const PROCESSING = says('PROCESSING');
const COMPLETED = says('COMPLETED', { metrics: { total_time: 4.3 } });
const MISSING: Reply = { status: 404, json: { error: 'Request not found' } };
const BUSY: Reply = { status: 503, json: { error: 'busy' } };

let server: SegmindServer;
beforeEach(async () => {
  server = await startSegmindServer();
});
afterEach(() => server.close());

function follow(rig: Rig, more: Partial<FollowOptions> = {}): ReturnType<SegmindClient['follow']> {
  return rig.client.follow(REQUEST_ID, { profile: PROFILE, submittedAt: rig.clock.now(), ...more });
}

/** The waits of the schedule. The guard over a turn at the limiter sleeps on the same clock, until the deadline. */
function waitsMs(rig: Rig): number[] {
  return rig.clock.sleepsMs.filter((ms) => ms < 100_000);
}

async function all(changes: AsyncIterable<RequestStatus>): Promise<string[]> {
  const words: string[] = [];
  for await (const change of changes) words.push(change.state === 'unknown' ? change.word : change.state);
  return words;
}

describe('follow', () => {
  it('yields each change once and ends when the request completed', async () => {
    server.script(STATUS, QUEUED, QUEUED, PROCESSING, PROCESSING, COMPLETED);
    const rig = createRig({ baseUrl: server.url });
    expect(await all(follow(rig))).toEqual(['queued', 'processing', 'completed']);
    expect(server.seen).toHaveLength(5);
    await rig.client.close();
  });

  it('ends with the failure when the request FAILED, and learns nothing from it', async () => {
    server.script(STATUS, QUEUED, { status: 422, json: { status: 'FAILED', error: 'content policy' } });
    const rig = createRig({ baseUrl: server.url });
    expect(await all(follow(rig))).toEqual(['queued', 'failed']);
    expect(rig.learned).toEqual([]);
    await rig.client.close();
  });

  it('waits as pace says, counted from the submit, stretched by the limiter', async () => {
    server.script(STATUS, QUEUED, PROCESSING, COMPLETED);
    const asked: number[] = [];
    const rig = createRig({
      baseUrl: server.url,
      stretch: 3,
      delayMs: (elapsedMs) => {
        asked.push(elapsedMs);
        return 500;
      },
    });
    await all(follow(rig, { submittedAt: rig.clock.now() - 200, fairnessKey: 'job 1' }));
    expect(waitsMs(rig)).toEqual([1500, 1500, 1500]);
    expect(asked).toEqual([200, 1700, 3200]);
    expect(rig.turns).toEqual(['job 1', 'job 1', 'job 1']);
    await rig.client.close();
  });

  it('looks at once when it is resumed long after the submit', async () => {
    server.script(STATUS, PROCESSING, COMPLETED);
    const rig = createRig({ baseUrl: server.url });
    await all(follow(rig, { submittedAt: rig.clock.now() - 60_000 }));
    expect(waitsMs(rig)).toEqual([0, 1000]);
    await rig.client.close();
  });

  it('yields an unknown word once and asks slowly from then on', async () => {
    server.script(STATUS, QUEUED, says('THAWING'), says('THAWING'), PROCESSING, COMPLETED);
    const rig = createRig({ baseUrl: server.url });
    expect(await all(follow(rig))).toEqual(['queued', 'THAWING', 'processing', 'completed']);
    expect(waitsMs(rig)).toEqual([1000, 1000, 5000, 5000, 1000]);
    await rig.client.close();
  });

  it('sits out errors with back-off and then goes on', async () => {
    server.script(STATUS, QUEUED, BUSY, 'cut', { status: 200, bytes: '<html></html>' }, BUSY, COMPLETED);
    const rig = createRig({ baseUrl: server.url });
    expect(await all(follow(rig))).toEqual(['queued', 'completed']);
    expect(waitsMs(rig)).toEqual([1000, 1000, 700, 1400, 2800, 5600]);
    await rig.client.close();
  });
});

describe('a request that the service does not know', () => {
  it('is looked for again right after the submit', async () => {
    server.script(STATUS, MISSING, MISSING, QUEUED, COMPLETED);
    const rig = createRig({ baseUrl: server.url });
    expect(await all(follow(rig))).toEqual(['queued', 'completed']);
    await rig.client.close();
  });

  it('is lost when it stays away before its hour is over', async () => {
    server.script(STATUS, QUEUED, MISSING);
    const rig = createRig({ baseUrl: server.url });
    const error = await rejection(all(follow(rig)));
    expect(error).toMatchObject({ code: 'result_lost', charged: 'unknown', retry: 'user_may' });
    expect(server.seen).toHaveLength(4);
    await rig.client.close();
  });

  it('has expired when its hour is over', async () => {
    server.script(STATUS, MISSING);
    const rig = createRig({ baseUrl: server.url });
    const submittedAt = rig.clock.now() - HOUR_MS;
    const error = await rejection(all(follow(rig, { submittedAt, deadlineAt: rig.clock.now() + 60_000 })));
    expect(error).toMatchObject({ code: 'expired', charged: 'unknown', requestId: REQUEST_ID });
    expect(server.seen).toHaveLength(1);
    await rig.client.close();
  });
});

describe('what a follow learns', () => {
  it('is the duration that the service measured', async () => {
    server.script(STATUS, QUEUED, COMPLETED);
    const rig = createRig({ baseUrl: server.url });
    await all(follow(rig));
    expect(rig.learned).toEqual([4300]);
    await rig.client.close();
  });

  it('is the middle between two looks when the service measured nothing', async () => {
    server.script(STATUS, QUEUED, PROCESSING, says('COMPLETED', { metrics: {} }));
    const rig = createRig({ baseUrl: server.url });
    await all(follow(rig));
    expect(rig.learned).toEqual([2500]);
    await rig.client.close();
  });

  it('is nothing when it came long after and found the picture ready', async () => {
    server.script(STATUS, says('COMPLETED'));
    const rig = createRig({ baseUrl: server.url });
    await all(follow(rig, { submittedAt: rig.clock.now() - 60_000 }));
    expect(rig.learned).toEqual([]);
    await rig.client.close();
  });
});

describe('an abort of a follow', () => {
  const reason = new Error('the job was cancelled');

  it('ends the wait between two looks', async () => {
    const clock = new ManualClock();
    const rig = createRig({ baseUrl: server.url, clock });
    const stop = new AbortController();
    const ended = rejection(all(follow(rig, { signal: stop.signal })));
    expect(clock.sleeping).toBe(1);
    stop.abort(reason);
    expect(await ended).toBe(reason);
    expect(clock.sleeping).toBe(0);
    expect(server.seen).toEqual([]);
  });

  it('ends a look in flight', async () => {
    server.script(STATUS, 'silence');
    const rig = createRig({ baseUrl: server.url });
    const stop = new AbortController();
    const ended = rejection(all(follow(rig, { signal: stop.signal })));
    await server.waitForRequests(1);
    stop.abort(reason);
    expect(await ended).toBe(reason);
    await rig.client.close();
  });

  it('ends the wait for a turn', async () => {
    const stop = new AbortController();
    const rig = createRig({
      baseUrl: server.url,
      acquire: (_key, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason as Error));
          stop.abort(reason);
        }),
    });
    expect(await rejection(all(follow(rig, { signal: stop.signal })))).toBe(reason);
  });
});
