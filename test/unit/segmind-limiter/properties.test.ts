import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createRequestLimiter } from '../../../src/core/segmind/limiter.ts';
import { MINUTE_MS } from '../../../src/core/time.ts';
import { ManualClock } from '../../support/manual-clock.ts';

interface Call {
  key: string;
  atMs: number;
  /** How long the caller waits in the line before it leaves; null: for ever. */
  patienceMs: number | null;
}

interface Served extends Call {
  servedAtMs: number;
}

const calls: fc.Arbitrary<Call[]> = fc.array(
  fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    atMs: fc.integer({ min: 0, max: 20_000 }),
    patienceMs: fc.option(fc.integer({ min: 0, max: 5000 }), { freq: 2 }),
  }),
  { minLength: 1, maxLength: 40 },
);
const limits = fc.record({
  requestsPerMinute: fc.integer({ min: 30, max: 600 }),
  burst: fc.integer({ min: 1, max: 10 }),
});

async function play(
  limit: { requestsPerMinute: number; burst: number },
  plan: readonly Call[],
): Promise<{ served: Served[]; left: number; clock: ManualClock }> {
  const clock = new ManualClock({ autoAdvance: true });
  const limiter = createRequestLimiter({ ...limit, clock });
  const served: Served[] = [];
  let left = 0;
  await Promise.all(
    plan.map(async (call) => {
      await clock.sleep(call.atMs);
      const patience = new AbortController();
      const acquired = limiter.acquire(call.key, patience.signal);
      if (call.patienceMs !== null) {
        void clock.sleep(call.patienceMs).then(() => patience.abort(new Error('left')));
      }
      await acquired.then(
        () => served.push({ ...call, servedAtMs: clock.monotonicMs() }),
        () => (left += 1),
      );
    }),
  );
  return { served, left, clock };
}

describe('the request limiter, whoever comes and goes', () => {
  it('never lets more than burst + rate · t requests through in any time t', async () => {
    await fc.assert(
      fc.asyncProperty(limits, calls, async (limit, plan) => {
        const { served } = await play(limit, plan);
        const at = served.map((one) => one.servedAtMs).sort((a, b) => a - b);
        for (const [first, fromMs] of at.entries()) {
          for (const [last, toMs] of at.entries()) {
            if (last < first) continue;
            const allowed = limit.burst + ((toMs - fromMs) * limit.requestsPerMinute) / MINUTE_MS;
            expect(last - first + 1).toBeLessThanOrEqual(allowed + 1e-6);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('answers everyone: all are served but those who leave', async () => {
    await fc.assert(
      fc.asyncProperty(limits, calls, async (limit, plan) => {
        const { served, left } = await play(limit, plan);
        expect(served.length + left).toBe(plan.length);
        expect(served.length).toBeGreaterThanOrEqual(plan.filter((call) => call.patienceMs === null).length);
      }),
      { numRuns: 60 },
    );
  });

  it('wastes no request: a line that stays is served as fast as the rate allows', async () => {
    await fc.assert(
      fc.asyncProperty(
        limits,
        fc.integer({ min: 1, max: 30 }),
        fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 20 }),
        async (limit, staying, leavers) => {
          const stay = Array.from({ length: staying }, () => ({ key: 'a', atMs: 0, patienceMs: null }));
          // Leavers stand in front of those who stay and all go before their turn could cost a request after 3 s.
          const leave = leavers.map((patienceMs) => ({ key: 'a', atMs: 0, patienceMs }));
          const { served } = await play(limit, [...leave, ...stay]);
          const lastMs = Math.max(...served.map((one) => one.servedAtMs));
          const neededMs = ((served.length - limit.burst) * MINUTE_MS) / limit.requestsPerMinute;
          // Every sleep ends on a whole millisecond, so that each request may come up to one late.
          expect(lastMs).toBeLessThanOrEqual(Math.max(0, neededMs) + served.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('starves nobody: a newcomer is served within one turn of every other key', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 30 }),
        async (keys, each) => {
          const crowd = Array.from({ length: keys * each }, (_, i) => ({
            key: `crowd ${i % keys}`,
            atMs: 0,
            patienceMs: null,
          }));
          const newcomer = { key: 'newcomer', atMs: 1, patienceMs: null };
          const { served } = await play({ requestsPerMinute: 60, burst: 1 }, [...crowd, newcomer]);
          const turn = served.findIndex((one) => one.key === 'newcomer');
          // One was served at the start by the burst, then at most one of each other key before the newcomer.
          expect(turn).toBeLessThanOrEqual(keys + 1);
        },
      ),
      { numRuns: 40 },
    );
  });
});
