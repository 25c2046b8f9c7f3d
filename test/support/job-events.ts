import fc from 'fast-check';

import type { Charged } from '../../src/core/errors.ts';
import type { Take } from '../../src/core/jobs/job.ts';
import type { TakeEvent } from '../../src/core/jobs/take-transitions.ts';
import { samplePicture } from './sample-job.ts';

const charged = fc.constantFrom<Charged>('no', 'yes', 'unknown');
const failure = fc.record({
  code: fc.constantFrom('deadline', 'blocked', 'result_lost', 'submit_outcome_unknown' as const),
  charged,
  retry: fc.constantFrom('never', 'user_may' as const),
  detail: fc.constant(null),
});
/** What goes on as usual comes more often, or hardly any sequence would get as far as a picture. */
const USUAL = 6;
export const takeEvent: fc.Arbitrary<TakeEvent> = fc.oneof(
  { weight: USUAL, arbitrary: fc.constant({ type: 'submit_started' } as const) },
  { weight: 1, arbitrary: fc.constant({ type: 'submit_withdrawn' } as const) },
  {
    weight: USUAL,
    arbitrary: fc.record({
      type: fc.constant('submitted' as const),
      requestId: fc.constantFrom('', 'r1', 'r2'),
      at: fc.nat(),
    }),
  },
  { weight: USUAL, arbitrary: fc.constant({ type: 'processing' } as const) },
  {
    weight: USUAL,
    arbitrary: fc.record({
      type: fc.constant('completed' as const),
      outputUrls: fc.constantFrom<string[]>([], ['https://images.segmind.com/a.jpg']),
      costUsd: fc.constantFrom(null, 0.042),
    }),
  },
  {
    weight: USUAL,
    arbitrary: fc.record({
      type: fc.constant('painted' as const),
      pictures: fc.constantFrom([], [samplePicture()]),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('failed' as const), failure }) },
  { weight: 1, arbitrary: fc.constant({ type: 'cancelled' } as const) },
  { weight: 1, arbitrary: fc.constant({ type: 'reopened' } as const) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('learned' as const),
      failure,
      costUsd: fc.constantFrom(null, 0.042),
      outputUrls: fc.constant(null),
    }),
  },
);

/** What must be true of a take, however it came to be. */
export function incoherence(take: Take): string | null {
  const isKnown = take.requestId !== null && take.submittedAt !== null;
  switch (take.state) {
    case 'waiting':
    case 'submitting':
      return take.requestId === null && take.failure === null ? null : 'bought before it was submitted';
    case 'queued':
    case 'processing':
      return isKnown && take.failure === null ? null : 'followed without an id';
    case 'fetching':
      return isKnown && take.outputUrls !== null ? null : 'fetched from nowhere';
    case 'painted':
      return isKnown && take.pictures !== null && take.failure === null ? null : 'painted without a picture';
    case 'failed':
      return take.failure !== null && !take.mayStillBill ? null : 'failed without a reason';
    case 'cancelled':
      return take.mayStillBill === (take.requestId !== null)
        ? null
        : 'cancelled with a wrong word on the bill';
  }
}
