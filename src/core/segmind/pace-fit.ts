/** A normal distribution of logarithms: the median duration and how far durations scatter around it. */
export interface LogFit {
  centre: number;
  /** Standard deviation. */
  spread: number;
}

type Numbers = Pick<readonly number[], 'length'> & Readonly<Record<number, number>>;

export const MIN_SPREAD = 0.02;
export const MAX_SPREAD = 2;

/** A value counts for at most so many standard deviations: one stuck job neither proves a change nor widens the schedule much. */
const CLIP_SCORE = 3;
/** The starting spread weighs like so many values. */
const START_WEIGHT = 12;
/** The quartiles of a normal distribution lie so many standard deviations apart. */
const NORMAL_QUARTILES = 1.349;

/**
 * Fits at least one logarithm. A few wild values hardly move it: the quartiles tell what is wild, and what is wild is clipped before
 * mean and variance are taken. While values are few the spread leans on `startSpread`.
 */
export function fitLogs(logs: readonly number[], startSpread: number): LogFit {
  const sorted = Float64Array.from(logs).sort();
  const median = quantile(sorted, 0.5);
  const quartileSpread = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / NORMAL_QUARTILES;
  const rough = towardsStart(quartileSpread ** 2, logs.length, startSpread);
  const mean = clippedMean(sorted, median, rough);
  const variance = meanOf(sorted, (log) => (clip((log - median) / rough) - mean) ** 2);
  return {
    centre: median + mean * rough,
    spread: towardsStart(
      (variance * rough ** 2 * logs.length) / Math.max(1, logs.length - 1),
      logs.length,
      startSpread,
    ),
  };
}

/** The mean distance from `centre` in spreads, each value counting for at most three. */
export function clippedMean(logs: Numbers, centre: number, spread: number): number {
  return meanOf(logs, (log) => clip((log - centre) / spread));
}

/** The value below which that share of the sorted values lies, interpolated; 0 for none. */
export function quantile(sorted: Numbers, share: number): number {
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? 0;
  const above = sorted[Math.ceil(position)] ?? below;
  return below + (above - below) * (position - Math.floor(position));
}

function towardsStart(variance: number, count: number, startSpread: number): number {
  const degrees = Math.max(0, count - 1);
  const pooled = (START_WEIGHT * startSpread ** 2 + degrees * variance) / (START_WEIGHT + degrees);
  return Math.min(MAX_SPREAD, Math.max(MIN_SPREAD, Math.sqrt(pooled)));
}

function clip(score: number): number {
  return Math.min(CLIP_SCORE, Math.max(-CLIP_SCORE, score));
}

function meanOf(values: Numbers, of: (value: number) => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += of(values[i] ?? 0);
  return sum / values.length;
}
