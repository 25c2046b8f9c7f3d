import { describe, expect, it } from 'vitest';

import { deadlineSignal, systemClock } from '../../../src/core/index.ts';
import { ManualClock, settle } from '../../support/manual-clock.ts';

describe('the system clock', () => {
  it('rejects a sleep with the reason of the signal', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const sleep = systemClock.sleep(60_000, controller.signal);
    controller.abort(reason);
    await expect(sleep).rejects.toBe(reason);
    await expect(systemClock.sleep(60_000, controller.signal)).rejects.toBe(reason);
  });

  it('does not wait for nothing', async () => {
    await expect(systemClock.sleep(0)).resolves.toBeUndefined();
    await expect(systemClock.sleep(-5)).resolves.toBeUndefined();
  });
});

describe('a deadline', () => {
  it('aborts when the time is over, with its own reason', async () => {
    const clock = new ManualClock();
    const { signal } = deadlineSignal(clock, 1000, () => new Error('too late'));
    await clock.advance(999);
    expect(signal.aborted).toBe(false);
    await clock.advance(1);
    expect(signal.reason).toEqual(new Error('too late'));
  });

  it('follows its parent, and leaves no sleeper behind once cleared', async () => {
    const clock = new ManualClock();
    const parent = new AbortController();
    const { signal, clear } = deadlineSignal(clock, 1000, () => new Error('too late'), parent.signal);
    parent.abort(new Error('parent'));
    expect(signal.reason).toEqual(new Error('parent'));
    clear();
    await settle();
    expect(clock.sleeping).toBe(0);
  });
});
