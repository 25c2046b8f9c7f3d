import { randomUUID } from 'node:crypto';

import { DAY_MS, HOUR_MS, type EmulatorClock } from './clock.ts';
import { DueQueue } from './due-queue.ts';
import { drawLatency, validationLatency, type Latency } from './latency.ts';
import type { Ledger, LedgerEntry } from './ledger.ts';
import { randomOf, type Random } from './random.ts';
import type { ReferenceRoom, References } from './references.ts';
import type { ScenarioBook } from './scenario-book.ts';
import { SCENARIO_NAMES, type ScenarioName } from './scenarios.ts';
import type { KeptJob, StateDir } from './state-dir.ts';
import { PRICE_USD, type SubmitWire } from './wire.ts';

/** A request's record lives one hour (Segmind's model page), its files seven days (Segmind's documentation). */
export const RECORD_LIFE_MS = HOUR_MS;
export const FILE_LIFE_MS = 7 * DAY_MS;

/** Requests kept in memory, about 2 KB each; the oldest go first, before their time. */
const MAX_JOBS = 100_000;

const MAX_SEED = 2_147_483_647;
const SLOW_FACTOR = 5;

/** The texts of failures. Only they tell a content block from anything else, as with the service. */
const FAILURES: readonly (readonly [scenario: ScenarioName, error: string])[] = [
  ['validation-failed', 'Prompt is Mandatory and must be string'],
  [
    'block',
    'The request was blocked by the content policy: the prompt or the result was flagged by the safety filter.',
  ],
  ['render-failed', 'Inference failed: internal model error'],
];

export type JobEnd =
  | { state: 'COMPLETED'; remainingCreditsUsd: number; endedAt: number }
  | { state: 'FAILED'; error: string; endedAt: number };

export interface Job {
  readonly requestId: string;
  readonly input: SubmitWire;
  /** What is painted with: the asked one, or one that was drawn. */
  readonly seed: number;
  readonly acceptedAt: number;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly scenarios: ReadonlySet<ScenarioName>;
  references: References;
  end: JobEnd | null;
}

export interface JobBookOptions {
  clock: EmulatorClock;
  ledger: Ledger;
  scenarios: ScenarioBook;
  references: ReferenceRoom;
  speed: number;
  creditsUsd: number;
  randomSeed: string;
  /** Where requests are kept for the next start; null: nowhere. */
  state: StateDir | null;
}

/**
 * All requests. A state is computed from the clock whenever somebody looks: there is no timer for a job, so thousands of them
 * cost nothing while they wait.
 */
export class JobBook {
  readonly #options: JobBookOptions;
  readonly #jobs = new Map<string, Job>();
  readonly #running = new Set<Job>();
  readonly #due = new DueQueue<Job>();
  /** Due, but their references are still on their way. */
  readonly #late = new Set<Job>();
  #creditsUsd: number;
  #accepted = 0;

  constructor(options: JobBookOptions) {
    this.#options = options;
    this.#creditsUsd = options.creditsUsd;
  }

  get creditsUsd(): number {
    this.settle();
    return this.#creditsUsd;
  }

  set creditsUsd(usd: number) {
    this.settle();
    this.#creditsUsd = usd;
  }

  get running(): number {
    this.settle();
    return this.#running.size;
  }

  /** Whether one more picture can be paid, with those that are running: the balance never goes below zero. */
  canAfford(): boolean {
    // Half a tenth of a cent absorbs the binary dust of many times 0.042.
    return this.creditsUsd - (this.#running.size + 1) * PRICE_USD > -0.0005;
  }

  /** Takes a request: from here on it is in the ledger and will be billed if it completes. */
  accept(input: SubmitWire, api: LedgerEntry['api']): Job {
    this.#sweep();
    const acceptedAt = this.#options.clock.now();
    const random = randomOf(this.#options.randomSeed, this.#accepted);
    this.#accepted += 1;
    const scenarios = new Set(this.#options.scenarios.lifeOf(input.prompt));
    const latency = this.#latency(input, scenarios, random);
    const job: Job = {
      requestId: randomUUID(),
      input,
      seed: input.seed === -1 ? random.int(1, MAX_SEED) : input.seed,
      acceptedAt,
      startsAt: acceptedAt + latency.queueMs,
      endsAt: acceptedAt + latency.queueMs + latency.inferenceMs,
      scenarios,
      references: { state: 'pending' },
      end: null,
    };
    this.#options.state?.addJob(keptOf(job, api));
    this.#options.ledger.add(entryOf(job, api));
    this.#takeUp(job);
    return job;
  }

  /** Goes on with a request of an earlier run. What ended meanwhile ends, and is billed, at the next look. */
  restore(kept: KeptJob): void {
    const { api, endsAt, scenarios, ...rest } = kept;
    const known = SCENARIO_NAMES.filter((name) => scenarios.includes(name));
    const job: Job = {
      ...rest,
      endsAt: endsAt ?? Infinity,
      scenarios: new Set(known),
      references: { state: 'pending' },
      end: null,
    };
    this.#options.ledger.recall(entryOf(job, api));
    this.#takeUp(job);
  }

  #takeUp(job: Job): void {
    this.#jobs.set(job.requestId, job);
    this.#running.add(job);
    this.#due.add(job.endsAt, job);
    void this.#options.references.fetchAll(job.input.image_urls).then((references) => {
      job.references = references;
    });
  }

