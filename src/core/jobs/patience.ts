import { BotError, PlatformError, SegmindError } from '../errors.ts';
import { deadlineSignal, MINUTE_MS, SECOND_MS, type Clock } from '../time.ts';
import { abortable } from '../waiting.ts';
import { StopSignal } from './dispatcher.ts';

export interface Patience {
  clock: Clock;
  /** Ends the waiting between two tries; the tries themselves look after their own. Default: nothing ends it. */
  signal?: AbortSignal;
  /** How long to go on after the first failure, in milliseconds. Infinity: until it works or cannot work. */
  totalMs: number;
  /** The longest wait between two tries, in milliseconds. */
  maxWaitMs: number;
  /** The first wait; each further one is twice as long. Default 1 s. */
  firstWaitMs?: number;
  /** Whether it can help to try again. */
  isTransient: (error: unknown) => boolean;
  onRetry?: (error: unknown, waitMs: number) => void;
}

/** For what is paid and only has to be fetched: as long as the service itself may take for a picture. */
export const PAID_PATIENCE = { totalMs: 10 * MINUTE_MS, maxWaitMs: 30 * SECOND_MS } as const;

/**
 * Tries until it works. An error that says when to come back is believed, even beyond the longest wait.
 *
 * @throws the last error, when it is not transient or patience is used up; the signal's reason.
 */
export async function patiently<T>(patience: Patience, attempt: () => Promise<T>): Promise<T> {
  const { clock, signal } = patience;
  const giveUpAtMs = clock.monotonicMs() + patience.totalMs;
  let waitMs = patience.firstWaitMs ?? SECOND_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      signal?.throwIfAborted();
      const askedMs = error instanceof BotError ? (error.retryAfterMs ?? 0) : 0;
      const thisWaitMs = Math.max(waitMs, askedMs);
      if (!patience.isTransient(error) || clock.monotonicMs() + thisWaitMs > giveUpAtMs) throw error;
      patience.onRetry?.(error, thisWaitMs);
      await clock.sleep(thisWaitMs, signal);
      waitMs = Math.min(patience.maxWaitMs, waitMs * 2);
    }
  }
}

/** A chat that may work again in a moment. `outcome_unknown` is for the caller: it may mean a second post. */
export function isChatDown(error: unknown): boolean {
  return (
    error instanceof PlatformError && (error.reason === 'unavailable' || error.reason === 'rate_limited')
  );
}

/** Worth another try where a repeat does no harm: the chat is down, or nobody knows whether the call arrived. */
export function isWorthRepeating(error: unknown): boolean {
  return isChatDown(error) || (error instanceof PlatformError && error.reason === 'outcome_unknown');
}

/**
 * Every word of a presenter but one says that nothing stands there. What is no word of a presenter, such as a note that could not be
 * written after the post, says nothing; and a post that was cut off by its signal may have arrived, whatever the reason of the signal is.
 */
export function isSurelyNotPosted(error: unknown, signal: AbortSignal): boolean {
  return !signal.aborted && error instanceof PlatformError && error.reason !== 'outcome_unknown';
}

/**
 * What a chat answers; null where it refuses, and what that means is the caller's. A chat that is down says nothing at all.
 *
 * @throws PlatformError when the chat is down; whatever else `read` throws.
 */
export async function nullIfRefused<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof PlatformError) || isChatDown(error)) throw error;
    return null;
  }
}

/** The service, or the way to it, may work again in a moment. */
export function isServiceDown(error: unknown): boolean {
  return error instanceof SegmindError && error.retry === 'safe';
}

/**
 * The longest grace at a stop. The process has nine seconds for all of it (`app/start.ts`), and the platforms and the store want the rest
 * for their closing. Measured submits answer within 2 s.
 */
export const STOP_GRACE_MS = 4 * SECOND_MS;

/**
 * A signal for a call that must not be cut off at once, because its answer is worth money or a message: it aborts only `graceMs` after
 * the parent, or sooner where the program stops, with the parent's reason. Call `clear` when the call has ended.
 */
export function graceSignal(
  clock: Clock,
  parent: AbortSignal,
  graceMs: number,
): { signal: AbortSignal; clear: () => void } {
  const late = new AbortController();
  const done = new AbortController();
  const begin = (): void => {
    const ms = parent.reason instanceof StopSignal ? Math.min(graceMs, STOP_GRACE_MS) : graceMs;
    clock.sleep(ms, done.signal).then(
      () => late.abort(parent.reason),
      // Only `done` rejects this sleep: the call ended within its grace.
      () => undefined,
    );
  };
  if (parent.aborted) begin();
  else parent.addEventListener('abort', begin, { once: true });
  return {
    signal: late.signal,
    clear() {
      parent.removeEventListener('abort', begin);
      done.abort();
    },
  };
}

/** One call to a chat, at most so long: a call that hangs would hold up its job for ever. An upload of four pictures fits by far. */
const CHAT_CALL_MS = 120 * SECOND_MS;

/** An interrupt leaves a call this long to end, a stop `STOP_GRACE_MS`: a post whose answer is cut off has to be looked for. */
const CHAT_GRACE_MS = 10 * SECOND_MS;

/** @throws PlatformError `outcome_unknown` when the chat did not answer in time; else what the call throws. */
export async function chatCall<T>(
  clock: Clock,
  parent: AbortSignal,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const grace = graceSignal(clock, parent, CHAT_GRACE_MS);
  const overdue = (): PlatformError =>
    new PlatformError('outcome_unknown', 'The chat did not answer in time.');
  const bounded = deadlineSignal(clock, CHAT_CALL_MS, overdue, grace.signal);
  try {
    return await abortable(call(bounded.signal), bounded.signal);
  } finally {
    bounded.clear();
    grace.clear();
  }
}
