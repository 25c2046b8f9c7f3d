import { describe, expect, it } from 'vitest';
import fc from 'fast-check';

import { createPace, type Pace } from '../../../src/core/segmind/pace.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/core/time.ts';
import type { RenderProfile } from '../../../src/core/segmind/types.ts';
import { drawMs, seededRandom, watch } from '../../support/pace-simulation.ts';

const HIGH: RenderProfile = { model: 'nano-banana-2-lite', thinkingLevel: 'high', hasSources: false };
const MINIMAL: RenderProfile = { ...HIGH, thinkingLevel: 'minimal' };
const FOUR_SECONDS = { thinkingLevel: 'minimal', medianS: 4, spread: 0.15 } as const;

/** Every tenth duration is `odd`, where one is given. */
function taught(odd?: number): Pace {
  const pace = createPace();
  const random = seededRandom(7);
  for (let job = 1; job <= 100; job += 1) {
    const durationMs = drawMs(random, FOUR_SECONDS);
    pace.learn(MINIMAL, odd !== undefined && job % 10 === 0 ? odd : durationMs);
  }
  return pace;
}

function delaysUntil(pace: Pace, endMs: number): number[] {
  const delays: number[] = [];
  watch(endMs, (elapsedMs) => {
    const delayMs = pace.nextDelayMs(MINIMAL, elapsedMs);
    delays.push(delayMs);
    return delayMs;
  });
  return delays;
}

describe('pace', () => {
  it('waits from 0.1 to 10 seconds, whatever it was told and however late it is', () => {
    const number = fc.oneof(fc.double(), fc.double({ min: 0, max: 1e7 }), fc.maxSafeInteger());
    fc.assert(
      fc.property(fc.array(number, { maxLength: 140 }), number, (durations, elapsedMs) => {
        const pace = createPace();
        for (const durationMs of durations) pace.learn(HIGH, durationMs);
        const delayMs = pace.nextDelayMs(HIGH, elapsedMs);
        expect(delayMs).toBeGreaterThanOrEqual(100);
        expect(delayMs).toBeLessThanOrEqual(10 * SECOND_MS);
      }),
    );
  });

  it('looks first when most renders may be done, and never in the seconds in which none is', () => {
    const first = taught().nextDelayMs(MINIMAL, 0);
    expect(first).toBeGreaterThan(2.8 * SECOND_MS);
    expect(first).toBeLessThan(4 * SECOND_MS);
  });

  it('aims at the same first look from any moment before it, as after a restart', () => {
    const pace = taught();
    const first = pace.nextDelayMs(MINIMAL, 0);
    expect(pace.nextDelayMs(MINIMAL, SECOND_MS) + SECOND_MS).toBeCloseTo(first, 6);
  });

  it('looks ever more rarely at a job that is stuck, but does look', () => {
    const delays = delaysUntil(taught(), 10 * MINUTE_MS);
    const overdue = delays.slice(delays.findIndex((_, i) => sum(delays.slice(0, i)) > 8 * SECOND_MS));
    expect(overdue).toEqual(overdue.toSorted((a, b) => a - b));
    expect(overdue.at(-1)).toBeGreaterThan(5 * SECOND_MS);
    expect(delays.length).toBeLessThan(200);
  });

  it('keeps its schedule when one render in ten was stuck', () => {
    const stuck = taught(5 * MINUTE_MS);
    expect(stuck.estimateMs(MINIMAL)).toBeGreaterThan(3.8 * SECOND_MS);
    expect(stuck.estimateMs(MINIMAL)).toBeLessThan(4.3 * SECOND_MS);
    const first = stuck.nextDelayMs(MINIMAL, 0);
    expect(first).toBeGreaterThan(2 * SECOND_MS);
    expect(first).toBeLessThan(4.5 * SECOND_MS);
  });

  it('knows nothing of a profile before it learned, and keeps profiles apart', () => {
    const pace = taught();
    expect(pace.estimateMs(HIGH)).toBeNull();
    expect(pace.estimateMs({ ...MINIMAL, hasSources: true })).toBeNull();
    expect(pace.nextDelayMs(HIGH, 0)).toBe(createPace().nextDelayMs(HIGH, 0));
  });

  it('estimates the median of what it learned', () => {
    const pace = createPace();
    for (const seconds of [3, 4, 11]) pace.learn(HIGH, seconds * SECOND_MS);
    expect(pace.estimateMs(HIGH)).toBe(4 * SECOND_MS);
  });

  it('ignores durations that cannot be, and believes none over the hour that a request lives', () => {
    const pace = createPace();
    for (const nonsense of [NaN, Infinity, -Infinity, -1]) pace.learn(HIGH, nonsense);
    expect(pace.estimateMs(HIGH)).toBeNull();
    pace.learn(HIGH, Number.MAX_SAFE_INTEGER);
    expect(pace.estimateMs(HIGH)).toBe(HOUR_MS);
  });

  it('looks at renders of a few milliseconds without waiting for seconds', () => {
    const pace = createPace();
    for (let job = 0; job < 100; job += 1) pace.learn(MINIMAL, 20);
    expect(pace.nextDelayMs(MINIMAL, 0)).toBe(100);
    expect(pace.nextDelayMs(MINIMAL, 100)).toBeLessThan(SECOND_MS);
  });
});

