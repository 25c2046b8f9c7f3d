import { describe, expect, it } from 'vitest';

import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, StoreError, silentLogger } from '../../../src/core/index.ts';
import { createIdentifyThrottle, waitBeforeMs } from '../../../src/discord/identify-throttle.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { createMemoryNotes } from '../../support/memory-stores.ts';

const never = new AbortController().signal;

function stand(maxConcurrency = 1): {
  clock: ManualClock;
  start: () => ReturnType<typeof createIdentifyThrottle>;
} {
  const clock = new ManualClock({ autoAdvance: true });
  const notes = createMemoryNotes(clock);
  return {
    clock,
    start: () => createIdentifyThrottle({ notes, clock, logger: silentLogger, maxConcurrency }),
  };
}

describe('the wait before an IDENTIFY', () => {
  it('is none at first, and five seconds between shards of one bucket', async () => {
    const { clock, start } = stand();
    const throttle = start();
    await Promise.all([throttle.waitForIdentify(0, never), throttle.waitForIdentify(1, never)]);
    expect(clock.monotonicMs()).toBe(5 * SECOND_MS);
  });

  it('is none between shards of different buckets', async () => {
    const { clock, start } = stand(2);
    const throttle = start();
    await Promise.all([throttle.waitForIdentify(0, never), throttle.waitForIdentify(1, never)]);
    expect(clock.monotonicMs()).toBe(0);
  });

  it('slows a loop of crashes down, so that a day of it stays far below what costs the token', async () => {
    const { clock, start } = stand();
    let identifies = 0;
    while (clock.monotonicMs() < DAY_MS) {
      await start().waitForIdentify(0, never);
      identifies += 1;
    }
    expect(identifies).toBeLessThan(250);
  });

  it('is forgotten after an hour without any', () => {
    const many = Array.from({ length: 20 }, () => 0);
    expect(waitBeforeMs(many, 0)).toBe(10 * MINUTE_MS);
    expect(waitBeforeMs(many, HOUR_MS)).toBe(0);
  });

  it('ends at once when the connection closes, and lets the next one pass', async () => {
    const clock = new ManualClock();
    const throttle = createIdentifyThrottle({
      notes: createMemoryNotes(clock),
      clock,
      logger: silentLogger,
      maxConcurrency: 1,
    });
    await throttle.waitForIdentify(0, never);
    const closed = new AbortController();
    const waiting = throttle.waitForIdentify(1, closed.signal);
    await clock.advance(SECOND_MS);
    closed.abort(new Error('closed'));
    await expect(waiting).rejects.toThrow('closed');
    const next = throttle.waitForIdentify(1, never);
    await clock.advance(4 * SECOND_MS);
    await expect(next).resolves.toBeUndefined();
  });

  it('never fails for a disk that does', async () => {
    const clock = new ManualClock({ autoAdvance: true });
    const notes = createMemoryNotes(clock);
    const fail = (): Promise<never> => Promise.reject(new StoreError('disk_full', 'Full.'));
    const throttle = createIdentifyThrottle({
      notes: { ...notes, get: fail, set: fail },
      clock,
      logger: silentLogger,
      maxConcurrency: 1,
    });
    await throttle.waitForIdentify(0, never);
    await throttle.waitForIdentify(0, never);
    expect(clock.monotonicMs()).toBe(5 * SECOND_MS);
  });
});
