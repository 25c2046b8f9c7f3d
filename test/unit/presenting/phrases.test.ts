import { describe, expect, it } from 'vitest';

import {
  countText,
  dollarsText,
  durationText,
  estimateText,
  ordinalText,
  waitText,
} from '../../../src/core/presenting/phrases.ts';
import { oneLine } from '../../../src/core/presenting/plain-text.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('figures in words', () => {
  it.each([
    [-5, '0 s'],
    [999, '0 s'],
    [59_999, '59 s'],
    [MINUTE, '1 min'],
    [MINUTE + 5000, '1 min 5 s'],
    [3 * HOUR + 20 * MINUTE, '3 h 20 min'],
    [24 * HOUR, '1 day'],
    [50 * HOUR, '2 days 2 h'],
  ])('tell %d ms that have passed as "%s"', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });

  it.each([
    [0, '1 s'],
    [1, '1 s'],
    [1001, '2 s'],
    [59_001, '1 min'],
    [HOUR + 1, '1 h 1 min'],
    [3 * HOUR + 19 * MINUTE + 1, '3 h 20 min'],
    [24 * HOUR + 1, '1 day 1 h'],
  ])('tell %d ms to wait as "%s", never too short', (ms, text) => {
    expect(waitText(ms)).toBe(text);
  });

  it.each([
    [200, '1 s'],
    [12_400, '12 s'],
    [99_000, '99 s'],
    [130_000, '2 min'],
  ])('tell an estimate of %d ms as "%s"', (ms, text) => {
    expect(estimateText(ms)).toBe(text);
  });

  it.each([
    [0, '$0.00'],
    [0.042, '$0.042'],
    [0.042 * 3, '$0.126'],
    [0.1, '$0.10'],
    [10, '$10.00'],
    [1234.5678, '$1234.5678'],
  ])('tell %d dollars as "%s"', (usd, text) => {
    expect(dollarsText(usd)).toBe(text);
  });

  it('number places and count things as English does', () => {
    expect([1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111].map(ordinalText)).toEqual([
      '1st',
      '2nd',
      '3rd',
      '4th',
      '11th',
      '12th',
      '13th',
      '21st',
      '22nd',
      '101st',
      '111th',
    ]);
    expect([0, 1, 2].map((count) => countText(count, 'picture'))).toEqual([
      '0 pictures',
      '1 picture',
      '2 pictures',
    ]);
  });
});

describe('plain text', () => {
  it('is one line without controls, direction marks and broken characters', () => {
    expect(oneLine(' a\r\n\tb\u0000 \u202Ec\u2067 \uD800 d\u2028')).toBe('a b c \uFFFD d');
  });

  it('keeps what joins emoji', () => {
    expect(oneLine('👩‍🎨')).toBe('👩‍🎨');
  });
});
