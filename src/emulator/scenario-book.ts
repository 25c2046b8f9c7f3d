import { createHash } from 'node:crypto';

import { z } from 'zod';

import type { EmulatorClock } from './clock.ts';
import { SECOND_MS } from './clock.ts';
import { WeightedLru } from './lru.ts';
import { SCENARIO_NAMES, scenarioOf, type ScenarioName, type Stage } from './scenarios.ts';

export const ruleSchema = z.strictObject({
  scenario: z.enum(SCENARIO_NAMES),
  /** A part of the prompt (of any letter case). Default: every request. */
  match: z.string().min(1).optional(),
  /** How often it bites; for scenarios of a whole request, how many requests. Default: until the rules are cleared. */
  times: z.int().min(1).optional(),
  /** For how long it bites, in milliseconds from now. Default: for ever. */
  forMs: z.number().positive().optional(),
  /** With `rate-limit-reset`: how far ahead the reset is, in milliseconds. Default 2000, or the end of `forMs`. */
  resetInMs: z.number().nonnegative().optional(),
});

export type ScenarioRule = z.output<typeof ruleSchema>;

export interface StandingRule extends ScenarioRule {
  addedAt: number;
  /** How often it has bitten so far. */
  hits: number;
}

/** A scenario that bites now. */
export interface Bite {
  name: ScenarioName;
  /** When the trouble ends, in milliseconds since 1970, where the rule knows it. */
  until: number | null;
  resetInMs: number | null;
}

/** `#name`, `#name:3` (three times) or `#name:10s` (for ten seconds from its first bite). */
const MAGIC_WORD = /(?<![\w#])#([a-z0-9-]+)(?::(\d{1,6})(s?))?(?![\w-])/giu;

/** Counters of magic words are kept for this many requests; the oldest start again. */
const MAX_COUNTERS = 20_000;

/** Decides which scenario bites at a call: rules first, in the order of their coming, then the magic words of the prompt. */
export class ScenarioBook {
  readonly #clock: EmulatorClock;
  #rules: StandingRule[] = [];
  readonly #counters = new WeightedLru<{ hits: number; firstAt: number }>(MAX_COUNTERS, () => 1);

  constructor(clock: EmulatorClock) {
    this.#clock = clock;
  }

  add(rule: ScenarioRule): StandingRule {
    const standing = { ...rule, addedAt: this.#clock.now(), hits: 0 };
    this.#rules.push(standing);
    return standing;
  }

  clear(): void {
    this.#rules = [];
  }

  list(): readonly StandingRule[] {
    return this.#rules;
  }

  /**
   * The first scenario for a call, counted as having bitten.
   *
   * @param counterKey what a magic word's bites are counted by: the request id, or the prompt while there is no id
   */
  bite(stage: Stage, prompt: string, counterKey: string): Bite | null {
    return this.#bites(stage, prompt, counterKey).next().value ?? null;
  }

  /** All scenarios that a request will live under. */
  lifeOf(prompt: string): ScenarioName[] {
    return [...this.#bites('job', prompt, counterKey(prompt))].map(({ name }) => name);
  }

  *#bites(stage: Stage, prompt: string, counterKey: string): Generator<Bite, undefined, void> {
    const now = this.#clock.now();
    for (const rule of this.#rules) {
      const until = rule.forMs === undefined ? null : rule.addedAt + rule.forMs;
      if (!scenarioOf(rule.scenario).stages.includes(stage)) continue;
      if (rule.match !== undefined && !prompt.toLowerCase().includes(rule.match.toLowerCase())) continue;
      if (rule.hits >= (rule.times ?? Infinity) || (until !== null && now >= until)) continue;
      rule.hits += 1;
      yield { name: rule.scenario, until, resetInMs: rule.resetInMs ?? null };
    }
    for (const [, word = '', count, unit] of prompt.matchAll(MAGIC_WORD)) {
      const name = SCENARIO_NAMES.find((known) => known === word.toLowerCase());
      if (!name || !scenarioOf(name).stages.includes(stage)) continue;
      const key = `${counterKey}\0${word}`;
      const counter = this.#counters.get(key) ?? { hits: 0, firstAt: now };
      const until = unit === 's' ? counter.firstAt + Number(count) * SECOND_MS : null;
      const times = count === undefined ? scenarioOf(name).times : until === null ? Number(count) : null;
      if (counter.hits >= (times ?? Infinity) || (until !== null && now >= until)) continue;
      this.#counters.set(key, { ...counter, hits: counter.hits + 1 });
      yield { name, until, resetInMs: null };
    }
    return undefined;
  }
}

/** What a submit's magic words are counted by while there is no request id: the same prompt again is the same try again. */
export function counterKey(prompt: string): string {
  return createHash('sha256').update(prompt).digest('base64');
}
