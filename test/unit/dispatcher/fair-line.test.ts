import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { silentLogger } from '../../../src/core/index.ts';
import { FairLine } from '../../../src/store/fair-line.ts';
import { createInProcessDispatcher } from '../../../src/store/index.ts';
import { ManualClock, settle } from '../../support/manual-clock.ts';

type Step = { do: 'push'; person: number; takes: number } | { do: 'shift' } | { do: 'remove'; job: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('push' as const),
    person: fc.integer({ min: 0, max: 4 }),
    takes: fc.integer({ min: 0, max: 4 }),
  }),
  fc.record({ do: fc.constant('shift' as const) }),
  fc.record({ do: fc.constant('remove' as const), job: fc.nat(30) }),
);

/** Walks the steps; returns the line and the jobs that are in it. */
function walk(steps: readonly Step[], afterEach: (line: FairLine) => void = () => undefined): FairLine {
  const line = new FairLine();
  let jobs = 0;
  for (const each of steps) {
    if (each.do === 'push')
      line.push({ jobId: String(jobs++), requesterKey: `person ${String(each.person)}`, takes: each.takes });
    else if (each.do === 'shift') line.shift();
    else line.remove(String(each.job));
    afterEach(line);
  }
  return line;
}

describe('the fair line', () => {
  it('serves in exactly the order of the places that it tells', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const line = walk(steps);
        const places = new Map<string, number | null>();
        for (let job = 0; job < 40; job += 1) {
          const place = line.placeOf(String(job));
          if (place !== null) places.set(String(job), place);
        }
        expect(places.size).toBe(line.length);
        for (let place = 1; line.length > 0; place += 1) {
          expect(places.get(line.peek()?.jobId ?? '')).toBe(place);
          line.shift();
        }
      }),
    );
  });

  it('tells each move, and nothing that did not move', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const known = new Map<string, number>();
        walk(steps, (line) => {
          line.takeMoves((jobId, place) => {
            expect(known.get(jobId)).not.toBe(place);
            expect(known.has(jobId)).toBe(true);
            known.set(jobId, place);
          });
          for (let job = 0; job < 40; job += 1) {
            const place = line.placeOf(String(job));
            if (place === null) known.delete(String(job));
            else if (!known.has(String(job))) known.set(String(job), place);
            expect(known.get(String(job)) ?? null).toBe(place);
          }
        });
      }),
    );
  });

  it('never lets anybody wait for more than one job of each other person, when all ask for as much', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 2, maxLength: 8 }), (counts) => {
        const line = new FairLine();
        counts.forEach((count, person) => {
          for (let job = 0; job < count; job += 1)
            line.push({ jobId: `${String(person)}:${String(job)}`, requesterKey: String(person), takes: 1 });
        });
        counts.forEach((_count, person) => {
          expect(line.placeOf(`${String(person)}:0`)).toBeLessThanOrEqual(counts.length);
        });
      }),
    );
  });

  it('gives the turn of a job that leaves to the next one of its person', () => {
    const line = new FairLine();
    line.push({ jobId: 'a1', requesterKey: 'a', takes: 4 });
    line.push({ jobId: 'a2', requesterKey: 'a', takes: 1 });
    for (const job of ['b1', 'b2']) line.push({ jobId: job, requesterKey: 'b', takes: 3 });
    expect(line.remove('a1')).toBe(true);
    expect(line.remove('a1')).toBe(false);
    line.push({ jobId: 'a3', requesterKey: 'a', takes: 1 });
    expect(['a1', 'a2', 'b1', 'a3', 'b2'].map((job) => line.placeOf(job))).toEqual([null, 1, 2, 3, 4]);
  });

  it('takes everybody for a newcomer after a rest', () => {
    const line = new FairLine();
    line.push({ jobId: 'before', requesterKey: 'returning', takes: 4 });
    line.shift();
    line.rest();
    line.push({ jobId: 'regular 1', requesterKey: 'regular', takes: 1 });
    line.push({ jobId: 'regular 2', requesterKey: 'regular', takes: 1 });
    line.push({ jobId: 'again', requesterKey: 'returning', takes: 1 });
    expect(line.placeOf('again')).toBe(2);
  });
});

describe('places in line, as the dispatcher tells them', () => {
  it('are told when they change, once each, until the listener has had enough', async () => {
    const dispatcher = createInProcessDispatcher({
      maxInFlight: 1,
      clock: new ManualClock(),
      logger: silentLogger,
    });
    const told: [string, number][] = [];
    const end = dispatcher.onPlaceChange((jobId, place) => told.push([jobId, place]));
    dispatcher.onPlaceChange(() => {
      throw new Error('A listener that fails.');
    });
    const ends: (() => void)[] = [];
    dispatcher.start(() => new Promise<void>((resolve) => ends.push(resolve)));
    for (const job of ['a1', 'a2', 'a3', 'b1'])
      dispatcher.enqueue({ jobId: job, requesterKey: job.charAt(0), takes: 1 });
    expect(['a1', 'a2', 'a3', 'b1'].map((job) => dispatcher.placeInLine(job))).toEqual([null, 2, 3, 1]);
    await settle();
    expect(told).toEqual([]);
    ends[0]?.();
    await settle();
    expect(told).toEqual([
      ['a2', 1],
      ['a3', 2],
    ]);
    end();
    ends[1]?.();
    await settle();
    expect(told).toHaveLength(2);
  });

  it('are found among ten thousand without a walk through all of them', () => {
    const dispatcher = createInProcessDispatcher({
      maxInFlight: 1,
      clock: new ManualClock(),
      logger: silentLogger,
    });
    const waiting = 10_000;
    for (let job = 0; job < waiting; job += 1)
      dispatcher.enqueue({ jobId: String(job), requesterKey: String(job % 1000), takes: 1 });
    // Ten people's worth of looks at every job: seconds if each look walked the line, milliseconds by halving.
    const startedMs = performance.now();
    let sum = 0;
    for (let look = 0; look < 10; look += 1)
      for (let job = 0; job < waiting; job += 1) sum += dispatcher.placeInLine(String(job)) ?? 0;
    expect(sum).toBe((10 * waiting * (waiting + 1)) / 2);
    expect(performance.now() - startedMs).toBeLessThan(2000);
  });
});
