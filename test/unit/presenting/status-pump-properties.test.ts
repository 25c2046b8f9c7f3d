import fc from 'fast-check';
import { expect, it } from 'vitest';

import { PlatformError } from '../../../src/core/errors.ts';
import { INTERVAL_MS, pumpFixture, viewNamed } from '../../support/pump-fixture.ts';

type Step =
  | { kind: 'push'; name: string }
  | { kind: 'wait'; ms: number }
  | { kind: 'fail'; reason: 'unavailable' | 'rate_limited' | 'outcome_unknown' | 'rejected' };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('push' as const), name: fc.constantFrom('a', 'b', 'c', 'd') }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(3 * INTERVAL_MS) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('fail' as const),
        reason: fc.constantFrom('unavailable', 'rate_limited', 'outcome_unknown', 'rejected'),
      }),
    },
  ),
  { maxLength: 30 },
);

/** Longer than every back-off that the steps can add up to. */
const LONG_MS = 3_600_000;

it('never hurries, never overlaps, and ends with the last view, whatever comes', async () => {
  await fc.assert(
    fc.asyncProperty(
      steps,
      fc.array(fc.nat(2 * INTERVAL_MS), { minLength: 1 }),
      async (script, durations) => {
        let send = 0;
        const { pump, clock, sent, spans, failNext } = pumpFixture(
          () => durations[send++ % durations.length] ?? 0,
        );
        for (const step of script) {
          if (step.kind === 'push') pump.push(viewNamed(step.name));
          if (step.kind === 'wait') await clock.advance(step.ms);
          if (step.kind === 'fail')
            failNext(new PlatformError(step.reason, 'As told.', { retryAfterMs: 5000 }));
        }
        await clock.advance(LONG_MS);
        const pushed = script.flatMap((step) => (step.kind === 'push' ? step.name : []));
        const hadRejection = script.some((step) => step.kind === 'fail' && step.reason === 'rejected');
        // A rejected view is given up, so only scripts without one promise that the last pushed view is the last sent.
        expect(sent().at(-1)).toBe(hadRejection ? sent().at(-1) : pushed.at(-1));

        const finished = pump.finish(viewNamed('end')).catch((error: unknown) => error);
        await clock.advance(LONG_MS);
        await finished;
        pump.push(viewNamed('late'));
        await clock.advance(LONG_MS);

        expect(sent().at(-1)).toBe('end');
        for (const [index, span] of spans.entries()) {
          const before = spans[index - 1];
          if (!before) continue;
          expect(before.endedAt).not.toBeNull();
          expect(span.startedAt - (before.endedAt ?? Infinity)).toBeGreaterThanOrEqual(INTERVAL_MS);
        }
      },
    ),
    { numRuns: 200 },
  );
});
