import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  errorWords,
  parseBalance,
  parseJson,
  parseMetrics,
  parseOutputUrls,
  parseResultSeed,
  parseStatusWord,
  parseSubmitAnswer,
  parseText,
  parseUploadAnswer,
  submitBody,
} from '../../../src/core/segmind/wire.ts';
import { input } from '../../support/segmind-rig.ts';

const A = 'https://images.segmind.com/generations/a.jpeg';
const B = 'https://images.segmind.com/generations/b.jpeg';

describe('the addresses of a result', () => {
  it.each([
    ['images', { images: [{ url: A }, { url: B }] }, [A, B]],
    ['images before output', { images: [{ url: A }], output: B }, [A]],
    ['the same one once', { images: [{ url: A }, { url: A }] }, [A]],
    ['output as a string', { output: A }, [A]],
    ['output beside empty images', { images: [], output: A }, [A]],
    ['output as a list', { output: [A, B] }, [A, B]],
    ['output as an object', { output: { url: A } }, [A]],
    ['output as a list of objects', { output: [{ url: A }, { url: B }] }, [A, B]],
    ['what is sound among what is not', { images: [null, 7, { url: '' }, { url: B }] }, [B]],
    ['no other scheme', { output: ['file:///etc/passwd', 'data:image/png;base64,AA', 'javascript:1'] }, []],
    ['none', { output: null }, []],
  ])('are %s', (_what, body, urls) => {
    expect(parseOutputUrls(body)).toEqual(urls);
  });
});

describe('the readers of bodies', () => {
  const READERS = [
    parseBalance,
    parseMetrics,
    parseOutputUrls,
    parseResultSeed,
    parseStatusWord,
    parseSubmitAnswer,
    parseText,
    parseUploadAnswer,
    errorWords,
  ] as const;

  it('take any JSON without throwing', () => {
    const field = fc.constantFrom(
      'status',
      'images',
      'output',
      'url',
      'metrics',
      'error',
      'detail',
      'seed',
      'text',
    );
    const body = fc.oneof(fc.jsonValue(), fc.dictionary(field, fc.jsonValue({ maxDepth: 4 })));
    fc.assert(
      fc.property(body, (value) => {
        for (const read of READERS) read(value);
        for (const url of parseOutputUrls(value)) expect(url).toMatch(/^https?:/i);
      }),
    );
  });

  it('survive a body of nothing but brackets', () => {
    const depth = 100_000;
    const nested = parseJson(Buffer.from('{"output":' + '['.repeat(depth) + ']'.repeat(depth) + '}'));
    expect(parseOutputUrls(nested)).toEqual([]);
    const errors = parseJson(Buffer.from('{"error":'.repeat(depth) + '"deep"' + '}'.repeat(depth)));
    expect(errorWords(errors)).toBe('');
  });

  it('find every address again, in order, wherever the service puts it', () => {
    const urls = fc.uniqueArray(fc.webUrl(), { minLength: 1, maxLength: 4 });
    const shape = fc.constantFrom(
      (all: string[]) => ({ images: all.map((url) => ({ url })) }),
      (all: string[]) => ({ images: [], output: all }),
      (all: string[]) => ({ output: all.map((url) => ({ url })) }),
    );
    fc.assert(
      fc.property(urls, shape, (all, make) => {
        expect(parseOutputUrls(make(all))).toEqual(all);
      }),
    );
  });

  it('know a state in any case, and clip what they do not know', () => {
    expect(parseStatusWord({ status: ' Completed ' })).toBe('completed');
    expect(parseStatusWord({ status: 'toString' })).toEqual({ unknown: 'toString' });
    expect(parseStatusWord({ status: 'x'.repeat(1000) })).toEqual({ unknown: `${'x'.repeat(40)}…` });
    expect(parseStatusWord({ status: '' })).toBeNull();
    expect(parseStatusWord('COMPLETED')).toBeNull();
  });

  it('take no nonsense for a measure', () => {
    expect(
      parseMetrics({ metrics: { total_time: -1, queue_time: 'soon', inference_time: '4.06', cost: null } }),
    ).toEqual({ queueMs: null, inferenceMs: 4060, totalMs: null, costUsd: null, remainingCreditsUsd: null });
    expect(parseMetrics({ metrics: null })).toMatchObject({ totalMs: null });
    expect(parseResultSeed({ seed: 'abc' })).toBeNull();
    expect(parseResultSeed({ seed: 0 })).toBe(0);
  });

  it('read the upload answer of today and the older one', () => {
    expect(parseUploadAnswer({ file_urls: [A], urls: [B] })).toBe(A);
    expect(parseUploadAnswer({ urls: [B] })).toBe(B);
    expect(parseUploadAnswer({ file_urls: ['file:///x'] })).toBeNull();
  });

  it('find the words of an error in every shape that was seen', () => {
    expect(errorWords({ error: 'not found' })).toBe('not found');
    expect(errorWords({ error: 'invalid_token', error_description: 'The token is bad' })).toBe(
      'The token is bad',
    );
    expect(errorWords({ error: { message: 'deep' } })).toBe('deep');
    expect(errorWords({ detail: [{ msg: 'one' }, { msg: 'two' }] })).toBe('one; two');
    expect(errorWords(undefined)).toBe('');
  });
});

describe('the body of a submit', () => {
  it('is well-formed text even when the prompt ends in half an emoji', () => {
    const body = submitBody(input({ prompt: 'a fox 🦊'.slice(0, -1) }));
    expect(body.isWellFormed()).toBe(true);
    expect(body).not.toMatch(/\\ud8/i);
  });
});
