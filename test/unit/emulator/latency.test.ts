import { describe, expect, it } from 'vitest';

import { drawLatency } from '../../../src/emulator/latency.ts';
import { randomOf } from '../../../src/emulator/random.ts';

const DRAWS = 20_000;

function totals(level: 'minimal' | 'high', speed: number): number[] {
  return Array.from({ length: DRAWS }, (_, i) => {
    const { queueMs, inferenceMs } = drawLatency(randomOf('latency', i), level, false, speed);
    return queueMs + inferenceMs;
  });
}

const mean = (list: readonly number[]): number => list.reduce((sum, x) => sum + x, 0) / list.length;

describe('latency', () => {
  it.each([
    ['minimal', 4000],
    ['high', 12_900],
  ] as const)('of %s thinking is %d ms on average', (level, expected) => {
    const all = totals(level, 1);
    expect(Math.abs(mean(all) / expected - 1)).toBeLessThan(0.01);
    expect(Math.min(...all)).toBeGreaterThan(expected / 4);
    expect(Math.max(...all)).toBeLessThan(expected * 4);
  });

  it('is divided by the speed', () => {
    expect(mean(totals('minimal', 20)) * 20).toBeCloseTo(mean(totals('minimal', 1)), 6);
  });

  it('is spent partly queued, for the larger part processing', () => {
    const { queueMs, inferenceMs } = drawLatency(randomOf('one'), 'high', false, 1);
    expect(queueMs).toBeGreaterThan(100);
    expect(inferenceMs).toBeGreaterThan(queueMs * 5);
  });

  it('is somewhat longer with references', () => {
    const of = (hasReferences: boolean): number =>
      drawLatency(randomOf('one'), 'high', hasReferences, 1).inferenceMs;
    expect(of(true) / of(false)).toBeCloseTo(1.1, 6);
  });
});
