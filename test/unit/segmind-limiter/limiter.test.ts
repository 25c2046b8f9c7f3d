import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';

import { createRequestLimiter, type RequestLimiter } from '../../../src/core/segmind/limiter.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/core/time.ts';
import { ManualClock, settle } from '../../support/manual-clock.ts';

function rig(options: { requestsPerMinute?: number; burst?: number } = {}): {
  clock: ManualClock;
  limiter: RequestLimiter;
  served: string[];
  ask: (name: string, key?: string, signal?: AbortSignal) => Promise<void>;
} {
  const clock = new ManualClock();
  const limiter = createRequestLimiter({ requestsPerMinute: 60, burst: 2, clock, ...options });
  const served: string[] = [];
  const ask = async (name: string, key = 'a', signal?: AbortSignal): Promise<void> => {
    await limiter.acquire(key, signal);
    served.push(name);
  };
  return { clock, limiter, served, ask };
}

describe('the request limiter', () => {
  it('lets a burst through at once and the rest at the rate', async () => {
    const { clock, served, ask } = rig();
    const all = ['1', '2', '3', '4'].map((name) => ask(name));
    await settle();
    expect(served).toEqual(['1', '2']);
    await clock.advance(999);
    expect(served).toHaveLength(2);
    await clock.advance(1);
    expect(served).toEqual(['1', '2', '3']);
    await clock.advance(SECOND_MS);
    await Promise.all(all);
    expect(served).toEqual(['1', '2', '3', '4']);
    expect(clock.sleeping).toBe(0);
  });

  it('saves up no more than the burst in a quiet hour', async () => {
    const { clock, served, ask } = rig({ burst: 3 });
    await clock.advance(HOUR_MS);
    const all = ['1', '2', '3', '4'].map((name) => ask(name));
    await settle();
    expect(served).toHaveLength(3);
    await clock.advance(SECOND_MS);
    await Promise.all(all);
  });

  it('serves keys in turn, and each key in order', async () => {
    const { clock, served, ask } = rig({ burst: 1 });
    const all = [
      ...['a1', 'a2', 'a3', 'a4'].map((name) => ask(name, 'a')),
      ...['b1', 'b2'].map((name) => ask(name, 'b')),
      ask('c1', 'c'),
    ];
    await clock.advance(MINUTE_MS);
    await Promise.all(all);
    expect(served).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
  });

  it('gives the place of one that leaves to the next, with its reason and without a listener left', async () => {
    const { clock, served, ask } = rig({ burst: 1 });
    const leaving = new AbortController();
    const staying = new AbortController();
    await ask('1');
    const left = ask('2', 'a', leaving.signal);
    const stayed = ask('3', 'a', staying.signal);
    await settle();
    const reason = new Error('changed my mind');
    leaving.abort(reason);
    await expect(left).rejects.toBe(reason);
    await clock.advance(SECOND_MS);
    await stayed;
    expect(served).toEqual(['1', '3']);
    expect(getEventListeners(staying.signal, 'abort')).toEqual([]);
    expect(getEventListeners(leaving.signal, 'abort')).toEqual([]);
  });

  it('leaves no timer behind when everyone has left, and serves who comes after', async () => {
    const { clock, served, ask } = rig({ burst: 1 });
    const leaving = new AbortController();
    await ask('1');
    const left = ask('2', 'a', leaving.signal);
    await settle();
    expect(clock.sleeping).toBe(1);
    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    expect(clock.sleeping).toBe(0);
    await clock.advance(SECOND_MS);
    await ask('3');
    expect(served).toEqual(['1', '3']);
  });

  it('serves one that joins as the last one is served', async () => {
    const { clock, served, ask } = rig({ burst: 1 });
    const first = ask('1').then(() => ask('2'));
    await settle();
    await clock.advance(SECOND_MS);
    await first;
    expect(served).toEqual(['1', '2']);
  });

  it('refuses a signal that is aborted already, at no cost', async () => {
    const { served, ask, clock } = rig({ burst: 1 });
    const reason = new Error('too late');
    await expect(ask('1', 'a', AbortSignal.abort(reason))).rejects.toBe(reason);
    await ask('2');
    expect(served).toEqual(['2']);
    expect(clock.sleeping).toBe(0);
  });

  it('lets nobody through before the end of a pause, and then one by one', async () => {
    const { clock, limiter, served, ask } = rig({ burst: 2 });
    limiter.pauseUntil(clock.now() + 10 * SECOND_MS);
    limiter.pauseUntil(clock.now() + 3 * SECOND_MS);
    const all = ['1', '2'].map((name) => ask(name));
    await clock.advance(10 * SECOND_MS + 999);
    expect(served).toEqual([]);
    await clock.advance(1);
    expect(served).toEqual(['1']);
    await clock.advance(SECOND_MS);
    await Promise.all(all);
  });

  it('holds those who wait already when a pause begins', async () => {
    const { clock, limiter, served, ask } = rig({ burst: 1 });
    await ask('1');
    const second = ask('2');
    await clock.advance(500);
    limiter.pauseUntil(clock.now() + 20 * SECOND_MS);
    await clock.advance(20 * SECOND_MS);
    expect(served).toEqual(['1']);
    await clock.advance(SECOND_MS);
    await second;
    expect(served).toEqual(['1', '2']);
  });

  it.each([NaN, -Infinity, 0])('takes %d for no pause', async (at) => {
    const { limiter, served, ask } = rig();
    limiter.pauseUntil(at);
    await ask('1');
    expect(served).toEqual(['1']);
  });

  it('pauses for five minutes at most, whatever date it reads', async () => {
    const { clock, limiter, served, ask } = rig();
    limiter.pauseUntil(Infinity);
    const first = ask('1');
    await clock.advance(5 * MINUTE_MS + SECOND_MS);
    await first;
    expect(served).toEqual(['1']);
  });

  it('widens the looks as the saved requests run out, and narrows them when they are back', async () => {
    const { clock, limiter, ask } = rig({ burst: 20 });
    expect(limiter.stretch()).toBe(1);
    for (let i = 0; i < 10; i += 1) await ask(String(i));
    expect(limiter.stretch()).toBe(1);
    for (let i = 0; i < 5; i += 1) await ask(String(i));
    expect(limiter.stretch()).toBeCloseTo(1.25);
    for (let i = 0; i < 5; i += 1) await ask(String(i));
    expect(limiter.stretch()).toBe(1.5);
    await clock.advance(MINUTE_MS);
    expect(limiter.stretch()).toBe(1);
  });
});
