import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { backoffMs, resetAt } from '../../../src/core/segmind/backoff.ts';

describe('the back-off', () => {
  it('doubles from one second to at most ten, with jitter downwards only', () => {
    const nominalMs = [1000, 2000, 4000, 8000, 10_000, 10_000, 10_000];
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (draw) => {
        nominalMs.forEach((most, index) => {
          const delayMs = backoffMs(index + 1, () => draw);
          expect(delayMs).toBeLessThanOrEqual(most);
          expect(delayMs).toBeGreaterThanOrEqual(most / 2);
        });
      }),
    );
  });

  it('makes six failures in a row cost under 25 seconds, however the dice fall', () => {
    const totalMs = [1, 2, 3, 4, 5, 6].reduce((sum, failures) => sum + backoffMs(failures, () => 0), 0);
    expect(totalMs).toBeLessThan(25_000);
  });

  it('stays finite after a thousand failures', () => {
    expect(backoffMs(5000, () => 0)).toBe(7000);
  });
});

describe('the reset of a rate limit', () => {
  const now = Date.UTC(2026, 0, 15, 12);
  const at = now + 30_000;
  const read = (text: string): number | null => resetAt({ 'x-rate-limit-reset-at-utc': text }, now);

  it.each([
    ['ISO with Z', '2026-01-15T12:00:30Z'],
    ['ISO with an offset', '2026-01-15T13:00:30+01:00'],
    ['ISO without a zone, which is UTC', '2026-01-15T12:00:30'],
    ['ISO with a space', '2026-01-15 12:00:30'],
    ['an HTTP date', 'Thu, 15 Jan 2026 12:00:30 GMT'],
    ['epoch seconds', String(at / 1000)],
    ['epoch seconds with a fraction', (at / 1000).toFixed(3)],
    ['epoch milliseconds', String(at)],
    ['seconds from now', '30'],
  ])('is read from %s', (_what, text) => {
    expect(read(text)).toBe(at);
  });

  it.each(['', 'soon', 'NaN', '-5', '0', '2026-01-15T11:59:00Z', '2026-01-16T12:00:00Z', '9e99', '1e400'])(
    'is not believed when it says "%s"',
    (text) => {
      expect(read(text)).toBeNull();
    },
  );

  it("is read from a gateway's Retry-After where Segmind's own header is missing or useless", () => {
    expect(resetAt({ 'retry-after': '30' }, now)).toBe(at);
    expect(resetAt({ 'x-rate-limit-reset-at-utc': 'never', 'retry-after': ['30'] }, now)).toBe(at);
    expect(resetAt({}, now)).toBeNull();
  });
});
