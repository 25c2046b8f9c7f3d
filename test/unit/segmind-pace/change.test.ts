import { describe, expect, it } from 'vitest';

import {
  EMPTY_MEMORY,
  formatMemory,
  parseMemory,
  remember,
  type PaceMemory,
} from '../../../src/core/segmind/pace-memory.ts';
import { drawMs, seededRandom } from '../../support/pace-simulation.ts';

const KIND = { thinkingLevel: 'high', medianS: 10, spread: 0.3 } as const;

function after(count: number, seed = 1, factor = 1, start: PaceMemory = EMPTY_MEMORY): PaceMemory {
  const random = seededRandom(seed);
  let memory = start;
  for (let job = 0; job < count; job += 1) memory = remember(memory, drawMs(random, KIND, factor));
  return memory;
}

describe('what is remembered of durations', () => {
  it('is the last 128 while the service stays as it is', () => {
    let whole = 0;
    for (let seed = 1; seed <= 20; seed += 1) {
      if (after(400, seed).durationsMs.length === 128) whole += 1;
    }
    // A change is believed by chance once in thousands of durations; twenty histories of 400 may show one.
    expect(whole).toBeGreaterThanOrEqual(18);
  });

  it.each([2, 0.5])('forgets the old durations within 15 when the service changes by %d', (factor) => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const memory = after(15, seed + 100, factor, after(100, seed));
      expect(memory.durationsMs.length).toBeLessThanOrEqual(15 + 4);
      expect(memory.durationsMs.length).toBeGreaterThanOrEqual(11);
    }
  });

  it('keeps how much the old ones scattered', () => {
    const memory = after(15, 3, 2, after(100, 2));
    expect(memory.spread).not.toBe(EMPTY_MEMORY.spread);
    expect(memory.spread).toBeGreaterThan(0.24);
    expect(memory.spread).toBeLessThan(0.36);
  });

  it('takes two stuck jobs in a row for bad luck, not for a change', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const memory = remember(remember(after(100, seed), 500_000), 500_000);
      expect(after(10, seed + 50, 1, memory).durationsMs).toHaveLength(112);
    }
  });

  it('reads back what it wrote', () => {
    const memory = after(50);
    expect(parseMemory(formatMemory(memory))).toEqual(memory);
  });
});