  /** A request while its record lives; null when it is unknown, expired or made to look so. */
  find(requestId: string): Job | null {
    const job = this.withFiles(requestId);
    if (!job || job.scenarios.has('expired')) return null;
    return this.#options.clock.now() < job.acceptedAt + RECORD_LIFE_MS ? job : null;
  }

  /** A request while its files live, which is longer. */
  withFiles(requestId: string): Job | null {
    this.settle();
    const job = this.#jobs.get(requestId);
    return job && this.#options.clock.now() < job.acceptedAt + FILE_LIFE_MS ? job : null;
  }

  /** The state's word, as the wire says it. */
  stateOf(job: Job): string {
    if (job.end) return job.end.state;
    if (job.scenarios.has('unknown-state')) return 'WARMING_UP';
    return this.#options.clock.now() < job.startsAt ? 'QUEUED' : 'PROCESSING';
  }

  /** Ends everything whose time has come, in its order, and bills it: also what nobody has looked at. */
  settle(): void {
    const now = this.#options.clock.now();
    for (let job = this.#due.next(now); job; job = this.#due.next(now)) {
      if (isDecided(job)) this.#end(job);
      else this.#late.add(job);
    }
    for (const job of this.#late) if (isDecided(job)) this.#end(job);
  }

  #latency(input: SubmitWire, scenarios: ReadonlySet<ScenarioName>, random: Random): Latency {
    const { speed } = this.#options;
    if (scenarios.has('validation-failed')) return validationLatency(speed);
    const drawn = drawLatency(random, input.thinking_level, input.image_urls.length > 0, speed);
    if (scenarios.has('stuck')) return { ...drawn, inferenceMs: Infinity };
    const factor = scenarios.has('slow') ? SLOW_FACTOR : 1;
    return { queueMs: drawn.queueMs, inferenceMs: drawn.inferenceMs * factor };
  }

  #end(job: Job): void {
    this.#running.delete(job);
    this.#late.delete(job);
    const error = failureOf(job);
    if (error === null) {
      this.#creditsUsd -= PRICE_USD;
      job.end = { state: 'COMPLETED', remainingCreditsUsd: this.#creditsUsd, endedAt: job.endsAt };
      this.#options.ledger.settle(job.requestId, 'completed', PRICE_USD);
    } else {
      job.end = { state: 'FAILED', error, endedAt: job.endsAt };
      this.#options.ledger.settle(job.requestId, 'failed', 0);
    }
  }

  /** Jobs are kept in the order of their coming, so the oldest stand first. */
  #sweep(): void {
    const dead = this.#options.clock.now() - FILE_LIFE_MS;
    for (const [requestId, job] of this.#jobs) {
      if (job.acceptedAt > dead && this.#jobs.size < MAX_JOBS) break;
      this.#jobs.delete(requestId);
      this.#running.delete(job);
    }
  }
}

/** A request whose references are still on their way goes on PROCESSING, unless it fails for another reason anyway. */
function isDecided(job: Job): boolean {
  return job.references.state !== 'pending' || FAILURES.some(([scenario]) => job.scenarios.has(scenario));
}

function entryOf(job: Job, api: LedgerEntry['api']): LedgerEntry {
  const { prompt, image_urls: imageUrls, ...parameters } = job.input;
  return {
    requestId: job.requestId,
    at: job.acceptedAt,
    api,
    prompt,
    parameters: { ...parameters, seed: job.seed },
    imageUrls,
    outcome: 'running',
    billedUsd: 0,
  };
}

function keptOf(job: Job, api: LedgerEntry['api']): KeptJob {
  const { references: _, end: __, scenarios, endsAt, ...rest } = job;
  return { ...rest, api, scenarios: [...scenarios], endsAt: endsAt === Infinity ? null : endsAt };
}

function failureOf(job: Job): string | null {
  const planned = FAILURES.find(([scenario]) => job.scenarios.has(scenario));
  if (planned) return planned[1];
  return job.references.state === 'failed' ? job.references.error : null;
}
