import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { InternalError } from '../../../src/core/errors.ts';
import { isFinalJob, isFinalTake, type JobState, type RenderJob } from '../../../src/core/jobs/job.ts';
import { advanceTake, type TakeEvent } from '../../../src/core/jobs/take-transitions.ts';
import { advanceJob, JOB_TABLE, type JobEvent } from '../../../src/core/jobs/transitions.ts';
import { incoherence, takeEvent } from '../../support/job-events.ts';
import {
  paintedTake,
  sampleConversation,
  sampleFailure,
  sampleJob,
  sampleTake,
} from '../../support/sample-job.ts';

const message = { conversation: sampleConversation, messageId: 'm1' };
const jobEvent: fc.Arbitrary<JobEvent> = fc.constantFrom<JobEvent>(
  { type: 'announced', handle: 'h1', message },
  { type: 'handle_changed', handle: 'h2' },
  { type: 'started', deadlineAt: 5 },
  { type: 'cancel_requested', at: 6 },
  { type: 'takes_ended', at: 7 },
  { type: 'delivered', handle: null, messages: [message], at: 8 },
  { type: 'undeliverable', failure: sampleFailure('platform_gone', { charged: 'yes' }), at: 9 },
  { type: 'reopened', deadlineAt: 10 },
  { type: 'removed' },
  { type: 'shared', at: 11 },
);
type Move = { job: JobEvent } | { take: number; event: TakeEvent };
const moveAtRandom: fc.Arbitrary<Move> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ job: jobEvent }) },
  { weight: 3, arbitrary: fc.record({ take: fc.nat({ max: 2 }), event: takeEvent }) },
);
/** Many at once, of which the first legal one is made: pure chance would hardly ever get as far as a delivery. */
const step = fc.array(moveAtRandom, { minLength: 1, maxLength: 6 });

function apply(job: RenderJob, move: Move): RenderJob {
  if ('job' in move) return advanceJob(job, move.job);
  // As the runner does it: the takes of a job move only while it is under way.
  if (isFinalJob(job) || job.state === 'delivering')
    throw new InternalError('The takes of this job stand still.');
  return {
    ...job,
    takes: job.takes.map((take) => (take.index === move.take ? advanceTake(take, move.event) : take)),
  };
}

/** The job after the first of the moves that is legal; the job itself where none is. */
function applyFirst(job: RenderJob, moves: readonly Move[]): RenderJob {
  for (const move of moves) {
    const before = structuredClone(job);
    try {
      return apply(job, move);
    } catch (error) {
      expect(error).toBeInstanceOf(InternalError);
      expect(job).toEqual(before);
    }
  }
  return job;
}

function jobIncoherence(job: RenderJob): string | null {
  const painted = job.takes.some((take) => take.state === 'painted');
  if (isFinalJob(job) !== (job.finishedAt !== null)) return 'an end without its time, or the other way round';
  if (job.state === 'delivering' || isFinalJob(job)) {
    if (!job.takes.every(isFinalTake)) return 'ended before its takes';
  }
  switch (job.state) {
    case 'delivering':
    case 'delivered':
      return painted ? null : 'delivers nothing';
    case 'failed':
      return job.failure === null ? 'failed without a reason' : null;
    case 'cancelled':
      return !painted && job.takes.some((take) => take.state === 'cancelled') ? null : 'cancelled nothing';
    default:
      return job.failure === null ? null : 'under way and failed';
  }
}

describe('the transitions of a job', () => {
  it('reach no illegal state by any sequence of events of the job and its takes', () => {
    const reached = new Set<JobState>();
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 50, maxLength: 80 }),
        fc.integer({ min: 1, max: 3 }),
        (steps, count) => {
          let job = sampleJob({ takes: Array.from({ length: count }, (_, index) => sampleTake({ index })) });
          for (const moves of steps) {
            job = applyFirst(job, moves);
            expect(jobIncoherence(job)).toBeNull();
            expect(job.takes.map(incoherence).filter((one) => one !== null)).toEqual([]);
            reached.add(job.state);
          }
        },
      ),
      { numRuns: 300, seed: 7 },
    );
    // Otherwise the property would have looked at hardly anything.
    expect([...reached].sort()).toEqual(Object.keys(JOB_TABLE).sort());
  });

  it.each(['accepted', 'rendering', 'delivering'] as const)('lead out of %s to an end', (state) => {
    expect(
      JOB_TABLE[state].some((event) => ['takes_ended', 'delivered', 'undeliverable'].includes(event)),
    ).toBe(true);
  });

  it('deliver when one of the takes is painted, whatever became of the others', () => {
    const job = sampleJob({
      state: 'rendering',
      takes: [paintedTake(0), sampleTake({ index: 1, state: 'cancelled' })],
    });
    expect(advanceJob(job, { type: 'takes_ended', at: 1 }).state).toBe('delivering');
  });

  it('tell of a failed job the most expensive thing that may have happened', () => {
    const takes = [
      sampleTake({ state: 'failed', failure: sampleFailure('blocked') }),
      sampleTake({
        index: 1,
        state: 'failed',
        failure: sampleFailure('expired', { charged: 'unknown', retry: 'user_may' }),
      }),
    ];
    const failed = advanceJob(sampleJob({ state: 'rendering', takes }), { type: 'takes_ended', at: 1 });
    expect(failed).toMatchObject({
      state: 'failed',
      failure: { code: 'expired', charged: 'unknown', retry: 'user_may' },
    });
  });

  it('keep the handle of a final job only where a check may still need its message', () => {
    const ended = (code: 'deadline' | 'blocked'): RenderJob =>
      advanceJob(
        sampleJob({
          state: 'rendering',
          handle: 'secret',
          takes: [
            sampleTake({ state: 'failed', requestId: 'r1', submittedAt: 1, failure: sampleFailure(code) }),
          ],
        }),
        { type: 'takes_ended', at: 1 },
      );
    expect(ended('deadline').handle).toBe('secret');
    expect(ended('blocked').handle).toBeNull();
  });

  it('publish a private job once', () => {
    const shared = advanceJob(sampleJob({ state: 'delivered' }), { type: 'shared', at: 1 });
    expect(() => advanceJob(shared, { type: 'shared', at: 2 })).toThrow(InternalError);
  });
});
