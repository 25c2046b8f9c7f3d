import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { DueQueue } from '../../../src/emulator/due-queue.ts';

describe('the due queue', () => {
  it('gives what is due, in order, and nothing early', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000)), fc.nat(1000), (times, now) => {
        const queue = new DueQueue<number>();
        for (const at of times) queue.add(at, at);
        const taken: number[] = [];
        for (let at = queue.next(now); at !== undefined; at = queue.next(now)) taken.push(at);
        expect(taken).toEqual(times.filter((at) => at <= now).sort((a, b) => a - b));
      }),
    );
  });

  it('never gives what is due at infinity', () => {
    const queue = new DueQueue<string>();
    queue.add(Infinity, 'stuck');
    expect(queue.next(Number.MAX_VALUE)).toBeUndefined();
  });
});
