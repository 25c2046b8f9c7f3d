import { describe, expect, it } from 'vitest';

import { planLooks } from '../../../src/core/segmind/pace-plan.ts';

/** Survival of a duration that lies anywhere between two moments with the same likelihood. */
const uniform =
  (fromMs: number, toMs: number) =>
  (elapsedMs: number): number =>
    Math.min(1, Math.max(0, (toMs - elapsedMs) / (toMs - fromMs)));

describe('the plan of looks', () => {
  it('is the known optimum for a uniform duration: intervals that shrink by the cost of a look', () => {
    // Barlow's recursion with a constant density: each interval is shorter than the one before by c, and they end at the end.
    // For a range of 2,100 ms and c = 100 ms that is exactly 600, 500, … 100.
    const plan = planLooks({ survival: uniform(4000, 6100), lookCostMs: 100, fromMs: 4000, toMs: 6100 });
    const looks: number[] = [];
    let elapsedMs = 0;
    while (elapsedMs < 6095) {
      elapsedMs += plan(elapsedMs);
      looks.push(elapsedMs);
    }
    const expected = [4600, 5100, 5500, 5800, 6000, 6100];
    expect(looks).toHaveLength(expected.length);
    for (const [i, at] of expected.entries()) expect(Math.abs((looks[i] ?? 0) - at)).toBeLessThan(40);
  });

  it('looks once after a duration that is certain', () => {
    const plan = planLooks({
      survival: uniform(5000, 5050),
      lookCostMs: 50,
      fromMs: 4900,
      toMs: 5100,
    });
    expect(plan(0)).toBeGreaterThan(5000);
    expect(plan(0)).toBeLessThan(5100);
  });

  it('waits through the gap between two kinds of renders', () => {
    const fast = uniform(2000, 2200);
    const slow = uniform(9000, 9400);
    const plan = planLooks({
      survival: (elapsedMs) => (fast(elapsedMs) + slow(elapsedMs)) / 2,
      lookCostMs: 100,
      fromMs: 1500,
      toMs: 10_000,
    });
    expect(plan(2250) + 2250).toBeGreaterThan(9000);
  });

  it('widens with the root of the time when a render is overdue', () => {
    const plan = planLooks({ survival: uniform(1000, 2000), lookCostMs: 50, fromMs: 1000, toMs: 2000 });
    expect(plan(100_000)).toBeCloseTo(Math.sqrt(2 * 50 * 100_000), 6);
    expect(plan(400_000)).toBeCloseTo(2 * plan(100_000), 6);
  });
});
