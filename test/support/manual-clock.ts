import type { Clock } from '../../src/core/time.ts';

interface Sleeper {
  dueAt: number;
  wake: () => void;
}

export interface ManualClockOptions {
  startAt?: number;
  /** Jumps to the next sleeper by itself once nothing else is ready to run, so that a simulated hour takes no time. Default false. */
  autoAdvance?: boolean;
}

/** A clock that stands still until a test moves it, and remembers every wait that was asked of it. */
export class ManualClock implements Clock {
  /** Every delay passed to `sleep`, in order, in milliseconds. */
  readonly sleepsMs: number[] = [];
  readonly #startAt: number;
  readonly #autoAdvance: boolean;
  readonly #sleepers = new Set<Sleeper>();
  #nowMs: number;
  #jumpPlanned = false;

  constructor(options: ManualClockOptions = {}) {
    this.#startAt = options.startAt ?? Date.UTC(2026, 0, 15, 12);
    this.#nowMs = this.#startAt;
    this.#autoAdvance = options.autoAdvance ?? false;
  }

  now(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs - this.#startAt;
  }

  get sleeping(): number {
    return this.#sleepers.size;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.sleepsMs.push(ms);
    if (ms <= 0) return;
    await new Promise<void>((resolve, reject) => {
      const sleeper: Sleeper = {
        dueAt: this.#nowMs + ms,
        wake: () => {
          signal?.removeEventListener('abort', abort);
          this.#sleepers.delete(sleeper);
          resolve();
        },
      };
      const abort = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#sleepers.add(sleeper);
      this.#planJump();
    });
  }

  /** Moves time on by `ms`, waking sleepers in the order in which they are due, with everything they start in between. */
  async advance(ms: number): Promise<void> {
    const until = this.#nowMs + ms;
    for (;;) {
      await settle();
      const next = this.#next();
      if (!next || next.dueAt > until) break;
      this.#nowMs = Math.max(this.#nowMs, next.dueAt);
      next.wake();
    }
    this.#nowMs = until;
    await settle();
  }

  #next(): Sleeper | undefined {
    return [...this.#sleepers].sort((a, b) => a.dueAt - b.dueAt)[0];
  }

  #planJump(): void {
    if (!this.#autoAdvance || this.#jumpPlanned) return;
    this.#jumpPlanned = true;
    setImmediate(() => {
      this.#jumpPlanned = false;
      const next = this.#next();
      if (!next) return;
      this.#nowMs = Math.max(this.#nowMs, next.dueAt);
      next.wake();
      if (this.#sleepers.size > 0) this.#planJump();
    });
  }
}

/** Lets everything that is ready run: promise chains and the callbacks of finished I/O. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
