import { expect, it } from 'vitest';

import { deliveredJob, failedTake, paintedTake, sampleJob, samplePicture } from '../../support/sample-job.ts';
import { fateOf, isTwice } from '../../torture/verdict.ts';

const [first, second] = ['a'.repeat(64), 'b'.repeat(64)];
const takes = [paintedTake(0), paintedTake(1, { pictures: [samplePicture({ hash: second })] })];
const UNKNOWN = failedTake(1, 'submit_outcome_unknown');

it.each([
  ['delivered', 'with all that was painted for it', deliveredJob({ takes }), [[first, second]]],
  ['lost', 'without one of its pictures', deliveredJob({ takes }), [[first]]],
  ['lost', 'with a picture of another job', deliveredJob(), [[first, second]]],
  ['lost', 'without a post', deliveredJob(), []],
  ['lost', 'that never ended', sampleJob({ takes, state: 'delivering' }), [[first, second]]],
  ['lost', 'that was cancelled by nobody', sampleJob({ state: 'cancelled' }), []],
  ['unknown', 'with a submit of unknown outcome', sampleJob({ takes: [UNKNOWN], state: 'failed' }), []],
  ['unknown', 'of which half came', deliveredJob({ takes: [paintedTake(0), UNKNOWN] }), [[first]]],
  ['failed', 'with a reason', sampleJob({ takes: [failedTake(0, 'blocked')], state: 'failed' }), []],
  ['lost', 'that failed with a paid picture', sampleJob({ takes: [paintedTake()], state: 'failed' }), []],
] as const)('counts as %s a job %s', (fate, _what, job, posts) => {
  expect(fateOf(job, posts)).toBe(fate);
});

it('sees a picture that stands twice, in one post or in two', () => {
  expect([[], [[first, second]], [[first, first]], [[first], [first]]].map(isTwice)).toEqual([
    false,
    false,
    true,
    true,
  ]);
});
