import { SECOND_MS } from './clock.ts';
import type { Random } from './random.ts';

/**
 * Mean seconds from submit to completion and the spread (σ of the logarithm). "About four seconds" is the headline of Segmind's
 * model page, 12.88 s its measured page average, which is the default thinking level.
 */
const DURATIONS = {
  minimal: { meanMs: 4 * SECOND_MS, sigma: 0.2 },
  high: { meanMs: 12.9 * SECOND_MS, sigma: 0.25 },
} as const;

/** References make the upstream model somewhat slower; a guess, as no figure is published. */
const REFERENCE_FACTOR = 1.1;

/** The part of the time that a request waits: 0.2 s of 4.3 s in Segmind's own sample body. */
const QUEUE_SHARE = { low: 0.03, high: 0.09 } as const;

/** A body that is refused after queueing fails within a quarter of a second (observed). */
const VALIDATION_MS = { queue: 230, inference: 7 } as const;

export interface Latency {
  queueMs: number;
  inferenceMs: number;
}

/** How long one request will take, drawn log-normally so that its mean is the mean above, divided by `speed`. */
export function drawLatency(
  random: Random,
  thinkingLevel: keyof typeof DURATIONS,
  hasReferences: boolean,
  speed: number,
): Latency {
  const { meanMs, sigma } = DURATIONS[thinkingLevel];
  const mean = meanMs * (hasReferences ? REFERENCE_FACTOR : 1);
  const totalMs = Math.exp(Math.log(mean) - sigma ** 2 / 2 + sigma * random.normal()) / speed;
  const queueMs = totalMs * random.between(QUEUE_SHARE.low, QUEUE_SHARE.high);
  return { queueMs, inferenceMs: totalMs - queueMs };
}

export function validationLatency(speed: number): Latency {
  return { queueMs: VALIDATION_MS.queue / speed, inferenceMs: VALIDATION_MS.inference / speed };
}
