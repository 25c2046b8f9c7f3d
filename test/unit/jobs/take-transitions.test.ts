import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { InternalError } from '../../../src/core/errors.ts';
import { isFinalTake, type Take, type TakeState } from '../../../src/core/jobs/job.ts';
import {
  advanceTake,
  canReopen,
  TAKE_TABLE,
  type TakeEvent,
} from '../../../src/core/jobs/take-transitions.ts';
import { incoherence, takeEvent } from '../../support/job-events.ts';
import { sampleTake } from '../../support/sample-job.ts';

const STATES = Object.keys(TAKE_TABLE) as TakeState[];

/** The take after the event, or as it was where the event is refused. */
function tried(take: Take, event: TakeEvent): Take {
  try {
    return advanceTake(take, event);
  } catch (error) {
    if (error instanceof InternalError) return take;
    throw error;
  }
}

describe('the transitions of a take', () => {
  it('reach no illegal state by any sequence of events, and change nothing when they refuse one', () => {
    fc.assert(
      fc.property(fc.array(takeEvent, { maxLength: 30 }), (events) => {
        let take = sampleTake();
        for (const event of events) {
          const before = structuredClone(take);
          const next = tried(take, event);
          expect(take).toEqual(before);
          expect([next.index, next.seed]).toEqual([take.index, take.seed]);
          // An id that is known is never lost or replaced.
          expect([null, next.requestId]).toContain(take.requestId);
          expect(incoherence(next)).toBeNull();
          take = next;
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('refuse every move that is not in the table', () => {
    fc.assert(
      fc.property(fc.constantFrom(...STATES), takeEvent, (state, event) => {
        fc.pre(TAKE_TABLE[state][event.type] === undefined);
        expect(() => advanceTake(sampleTake({ state }), event)).toThrow(InternalError);
      }),
    );
  });

  it.each(STATES.filter((state) => !isFinalTake({ state })))('lead out of %s to an end', (start) => {
    const seen = new Set<TakeState>([start]);
    for (const state of seen) for (const next of Object.values(TAKE_TABLE[state])) seen.add(next);
    expect([...seen].some((state) => isFinalTake({ state }))).toBe(true);
  });

  it('buy a failed take never again: only one that ran past the deadline is followed on, by its own id', () => {
    const late = sampleTake({
      state: 'failed',
      requestId: 'r1',
      submittedAt: 1,
      failure: { code: 'deadline', charged: 'unknown', retry: 'user_may', detail: null },
    });
    expect(advanceTake(late, { type: 'reopened' })).toMatchObject({
      state: 'queued',
      requestId: 'r1',
      failure: null,
    });
    const lost = { ...late, requestId: null };
    expect(canReopen(lost)).toBe(false);
    expect(() => advanceTake(lost, { type: 'reopened' })).toThrow(InternalError);
  });

  it('go on from the addresses of a result that could not be fetched in time', () => {
    const late = sampleTake({
      state: 'failed',
      requestId: 'r1',
      submittedAt: 1,
      outputUrls: ['https://images.segmind.com/a.jpg'],
      failure: { code: 'deadline', charged: 'yes', retry: 'user_may', detail: null },
    });
    expect(advanceTake(late, { type: 'reopened' }).state).toBe('fetching');
  });

  it('learn what another job was told of their request, and never that what is paid is not', () => {
    const unsure = { code: 'deadline', charged: 'unknown', retry: 'user_may', detail: null } as const;
    const late = sampleTake({ state: 'failed', requestId: 'r1', submittedAt: 1, failure: unsure });
    const blocked = { code: 'blocked', charged: 'no', retry: 'never', detail: null } as const;
    const learned = { type: 'learned', failure: blocked, costUsd: null, outputUrls: null } as const;
    expect(advanceTake(late, learned)).toEqual({ ...late, failure: blocked });
    const paid = { ...late, failure: { ...unsure, charged: 'yes' as const }, costUsd: 0.042 };
    expect(advanceTake(paid, learned)).toMatchObject({ failure: { charged: 'yes' }, costUsd: 0.042 });
    expect(() => advanceTake({ ...late, failure: blocked }, learned)).toThrow(InternalError);
  });
});
