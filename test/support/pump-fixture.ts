import { createStatusPump, type StatusPump } from '../../src/core/presenting/status-pump.ts';
import type { JobView } from '../../src/core/presenting/view.ts';
import { jobView } from '../../src/core/presenting/views.ts';
import { ManualClock } from './manual-clock.ts';
import { SAMPLE_CREATED_AT, sampleJob } from './sample-job.ts';

export const INTERVAL_MS = 2000;

export interface PumpFixture {
  pump: StatusPump;
  clock: ManualClock;
  /** Headlines in the order in which their sends began, those that failed included. */
  sent: () => string[];
  sentAt: () => number[];
  /** Start and end of each send, in milliseconds of the clock. */
  spans: { startedAt: number; endedAt: number | null }[];
  errors: unknown[];
  failNext: (error: Error) => void;
  /** Keeps the next send under way until the returned function is called. */
  hold: () => () => void;
  abort: (reason: Error) => void;
}

/** A pump over a send that takes `durationMs()` of the clock and fails as it is told. */
export function pumpFixture(durationMs: () => number = () => 0): PumpFixture {
  const clock = new ManualClock();
  const controller = new AbortController();
  const headlines: string[] = [];
  const spans: PumpFixture['spans'] = [];
  const errors: unknown[] = [];
  const faults: Error[] = [];
  const holds: Promise<undefined>[] = [];
  const pump = createStatusPump({
    minUpdateIntervalMs: INTERVAL_MS,
    clock,
    signal: controller.signal,
    onError: (error) => errors.push(error),
    send: async (view) => {
      headlines.push(view.headline);
      const span: PumpFixture['spans'][number] = { startedAt: clock.monotonicMs(), endedAt: null };
      spans.push(span);
      const fault = faults.shift();
      await clock.sleep(durationMs());
      await holds.shift();
      span.endedAt = clock.monotonicMs();
      if (fault) throw fault;
    },
  });
  return {
    pump,
    clock,
    sent: () => [...headlines],
    sentAt: () => spans.map((span) => span.startedAt),
    spans,
    errors,
    failNext: (error) => faults.push(error),
    hold: () => {
      const gate = Promise.withResolvers<undefined>();
      holds.push(gate.promise);
      return () => gate.resolve(undefined);
    },
    abort: (reason) => controller.abort(reason),
  };
}

export function viewNamed(headline: string, changes: Partial<JobView> = {}): JobView {
  const view = jobView(sampleJob(), {
    now: SAMPLE_CREATED_AT,
    placeInLine: null,
    estimateMs: null,
    pricePerImageUsd: 0.042,
  });
  return { ...view, headline, ...changes };
}
