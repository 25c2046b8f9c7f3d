import type { Clock } from '../../../src/core/time.ts';
import { systemClock } from '../../../src/core/time.ts';

/** A clock that a test can move on. `ManualClock` is one as well. */
export interface MovableClock extends Clock {
  advance(ms: number): Promise<void> | void;
}

/** Runs as the machine's clock does, plus every step that a test made: a credential dies at once, yet timers stay real. */
export class SteppingClock implements MovableClock {
  #aheadMs = 0;

  now(): number {
    return systemClock.now() + this.#aheadMs;
  }

  monotonicMs(): number {
    return systemClock.monotonicMs() + this.#aheadMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(ms, signal);
  }

  advance(ms: number): void {
    this.#aheadMs += ms;
  }
}
