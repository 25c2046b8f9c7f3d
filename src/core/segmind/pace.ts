import { formatMemory, EMPTY_MEMORY, parseMemory, remember, type PaceMemory } from './pace-memory.ts';
import { durationModel, medianMs } from './pace-model.ts';
import { planLooks, type Plan } from './pace-plan.ts';
import type { RenderProfile } from './types.ts';

/** When to look whether a render is done, learned from how long renders took. One for the process, shared by all jobs. */
export interface Pace {
  /**
   * Milliseconds to wait from `elapsedMs` (since submit) until the next look: always finite and from 100 to 10,000, growing in
   * the tail. `elapsedMs` may be anything, so a job that is taken up again after a restart falls into the schedule where it is.
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
  /** Called after each `learn` with the profile's memory, about 1 KB of JSON; saving it less often is the caller's matter. */
  onLearn?: (profileKey: string, memory: string) => void;
}

/** A full memory changes little with one more duration: it is planned anew when so large a share of it is new. */
const REPLAN_SHARE = 0.05;

interface Learned {
  memory: PaceMemory;
  /** The plan in use and how many durations were learned since it was made; null where none was needed yet. */
  plan: Plan | null;
  learnedSincePlan: number;
}

export function createPace(options: PaceOptions = {}): Pace {
  const profiles = new Map<string, Learned>();

  const learnedOf = (profile: RenderProfile): Learned => {
    const key = profileKey(profile);
    const known = profiles.get(key);
    if (known) return known;
    const stored = options.memory && Object.hasOwn(options.memory, key) ? options.memory[key] : undefined;
    const memory = (stored === undefined ? null : parseMemory(stored)) ?? EMPTY_MEMORY;
    const learned: Learned = { memory, plan: null, learnedSincePlan: 0 };
    profiles.set(key, learned);
    return learned;
  };

  return {
    nextDelayMs(profile, elapsedMs) {
      const learned = learnedOf(profile);
      learned.plan ??= planLooks(durationModel(profile.thinkingLevel, learned.memory));
      return learned.plan(Number.isFinite(elapsedMs) ? Math.max(0, elapsedMs) : 0);
    },

    learn(profile, durationMs) {
      const learned = learnedOf(profile);
      const before = learned.memory;
      learned.memory = remember(before, durationMs);
      if (learned.memory === before) return;
      learned.learnedSincePlan += 1;
      const forgot = learned.memory.durationsMs.length < before.durationsMs.length;
      if (forgot || learned.learnedSincePlan >= REPLAN_SHARE * learned.memory.durationsMs.length) {
        learned.plan = null;
        learned.learnedSincePlan = 0;
      }
      options.onLearn?.(profileKey(profile), formatMemory(learned.memory));
    },

    estimateMs: (profile) => medianMs(learnedOf(profile).memory),
  };
}

/** The name under which a profile's memory is stored. */
export function profileKey(profile: RenderProfile): string {
  return `${profile.model}/${profile.thinkingLevel}/${profile.hasSources ? 'sources' : 'plain'}`;
}
