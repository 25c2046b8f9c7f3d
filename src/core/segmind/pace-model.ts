import { SECOND_MS } from '../time.ts';
import { fitLogs, quantile } from './pace-fit.ts';
import type { PaceMemory } from './pace-memory.ts';
import type { PlanInput } from './pace-plan.ts';
import type { RenderProfile } from './types.ts';

/**
 * Median durations to start from, by thinking level: Segmind's model page says "about four seconds" and, with thinking, 12.88 s
 * on average. Drawn together here, because either level may behave like the other on a day.
 */
const PRIOR_MEDIAN_MS = { minimal: 5 * SECOND_MS, high: 9 * SECOND_MS } as const;
const PRIOR_SPREAD = 0.7;
/** The prior counts for half as much after every so many durations. */
const PRIOR_HALF_LIFE = 3;

/** Three renders in a thousand are taken to follow no rule but survival falling as 1/t: stuck jobs are looked at, ever more rarely. */
const TAIL_SHARE = 0.003;

/**
 * What a look may cost. The measure is the official SDK's look at every full second: half a second of delay for about one look a
 * second. We want at most half of that delay and yet fewer looks, so a quarter of a second is worth all its looks; with
 * this rate both come out equally far below, measured for means from 2 to 25 s. Unlearned, half the delay is not to be had
 * without many more looks, and a look weighs more.
 */
const LEARNED_DELAY_MS = 0.224 * SECOND_MS;
const UNLEARNED_DELAY_MS = 0.42 * SECOND_MS;
/** A render of minutes need not be noticed as sharply: a thousandth of the duration more is no loss. */
const DELAY_SHARE = 0.001;

/** How far the plan reaches on either side of the median, in spreads: 3.5 standard deviations leave out two in ten thousand. */
const RANGE_SCORE = 3.5;
/** Below this share the prior no longer widens the range of the plan. */
const FORGOTTEN_SHARE = 0.01;

/** The median of the recent durations in milliseconds; null when there are none. */
export function medianMs(memory: PaceMemory): number | null {
  if (memory.durationsMs.length === 0) return null;
  return quantile(
    [...memory.durationsMs].sort((a, b) => a - b),
    0.5,
  );
}

/**
 * The next duration by what is remembered, ready to be planned for: a lognormal distribution fitted to the recent durations, mixed
 * with a wide prior while they are few, and with a heavy tail always.
 */
export function durationModel(thinkingLevel: RenderProfile['thinkingLevel'], memory: PaceMemory): PlanInput {
  const count = memory.durationsMs.length;
  const prior = { centre: Math.log(PRIOR_MEDIAN_MS[thinkingLevel]), spread: PRIOR_SPREAD };
  const learned = count === 0 ? prior : fitLogs(memory.durationsMs.map(Math.log), memory.spread);
  const priorShare = 0.5 ** (count / PRIOR_HALF_LIFE);
  const mixed = (priorValue: number, learnedValue: number): number =>
    priorShare * priorValue + (1 - priorShare) * learnedValue;

  const survival = (elapsedMs: number): number => {
    if (elapsedMs <= 0) return 1;
    const log = Math.log(elapsedMs);
    const body = mixed(
      normalAbove((log - prior.centre) / prior.spread),
      normalAbove((log - learned.centre) / learned.spread),
    );
    const tail = Math.min(1, Math.exp(learned.centre - log));
    return (1 - TAIL_SHARE) * body + TAIL_SHARE * tail;
  };

  const meanMs = mixed(Math.exp(prior.centre), Math.exp(learned.centre + learned.spread ** 2 / 2));
  const delayMs = mixed(UNLEARNED_DELAY_MS, LEARNED_DELAY_MS) + DELAY_SHARE * meanMs;
  // Even a render of milliseconds takes one look: without this bound its looks would cost seconds each.
  const looksOfFixed = Math.max(1, meanMs / SECOND_MS);
  const widest = priorShare < FORGOTTEN_SHARE ? learned.spread : Math.max(learned.spread, prior.spread);
  return {
    survival,
    lookCostMs: delayMs / looksOfFixed,
    fromMs: Math.exp(learned.centre - RANGE_SCORE * widest),
    toMs: Math.exp(learned.centre + RANGE_SCORE * widest),
  };
}

/** The share of a standard normal distribution above `score` (Abramowitz & Stegun 26.2.17, exact to 7 digits). */
function normalAbove(score: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(score));
  const density = Math.exp((-score * score) / 2) / Math.sqrt(2 * Math.PI);
  const tail =
    density *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return score > 0 ? tail : 1 - tail;
}
