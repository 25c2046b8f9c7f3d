import { SECOND_MS } from '../../../src/core/time.ts';

const BASE = 36;
const WIDTH = 9;
const MICROS = 1_000_000;
const MICROS_A_MS = 1000;

/** Makes ids as Slack writes them: a letter for the kind, then capitals and digits. */
export class Ids {
  readonly #now: () => number;
  #count = 0;
  #lastMicros = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  next(prefix: string): string {
    this.#count += 1;
    return `${prefix}0${this.#count.toString(BASE).toUpperCase().padStart(WIDTH, '0')}`;
  }

  /** A number of its own, for parts of tokens and addresses. */
  serial(): number {
    this.#count += 1;
    return this.#count;
  }

  /** `seconds.micros`, always growing: the name of a message in its channel. */
  ts(): string {
    const micros = Math.floor(this.#now() * MICROS_A_MS);
    this.#lastMicros = Math.max(micros, this.#lastMicros + 1);
    const seconds = Math.floor(this.#lastMicros / MICROS);
    return `${seconds}.${String(this.#lastMicros % MICROS).padStart(6, '0')}`;
  }
}

export function msOfTs(ts: string): number {
  return Number(ts) * SECOND_MS;
}
