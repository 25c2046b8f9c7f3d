import { SECOND_MS } from '../time.ts';
import type { RenderProfile } from './types.ts';

/** When to look whether a render is done, learned from how long renders took. One for the process, shared by all jobs. */
export interface Pace {
  /**
   * Milliseconds to wait from `elapsedMs` (since submit) until the next look: always finite and at least 100, growing in the
   * tail. `elapsedMs` may be anything, so a job that was taken up again after a restart falls into the schedule where it is.
   */
  nextDelayMs(profile: RenderProfile, elapsedMs: number): number;
  /** A finished render: its duration in milliseconds from submit to completion. Nonsense (negative, not finite) is ignored. */
  learn(profile: RenderProfile, durationMs: number): void;
  /** The median of the recent durations in milliseconds; null before anything was learned. */
  estimateMs(profile: RenderProfile): number | null;
}

export interface PaceOptions {
  /** What `onLearn` gave out before, by profile key. Anything that cannot be read is ignored. Default: nothing is known. */
  memory?: Readonly<Record<string, string>>;
  /** Called after each `learn` with the profile's memory, at most 1 KB of JSON; saving it less often is the caller's matter. */
  onLearn?: (profileKey: string, memory: string) => void;
}

export function createPace(_options: PaceOptions = {}): Pace {
  return { nextDelayMs: () => SECOND_MS, learn: () => undefined, estimateMs: () => null };
}
