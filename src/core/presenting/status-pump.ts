import { PlatformError } from '../errors.ts';
import { SECOND_MS, type Clock } from '../time.ts';
import type { JobView } from './view.ts';

export interface StatusPumpOptions {
  /** The presenter's own figure. Counted from the end of one send to the start of the next, so that the arrivals keep it too. */
  minUpdateIntervalMs: number;
  clock: Clock;
  /** Draws the view; usually `presenter.update`. */
  send: (view: JobView, signal: AbortSignal) => Promise<void>;
  /** Ends the pump at once. */
  signal: AbortSignal;
  /** Told of each error that no repetition mends, for every view but the last: `finish` throws that one. */
  onError: (error: unknown) => void;
}

/** Keeps one message up to date, without haste: newest view wins, one send at a time. */
export interface StatusPump {
  /** Shows this view as soon as it may, unless a newer one comes first. Views that would draw the same are not sent again. */
  push(view: JobView): void;
  /**
   * The last view. Resolves once it is shown; what was pushed before and not sent is dropped, what is pushed after is ignored.
   * Sits out a chat that is down for as long as the signal allows.
   *
   * @throws what `send` threw, where repeating cannot help; the signal's reason, when that ends the pump first.
   */
  finish(view: JobView): Promise<void>;
  /** The message can be reached by another way from now on: what the old one refused for good may come through, and is tried again. */
  renew(): void;
  /** Drops what waits and resolves when nothing of the pump's is on its way any more. Other means write the message from now on. */
  stop(): Promise<void>;
}

/** Back-off while a chat is down: the house's 1 s, doubling; a status message that is half a minute late is still worth having. */
const FIRST_BACK_OFF_MS = SECOND_MS;
const MAX_BACK_OFF_MS = 30 * SECOND_MS;

export function createStatusPump(options: StatusPumpOptions): StatusPump {
  const { clock, signal } = options;
  const stopping = new AbortController();
  const ending = AbortSignal.any([signal, stopping.signal]);
  let pending: JobView | null = null;
  let last: JobView | null = null;
  let lastError: { error: unknown } | null = null;
  let shown: string | null = null;
  let isMuted = false;
  let renewals = 0;
  let transientFailures = 0;
  /** By the interval alone; `nextSendAtMs` counts back-offs and pauses that the chat asked for as well. */
  let soonestAtMs = 0;
  let nextSendAtMs = 0;
  let hurry = new AbortController();
  let isRunning = false;
  let loop: Promise<void> = Promise.resolve();

  function takePending(): JobView | null {
    const view = pending;
    pending = null;
    return view;
  }

  async function sendOne(view: JobView): Promise<void> {
    let waitMs = options.minUpdateIntervalMs;
    const renewalsBefore = renewals;
    try {
      await options.send(view, signal);
      shown = drawn(view);
      transientFailures = 0;
    } catch (error) {
      if (signal.aborted) return;
      // The view may have arrived all the same, so what stands there now is not known, and the next one is sent whatever it draws.
      shown = null;
      if (isTransient(error)) {
        waitMs = Math.max(waitMs, error.retryAfterMs ?? backOffMs(transientFailures));
        transientFailures += 1;
        if (!stopping.signal.aborted) pending ??= view;
      } else if (view === last) {
        lastError = { error };
      } else {
        // Of a way that was replaced meanwhile it says nothing any more.
        isMuted = isLastingFailure(error) && renewals === renewalsBefore;
        options.onError(error);
      }
    }
    soonestAtMs = clock.monotonicMs() + options.minUpdateIntervalMs;
    nextSendAtMs = clock.monotonicMs() + waitMs;
  }

  /** @throws the reason of `ending`. */
  async function waitForTurn(): Promise<void> {
    for (;;) {
      const waitMs = nextSendAtMs - clock.monotonicMs();
      if (waitMs <= 0) return;
      hurry = new AbortController();
      try {
        await clock.sleep(waitMs, AbortSignal.any([ending, hurry.signal]));
      } catch (error) {
        // The last view came: its turn is counted anew.
        if (ending.aborted || !hurry.signal.aborted) throw error;
      }
    }
  }

  async function run(): Promise<void> {
    isRunning = true;
    try {
      while (pending !== null && !ending.aborted) {
        await waitForTurn();
        const view = takePending();
        if (view !== null && drawn(view) !== shown) await sendOne(view);
      }
    } catch (error) {
      // Only the sleep throws, when the pump was ended; `finish` says so to the one who waits for the last view.
      if (!ending.aborted) throw error;
    } finally {
      isRunning = false;
    }
  }

  function start(): Promise<void> {
    if (isRunning) return loop;
    loop = run();
    // The loop rejects for a broken clock alone; `finish` and `stop` pass that on, and a push must leave no unhandled rejection.
    loop.catch(options.onError);
    return loop;
  }

  return {
    push(view) {
      if (last !== null || isMuted || ending.aborted) return;
      pending = view;
      void start();
    },
    async finish(view) {
      if (last === null && !stopping.signal.aborted) {
        last = view;
        pending = view;
        // A pause that was meant for one view among many does not hold up the word that a person waits for.
        nextSendAtMs = Math.min(nextSendAtMs, soonestAtMs);
        hurry.abort();
      }
      await start();
      signal.throwIfAborted();
      if (lastError !== null) throw lastError.error;
    },
    renew() {
      renewals += 1;
      isMuted = false;
      // What stands at the end of the new way is not known.
      shown = null;
    },
    async stop() {
      pending = null;
      stopping.abort();
      await loop;
    },
  };
}

/**
 * What a view looks like. The bare elapsed and remaining times do not count: where they matter the headline tells them in
 * words, and an edit for a figure that nobody sees would only use up the platform's patience.
 */
function drawn(view: JobView): string {
  return JSON.stringify({ ...view, elapsedMs: 0, estimateMs: null });
}

/** An update is an edit, so one with an unknown outcome may be repeated like one that surely failed. */
function isTransient(error: unknown): error is PlatformError {
  return (
    error instanceof PlatformError &&
    (error.reason === 'unavailable' || error.reason === 'rate_limited' || error.reason === 'outcome_unknown')
  );
}

/** These meet every later view as well. Trying anyway would only count as invalid requests at the platform. */
function isLastingFailure(error: unknown): boolean {
  return (
    error instanceof PlatformError &&
    (error.reason === 'gone' || error.reason === 'handle_expired' || error.reason === 'missing_permission')
  );
}

function backOffMs(failures: number): number {
  return Math.min(MAX_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** failures);
}
