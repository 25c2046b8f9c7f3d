import fc from 'fast-check';
import { expect, it } from 'vitest';

import { altText } from '../../../src/core/presenting/alt-text.ts';
import { deliveredJob, paintedTake, samplePicture, sampleRequest } from '../../support/sample-job.ts';

it('says what was asked for', () => {
  expect(altText(deliveredJob(), 0, 1000)).toBe('Painted from the words: a red fox');
});

it('says that an edit had a picture to start from', () => {
  const job = deliveredJob({ request: sampleRequest({ kind: 'edit', prompt: 'make it night' }) });
  expect(altText(job, 0, 1000)).toBe('Painted from a picture and these words: make it night');
});

it('numbers the pictures of a job, also where one request gave several', () => {
  const job = deliveredJob({
    takes: [paintedTake(0), paintedTake(1, { pictures: [samplePicture(), samplePicture()] })],
  });
  expect(altText(job, 2, 1000)).toBe('Painted from the words: a red fox (picture 3 of 3)');
});

it('fits its limit for every prompt, on one line, with no character cut in two', () => {
  const prompts = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(prompts, fc.integer({ min: 1, max: 120 }), (prompt, maxChars) => {
      const job = deliveredJob({
        request: sampleRequest({ prompt }),
        takes: [paintedTake(0), paintedTake(1)],
      });
      const text = altText(job, 1, maxChars);
      expect(text.length).toBeLessThanOrEqual(maxChars);
      expect(text.isWellFormed()).toBe(true);
      expect(text).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
    }),
  );
});

it('keeps the number of the picture when the prompt must be clipped', () => {
  const job = deliveredJob({
    request: sampleRequest({ prompt: 'x'.repeat(10_000) }),
    takes: [paintedTake(0), paintedTake(1)],
  });
  expect(altText(job, 1, 100)).toMatch(/^Painted from the words: x+… \(picture 2 of 2\)$/);
});