describe("pace's memory", () => {
  it('carries the schedule and the estimate over a restart', () => {
    const memory: Record<string, string> = {};
    const before = createPace({ onLearn: (key, document) => (memory[key] = document) });
    const random = seededRandom(3);
    for (let job = 0; job < 150; job += 1) before.learn(MINIMAL, drawMs(random, FOUR_SECONDS));
    // Planned from exactly what was saved, as the pace after a restart must.
    const after = createPace({ memory });
    const again = createPace({ memory });
    expect(after.estimateMs(MINIMAL)).toBe(before.estimateMs(MINIMAL));
    expect(delaysUntil(after, MINUTE_MS)).toEqual(delaysUntil(again, MINUTE_MS));
    expect(after.nextDelayMs(MINIMAL, 0)).toBeCloseTo(before.nextDelayMs(MINIMAL, 0), -2);
    expect(after.nextDelayMs(MINIMAL, 0)).not.toBe(createPace().nextDelayMs(MINIMAL, 0));
  });

  it('is saved under the profile after every render, and stays short', () => {
    const saved: [string, string][] = [];
    const pace = createPace({ onLearn: (...args) => saved.push(args) });
    for (let job = 0; job < 300; job += 1) pace.learn(HIGH, HOUR_MS);
    pace.learn(HIGH, NaN);
    expect(saved).toHaveLength(300);
    expect(new Set(saved.map(([key]) => key))).toEqual(new Set(['nano-banana-2-lite/high/plain']));
    expect(Math.max(...saved.map(([, document]) => document.length))).toBeLessThan(1100);
  });

  it.each([
    '',
    'null',
    '{"v":1',
    '{"v":2,"spread":0.3,"ms":[4000]}',
    '{"v":1,"spread":0.3,"ms":[-4]}',
    '{"v":1,"spread":null,"ms":[4000]}',
    '{"v":1,"spread":0.3,"ms":"4000"}',
    `{"v":1,"spread":0.3,"ms":[${'1,'.repeat(200)}1]}`,
  ])('starts afresh from %j', (document) => {
    const pace = createPace({ memory: { 'nano-banana-2-lite/high/plain': document } });
    expect(pace.estimateMs(HIGH)).toBeNull();
    pace.learn(HIGH, 4000);
    expect(pace.estimateMs(HIGH)).toBe(4000);
  });

  it('is not misled by a model that is named like a built-in', () => {
    const pace = createPace({ memory: {} });
    expect(pace.estimateMs({ ...HIGH, model: '__proto__' })).toBeNull();
  });
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
