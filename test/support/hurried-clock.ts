import { SteppingClock } from './fake-platform/stepping-clock.ts';

/**
 * Tells the time as it is (plus the steps that a test makes), and sleeps a tenth of what it is asked for: a bot over it does in one
 * second what it would do in ten, and nothing that Discord counts in real seconds is hurried.
 */
export class HurriedClock extends SteppingClock {
  readonly #hurry: number;

  constructor(hurry = 10) {
    super();
    this.#hurry = hurry;
  }

  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return super.sleep(ms / this.#hurry, signal);
  }
}
