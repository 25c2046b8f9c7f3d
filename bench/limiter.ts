import { createPace } from '../src/core/segmind/pace.ts';
import { createRequestLimiter } from '../src/core/segmind/limiter.ts';
import { MINUTE_MS, SECOND_MS } from '../src/core/time.ts';
import { ManualClock } from '../test/support/manual-clock.ts';
import { drawMs, profileOf, seededRandom } from '../test/support/pace-simulation.ts';
import { table, type BenchRun } from './report.ts';

const JOBS_IN_FLIGHT = [1, 2, 5, 10, 20] as const;
const JOBS = 1000;
const PEOPLE = 5;
const KIND = { thinkingLevel: 'high', medianS: 12, spread: 0.2 } as const;
const LIMIT = { requestsPerMinute: 60, burst: 20 } as const;

interface Crowd {
  jobsInFlight: number;
  widened: boolean;
  looks: number;
  /** Mean time in the limiter's line before a look. */
  waitS: number;
  delayS: number;
  jobsPerMinute: number;
}

/** Many jobs that share one budget of requests: how long they stand in line, and how late they notice. Deterministic. */
export const run: BenchRun = async () => {
  const rows: Crowd[] = [];
  for (const jobsInFlight of JOBS_IN_FLIGHT) {
    for (const widened of [false, true]) rows.push(await simulate(jobsInFlight, widened));
  }
  return {
    title: `limiter: jobs of 12 s at ${LIMIT.requestsPerMinute} requests a minute, burst ${LIMIT.burst} (simulated clock, ${JOBS} jobs a row)`,
    lines: table(
      ['in flight', 'looks widen', 'looks a job', 'line s', 'delay s', 'jobs a minute'],
      rows.map((row) => [
        String(row.jobsInFlight),
        row.widened ? 'yes' : 'no',
        row.looks.toFixed(2),
        row.waitS.toFixed(2),
        row.delayS.toFixed(2),
        row.jobsPerMinute.toFixed(2),
      ]),
    ),
    result: { ...LIMIT, jobsPerRow: JOBS, rows },
  };
};

/** Every job is a submit, looks until it is done, and a result; as soon as one ends the next one starts. */
async function simulate(jobsInFlight: number, widened: boolean): Promise<Crowd> {
  const clock = new ManualClock({ autoAdvance: true });
  const limiter = createRequestLimiter({ ...LIMIT, clock });
  const random = seededRandom(1);
  const pace = createPace();
  const profile = profileOf(KIND);
  for (let job = 0; job < 100; job += 1) pace.learn(profile, drawMs(random, KIND));

  let started = 0;
  let looks = 0;
  let waitMs = 0;
  let delayMs = 0;
  const lookUntilDone = async (person: string, durationMs: number): Promise<void> => {
    const submittedAt = clock.now();
    for (;;) {
      const plannedMs = pace.nextDelayMs(profile, clock.now() - submittedAt);
      await clock.sleep(plannedMs * (widened ? limiter.stretch() : 1));
      const joinedAt = clock.now();
      await limiter.acquire(person);
      looks += 1;
      waitMs += clock.now() - joinedAt;
      const lateMs = clock.now() - submittedAt - durationMs;
      if (lateMs < 0) continue;
      delayMs += lateMs;
      return;
    }
  };
  const work = async (person: string): Promise<void> => {
    while (started < JOBS) {
      started += 1;
      await limiter.acquire(person);
      await lookUntilDone(person, drawMs(random, KIND));
      await limiter.acquire(person);
    }
  };
  await Promise.all(Array.from({ length: jobsInFlight }, (_, i) => work(`person ${i % PEOPLE}`)));
  return {
    jobsInFlight,
    widened,
    looks: looks / JOBS,
    waitS: waitMs / looks / SECOND_MS,
    delayS: delayMs / JOBS / SECOND_MS,
    jobsPerMinute: (JOBS * MINUTE_MS) / clock.monotonicMs(),
  };
}
