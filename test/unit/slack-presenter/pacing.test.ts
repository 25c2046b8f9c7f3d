import { setImmediate } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { MINUTE_MS, PlatformError } from '../../../src/core/index.ts';
import { createPacing } from '../../../src/slack/pacing.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const { signal } = new AbortController();

describe('the pacing of posts', () => {
  it('lets a few through at once and then one a second, in each channel', async () => {
    const clock = new ManualClock({ autoAdvance: true });
    const pacing = createPacing(clock);
    for (let count = 0; count < 6; count += 1) await pacing.post('T1', 'C1', signal);
    expect(clock.sleepsMs).toEqual([1000, 1000]);
  });

  it('holds up no channel for a pause in another', async () => {
    const clock = new ManualClock();
    const pacing = createPacing(clock);
    pacing.postRefused('T1', 'C1', 5000);
    await pacing.post('T1', 'C2', signal);
    expect(clock.sleepsMs).toEqual([]);
    void pacing.post('T1', 'C1', signal);
    expect(clock.sleepsMs).toEqual([5000]);
  });

  it('says when to come back rather than wait for minutes', async () => {
    const pacing = createPacing(new ManualClock());
    pacing.postRefused('T1', 'C1', 60_000);
    const refused = await pacing.post('T1', 'C1', signal).catch((error: unknown) => error);
    expect(refused).toMatchObject({ reason: 'rate_limited', retryAfterMs: 60_000 });
  });
});

describe('the pacing of updates', () => {
  it('stays within the budget of a workspace, however many messages want to be drawn', async () => {
    const clock = new ManualClock();
    const pacing = createPacing(clock);
    let sent = 0;
    for (let second = 0; second < 60; second += 1) {
      for (let message = 0; message < 20; message += 1)
        await pacing.update('T1', false, signal).then(
          () => (sent += 1),
          () => undefined,
        );
      await clock.advance(1000);
    }
    expect(sent).toBeGreaterThanOrEqual(48);
    expect(sent).toBeLessThanOrEqual(55);
  });

  it('names those that must give way a time of their own each', async () => {
    const clock = new ManualClock();
    const pacing = createPacing(clock);
    const waits: number[] = [];
    for (let message = 0; message < 8; message += 1)
      await pacing.update('T1', false, signal).catch((error: unknown) => {
        if (error instanceof PlatformError) waits.push(error.retryAfterMs ?? 0);
      });
    expect(waits.length).toBeGreaterThan(2);
    expect(new Set(waits).size).toBe(waits.length);
    expect(Math.max(...waits)).toBeLessThan(MINUTE_MS);
  });

  it('keeps room for the last drawing of a message', async () => {
    const clock = new ManualClock();
    const pacing = createPacing(clock);
    while (
      await pacing.update('T1', false, signal).then(
        () => true,
        () => false,
      )
    );
    await pacing.update('T1', true, signal);
    await pacing.update('T1', true, signal);
    expect(clock.sleepsMs).toEqual([]);
  });

  it('lets the last drawings of a burst of jobs wait for their turn, for a minute at most', async () => {
    const clock = new ManualClock();
    const pacing = createPacing(clock);
    const refusals: unknown[] = [];
    for (let message = 0; message < 60; message += 1)
      pacing.update('T1', true, signal).catch((error: unknown) => refusals.push(error));
    await setImmediate();
    expect(clock.sleepsMs).toHaveLength(50);
    expect(Math.max(...clock.sleepsMs)).toBeLessThanOrEqual(MINUTE_MS);
    expect(refusals).toHaveLength(5);
  });

  it('counts each workspace apart', async () => {
    const pacing = createPacing(new ManualClock());
    pacing.updateRefused('T1', 30_000);
    await expect(pacing.update('T2', false, signal)).resolves.toBeUndefined();
    await expect(pacing.update('T1', false, signal)).rejects.toMatchObject({ reason: 'rate_limited' });
  });
});

describe('the pacing of calls about files', () => {
  it('stays below what a workspace takes of one method in any minute', async () => {
    const clock = new ManualClock({ autoAdvance: true });
    const pacing = createPacing(clock);
    const startedAt = clock.monotonicMs();
    let calls = 0;
    for (; clock.monotonicMs() - startedAt < MINUTE_MS; calls += 1) await pacing.file('T1', 'ask', signal);
    expect(calls).toBeGreaterThan(95);
    expect(calls).toBeLessThanOrEqual(101);
  });

  it('counts each method and each workspace apart', async () => {
    const clock = new ManualClock();
    const pacing = createPacing(clock);
    pacing.fileRefused('T1', 'look', 30_000);
    await pacing.file('T1', 'ask', signal);
    await pacing.file('T2', 'look', signal);
    expect(clock.sleepsMs).toEqual([]);
  });

  it('gives up sooner what has little patience', async () => {
    const clock = new ManualClock();
    const pacing = createPacing(clock);
    pacing.fileRefused('T1', 'look', 10_000);
    await expect(pacing.file('T1', 'look', signal, 'short')).rejects.toMatchObject({
      reason: 'rate_limited',
    });
    void pacing.file('T1', 'look', signal);
    expect(clock.sleepsMs).toEqual([10_000]);
  });
});
