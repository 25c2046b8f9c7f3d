import { describe, expect, it } from 'vitest';

import { PlatformError } from '../../../src/core/index.ts';
import { createRedrawBudget } from '../../../src/discord/redraw-budget.ts';
import { ManualClock } from '../../support/manual-clock.ts';

describe('the budget of redraws', () => {
  it('leaves two fifths of what Discord takes to pictures, however many messages want to be redrawn', async () => {
    const clock = new ManualClock();
    const budget = createRedrawBudget(clock);
    const drawn = (): number => {
      let count = 0;
      for (let message = 0; message < 500; message += 1)
        try {
          budget.take();
          count += 1;
        } catch (error) {
          if (!(error instanceof PlatformError)) throw error;
        }
      return count;
    };
    drawn();
    const counts: number[] = [];
    for (let second = 0; second < 10; second += 1) {
      await clock.advance(1000);
      counts.push(drawn());
    }
    expect(Math.max(...counts)).toBeLessThanOrEqual(30);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(29);
  });

  it('names each one that must give way a time of its own', () => {
    const budget = createRedrawBudget(new ManualClock());
    const waits: number[] = [];
    for (let message = 0; message < 60; message += 1)
      try {
        budget.take();
      } catch (error) {
        if (error instanceof PlatformError) waits.push(error.retryAfterMs ?? 0);
      }
    expect(waits).toHaveLength(30);
    expect(new Set(waits).size).toBe(30);
    expect(Math.max(...waits)).toBeLessThanOrEqual(1100);
  });
});
