import { z } from 'zod';

import { HOUR_MS } from '../time.ts';
import { clippedMean, fitLogs, MAX_SPREAD, MIN_SPREAD, type LogFit } from './pace-fit.ts';

/** What is kept of one profile: its recent durations, oldest first, all from the same behaviour of the service. */
export interface PaceMemory {
  readonly durationsMs: readonly number[];
  /** How much durations scattered before these: the standard deviation of their logarithms, to start from while they are few. */
  readonly spread: number;
}

/** Logarithms of the durations of one image model scatter by 0.15 to 0.3; the wider is the safer to start from. */
const START_SPREAD = 0.3;
/** Enough that a schedule costs only 1 to 2 % more than with the distribution known (measured), few enough to store and to forget. */
const MAX_DURATIONS = 128;
/** The service keeps a request for one hour (Segmind's model page): no render is longer. */
const MAX_DURATION_MS = HOUR_MS;

/**
 * A change is looked for so many durations back: close steps where it shows first, wide ones for slow drifts. Four at least on
 * either side, so that one or two odd durations never pass for a change.
 */
const RECENT_SEGMENTS = [4, 5, 6, 7, 8, 10, 12, 16, 24, 32, 48, 64] as const;
/** A change is believed when the means of both sides differ by so many standard errors: about once in 10,000 durations by chance. */
const CHANGE_SCORE = 5;
/** Only where the scale of both sides together shows this much is the older side fitted by itself, which takes ten times as long. */
const SUSPICIOUS_SCORE = 2.5;

const memorySchema = z.strictObject({
  v: z.literal(1),
  spread: z.number().min(MIN_SPREAD).max(MAX_SPREAD),
  ms: z.array(z.int().min(1).max(MAX_DURATION_MS)).max(MAX_DURATIONS),
});

export const EMPTY_MEMORY: PaceMemory = { durationsMs: [], spread: START_SPREAD };

/** The memory as one JSON document of about 1 KB at most. */
export function formatMemory(memory: PaceMemory): string {
  const document: z.input<typeof memorySchema> = {
    v: 1,
    spread: Number(memory.spread.toFixed(4)),
    ms: [...memory.durationsMs],
  };
  return JSON.stringify(document);
}

/** The memory in a document that `formatMemory` wrote; null for anything else. */
export function parseMemory(document: string): PaceMemory | null {
  let value: unknown;
  try {
    value = JSON.parse(document);
  } catch {
    // What was learned is a convenience: a damaged document costs some early looks, not the start of the program.
    return null;
  }
  const parsed = memorySchema.safeParse(value);
  return parsed.success ? { durationsMs: parsed.data.ms, spread: parsed.data.spread } : null;
}

/**
 * The memory with one more duration. When the recent durations cannot come from the same distribution as those before, the
 * older ones are dropped; only their spread is kept, since a service that gets slower scatters in proportion.
 */
export function remember(memory: PaceMemory, durationMs: number): PaceMemory {
  if (!Number.isFinite(durationMs) || durationMs < 0) return memory;
  const duration = Math.min(MAX_DURATION_MS, Math.max(1, Math.round(durationMs)));
  const durationsMs = [...memory.durationsMs, duration].slice(-MAX_DURATIONS);
  const change = findChange(durationsMs.map(Math.log), memory.spread);
  if (change === null) return { durationsMs, spread: memory.spread };
  const before = durationsMs.slice(0, change).map(Math.log);
  return { durationsMs: durationsMs.slice(change), spread: fitLogs(before, memory.spread).spread };
}

/** Where the series most likely changed its level: the index of the first value after it; null when it did not. */
function findChange(logs: readonly number[], startSpread: number): number | null {
  const whole = fitLogs(logs, startSpread);
  let change: number | null = null;
  let highest = CHANGE_SCORE;
  for (const recent of RECENT_SEGMENTS) {
    const split = logs.length - recent;
    if (split < RECENT_SEGMENTS[0]) break;
    const before = logs.slice(0, split);
    const after = logs.slice(split);
    if (changeScore(before, after, whole) < SUSPICIOUS_SCORE) continue;
    const score = changeScore(before, after, fitLogs(before, startSpread));
    if (score > highest) [change, highest] = [split, score];
  }
  return change;
}

/** How many standard errors lie between the means of the two segments, in the scale of the fit. */
function changeScore(before: readonly number[], after: readonly number[], fit: LogFit): number {
  const difference = clippedMean(after, fit.centre, fit.spread) - clippedMean(before, fit.centre, fit.spread);
  return Math.abs(difference) / Math.sqrt(1 / before.length + 1 / after.length);
}
