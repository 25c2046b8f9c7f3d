import { createPace, type Pace } from '../../src/core/segmind/pace.ts';
import type { RenderProfile } from '../../src/core/segmind/types.ts';
import { SECOND_MS } from '../../src/core/time.ts';

/** A kind of render: how it is asked for and the lognormal distribution that its durations follow. */
export interface RenderKind {
  thinkingLevel: RenderProfile['thinkingLevel'];
  medianS: number;
  /** Standard deviation of the logarithms. */
  spread: number;
}

/** Kinds of which each is equally likely, so that one kind is a mix too. */
export interface Mix {
  name: string;
  kinds: readonly RenderKind[];
}

/** Means over many jobs: seconds from completion to the look that notices, and looks a job. */
export interface Schedule {
  delayS: number;
  looks: number;
}

export interface Comparison {
  ours: Schedule;
  /** What the official SDK does. */
  everySecond: Schedule;
  everyHalfSecond: Schedule;
}

export interface Plot {
  mix: Mix;
  /** Counts the histories; each starts with a fresh pace. */
  histories: number;
  jobsEach: number;
  /** Finished jobs that the pace hears of before. */
  learned: number;
  /** After `learned` the service becomes so many times as slow; default: it stays as it is. */
  factor?: number;
  /** Jobs after the change before the counting starts, and heard of like those that count. Default: nothing more is learned. */
  skip?: number;
}

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A duration in whole milliseconds. */
export function drawMs(random: () => number, kind: RenderKind, factor = 1): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.round(SECOND_MS * kind.medianS * factor * Math.exp(kind.spread * normal));
}

export function profileOf(kind: RenderKind): RenderProfile {
  return { model: 'nano-banana-2-lite', thinkingLevel: kind.thinkingLevel, hasSources: false };
}

/** Follows one render to its end by a schedule. */
export function watch(durationMs: number, nextDelayMs: (elapsedMs: number) => number): Schedule {
  let elapsedMs = 0;
  let looks = 0;
  do {
    elapsedMs += nextDelayMs(elapsedMs);
    looks += 1;
  } while (elapsedMs < durationMs);
  return { delayS: (elapsedMs - durationMs) / SECOND_MS, looks };
}

/** Learned schedules beside fixed ones, on the same durations. The same plot and seed give the same figures. */
export function compare(plot: Plot, seed = 1): Comparison {
  const random = seededRandom(seed);
  const sums = [noLooks(), noLooks(), noLooks()] as const;
  const factor = plot.factor ?? 1;
  for (let history = 0; history < plot.histories; history += 1) {
    const pace = createPace();
    learnMany(pace, plot.mix, plot.learned, random, 1);
    learnMany(pace, plot.mix, plot.skip ?? 0, random, factor);
    for (let job = 0; job < plot.jobsEach; job += 1) {
      const kind = pick(plot.mix, random);
      const durationMs = drawMs(random, kind, factor);
      const profile = profileOf(kind);
      add(
        sums[0],
        watch(durationMs, (elapsedMs) => pace.nextDelayMs(profile, elapsedMs)),
      );
      add(
        sums[1],
        watch(durationMs, () => SECOND_MS),
      );
      add(
        sums[2],
        watch(durationMs, () => SECOND_MS / 2),
      );
      if (plot.skip !== undefined) pace.learn(profile, durationMs);
    }
  }
  const jobs = plot.histories * plot.jobsEach;
  const mean = (sum: Schedule): Schedule => ({ delayS: sum.delayS / jobs, looks: sum.looks / jobs });
  return { ours: mean(sums[0]), everySecond: mean(sums[1]), everyHalfSecond: mean(sums[2]) };
}

/** What the learned schedule promises: fewer looks than one a second, and at most half the delay. */
export function holdsBounds({ ours, everySecond }: Comparison): boolean {
  return ours.looks < everySecond.looks && ours.delayS <= everySecond.delayS / 2;
}

/** What the unlearned schedule promises: neither more than a quarter worse than a look a second. */
export function holdsBoundsUnlearned({ ours, everySecond }: Comparison): boolean {
  return ours.looks <= 1.25 * everySecond.looks && ours.delayS <= 1.25 * everySecond.delayS;
}

function learnMany(pace: Pace, mix: Mix, count: number, random: () => number, factor: number): void {
  for (let job = 0; job < count; job += 1) {
    const kind = pick(mix, random);
    pace.learn(profileOf(kind), drawMs(random, kind, factor));
  }
}

function pick(mix: Mix, random: () => number): RenderKind {
  const kind = mix.kinds[Math.floor(random() * mix.kinds.length)];
  if (!kind) throw new RangeError('A mix needs at least one kind.');
  return kind;
}

function noLooks(): Schedule {
  return { delayS: 0, looks: 0 };
}

function add(sum: Schedule, one: Schedule): void {
  sum.delayS += one.delayS;
  sum.looks += one.looks;
}

const MINIMAL = { thinkingLevel: 'minimal', medianS: 4, spread: 0.3 } as const;
const HIGH = { thinkingLevel: 'high', medianS: 12, spread: 0.2 } as const;

/** The durations that the schedule is measured on. */
export const MIXES: readonly Mix[] = [
  { name: '4 s, spread 0.15', kinds: [{ ...MINIMAL, spread: 0.15 }] },
  { name: '4 s, spread 0.3', kinds: [MINIMAL] },
  { name: '10 s, spread 0.3', kinds: [{ thinkingLevel: 'high', medianS: 10, spread: 0.3 }] },
  { name: '12 s, spread 0.2', kinds: [HIGH] },
  { name: '4 s minimal + 12 s high', kinds: [MINIMAL, HIGH] },
];

/** The same durations asked for at the other thinking level, of which the prior expects something else. */
export function crossed(mix: Mix): Mix {
  return {
    name: mix.name,
    kinds: mix.kinds.map((kind) => ({
      ...kind,
      thinkingLevel: kind.thinkingLevel === 'high' ? 'minimal' : 'high',
    })),
  };
}
