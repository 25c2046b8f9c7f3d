import {
  compare,
  crossed,
  holdsBounds,
  holdsBoundsUnlearned,
  MIXES,
  type Comparison,
  type Plot,
  type Schedule,
} from '../test/support/pace-simulation.ts';
import { table, type BenchReport, type BenchRun } from './report.ts';

/** 100 histories of 200 jobs, so that no single lucky history makes the figures. */
const HISTORIES = 100;
const JOBS_EACH = 200;
const LEARNED = 100;
/** Jobs after a change of the service before the bounds hold again. */
const SETTLED = 30;

interface Section {
  key: string;
  title: string;
  plots: readonly Plot[];
  holds: (comparison: Comparison) => boolean;
}

const size = { histories: HISTORIES, jobsEach: JOBS_EACH };

const SECTIONS: readonly Section[] = [
  {
    key: 'learned',
    title: `After learning from ${LEARNED} jobs (bounds: fewer looks than every 1.0 s, at most half its delay)`,
    plots: MIXES.map((mix) => ({ ...size, mix, learned: LEARNED })),
    holds: holdsBounds,
  },
  {
    key: 'twiceAsSlow',
    title: `The service becomes twice as slow: from the ${SETTLED + 1}st job after, same bounds`,
    plots: MIXES.map((mix) => ({ ...size, mix, learned: LEARNED, factor: 2, skip: SETTLED })),
    holds: holdsBounds,
  },
  {
    key: 'twiceAsFast',
    title: `The service becomes twice as fast: from the ${SETTLED + 1}st job after, same bounds`,
    plots: MIXES.map((mix) => ({ ...size, mix, learned: LEARNED, factor: 0.5, skip: SETTLED })),
    holds: holdsBounds,
  },
  {
    key: 'unlearned',
    title: 'Before any learning (bounds: neither more than a quarter worse than every 1.0 s)',
    plots: MIXES.map((mix) => ({ ...size, mix, learned: 0 })),
    holds: holdsBoundsUnlearned,
  },
  {
    key: 'unlearnedCrossed',
    title: 'Before any learning, asked for at the other thinking level (same bounds)',
    plots: MIXES.map((mix) => ({ ...size, mix: crossed(mix), learned: 0 })),
    holds: holdsBoundsUnlearned,
  },
];

/** How soon a finished render is noticed, and with how many looks, on simulated durations. Deterministic. */
export const run: BenchRun = () => {
  const lines: string[] = [];
  const result: Record<string, unknown> = { jobsPerRow: HISTORIES * JOBS_EACH };
  for (const section of SECTIONS) {
    const found = section.plots.map((plot) => ({ name: plot.mix.name, ...compare(plot) }));
    lines.push(
      '',
      section.title,
      ...table(
        [
          'durations',
          'ours: delay s',
          'looks',
          'every 1.0 s: delay s',
          'looks',
          'every 0.5 s: delay s',
          'looks',
          'holds',
        ],
        found.map((row) => [
          row.name,
          row.ours.delayS.toFixed(3),
          row.ours.looks.toFixed(2),
          row.everySecond.delayS.toFixed(3),
          row.everySecond.looks.toFixed(2),
          row.everyHalfSecond.delayS.toFixed(3),
          row.everyHalfSecond.looks.toFixed(2),
          section.holds(row) ? 'yes' : 'NO',
        ]),
      ),
    );
    result[section.key] = found.map((row) => ({
      name: row.name,
      ours: rounded(row.ours),
      everySecond: rounded(row.everySecond),
      everyHalfSecond: rounded(row.everyHalfSecond),
      holds: section.holds(row),
    }));
  }
  const report: BenchReport = {
    title: `pace: when a finished render is noticed (simulated clock, ${HISTORIES * JOBS_EACH} jobs a row)`,
    lines,
    result,
  };
  return Promise.resolve(report);
};

function rounded(schedule: Schedule): Schedule {
  return { delayS: Number(schedule.delayS.toFixed(4)), looks: Number(schedule.looks.toFixed(4)) };
}
