import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { cleanPrompt } from '../../../src/core/prompt/clean.ts';
import { excerpt } from '../../../src/core/prompt/excerpt.ts';
import { flagNamed, PROMPT_FLAGS } from '../../../src/core/prompt/flags.ts';
import { editDistance, nearestRatio, nearestWord } from '../../../src/core/prompt/nearest.ts';
import { parsePrompt } from '../../../src/core/prompt/parse.ts';
import { ASPECT_RATIOS } from '../../../src/core/segmind/parameters.ts';
import { anyText } from './any-text.ts';

describe('excerpt', () => {
  it('leaves a text that fits as it is', () => {
    expect(excerpt('a fox', 5)).toBe('a fox');
  });

  it('ends a longer one with an ellipsis within its bound', () => {
    expect(excerpt('a red fox', 6)).toBe('a red…');
    expect(excerpt('a red fox', 7)).toBe('a red…');
    expect(excerpt('a red fox', 0)).toBe('');
  });

  it.each([
    ['ab👩‍👩‍👧‍👦cd', 'ab…'],
    ['ab🇩🇪cdef', 'ab…'],
    ['abe\u0301\u0302\u0303fg', 'ab…'],
    ['ab👍🏽cde', 'ab…'],
  ])('cuts no character in two: %s', (text, clipped) => {
    expect(excerpt(text, 5)).toBe(clipped);
  });

  it('stays within its bound and well-formed for any text', () => {
    fc.assert(
      fc.property(anyText(40), fc.nat(30), (text, maxChars) => {
        const clipped = excerpt(text.toWellFormed(), maxChars);
        expect(clipped.length).toBeLessThanOrEqual(maxChars);
        expect(clipped.isWellFormed()).toBe(true);
      }),
    );
  });

  it('looks at no more of a text than it shows', () => {
    const text = 'e\u0301'.repeat(500_000);
    excerpt(text, 20);
    const startedAt = performance.now();
    for (let times = 0; times < 20; times += 1) excerpt(text, 20);
    // Dividing all of it takes a second each time; its beginning takes microseconds.
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});

describe('cleanPrompt', () => {
  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(anyText(40), (text) => {
        const clean = cleanPrompt(text);
        expect(cleanPrompt(clean)).toBe(clean);
        expect(clean.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('the nearest word', () => {
  it.each([
    ['', 'abc', 3],
    ['seed', 'seed', 0],
    ['sede', 'seed', 1],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3],
  ])('is found by counting slips: %s → %s takes %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });

  it('is null where nothing is near', () => {
    expect(nearestWord('banana', ['seed', 'ar'])).toBeNull();
    expect(nearestWord('', ['ar'])).toBeNull();
    expect(nearestWord('seed'.repeat(1000), ['seed'])).toBeNull();
  });
});

describe('the nearest ratio', () => {
  it.each([
    [7, 3, '21:9'],
    [1920, 1080, '16:9'],
    [1080, 1920, '9:16'],
    [2, 1, '16:9'],
    [1, 2, '9:16'],
    [100, 1, '8:1'],
    [1, 99999, '1:8'],
    [10, 11, '1:1'],
  ])('of %i:%i is %s', (width, height, ratio) => {
    expect(nearestRatio(width, height)).toBe(ratio);
  });

  it('of a ratio of ours is itself', () => {
    for (const ratio of ASPECT_RATIOS) {
      const [width, height] = ratio.split(':').map(Number);
      if (width === undefined || height === undefined) continue;
      expect(nearestRatio(width, height)).toBe(ratio);
    }
  });
});

describe('the table of flags', () => {
  it('shows each flag as it can be typed', () => {
    for (const flag of PROMPT_FLAGS) expect(() => parsePrompt(`a fox ${flag.usage}`)).not.toThrow();
  });

  it('lists only values that can be typed', () => {
    for (const flag of PROMPT_FLAGS)
      for (const value of flag.values)
        expect(() => parsePrompt(`a fox --${flag.name} ${value}`)).not.toThrow();
  });

  it('finds a flag by each of its names', () => {
    for (const flag of PROMPT_FLAGS)
      for (const name of [flag.name, ...flag.aliases]) expect(flagNamed(name)).toBe(flag);
    expect(flagNamed('constructor')).toBeNull();
  });
});
