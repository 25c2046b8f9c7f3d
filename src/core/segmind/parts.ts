import type { Logger } from '../logger.ts';
import { SegmindError } from '../errors.ts';
import { SECOND_MS, deadlineSignal, type Clock } from '../time.ts';
import { resetAt } from './backoff.ts';
import type { Headers, Http } from './http.ts';
import type { RequestLimiter } from './limiter.ts';
import type { Pace } from './pace.ts';
import type { CallOptions } from './types.ts';

/** What the calls to the service are made of; put together in `createSegmindClient`. */
export interface ClientParts {
  apiKey: string;
  baseUrl: URL;
  uploadUrl: URL;
  model: string;
  http: Http;
  clock: Clock;
  logger: Logger;
  pace: Pace;
  limiter: RequestLimiter;
  /** 0 ≤ x < 1, for jitter. */
  random: () => number;
}

/** An answer of JSON is a few hundred bytes; a prompt that comes back in it may be long. */
export const MAX_JSON_BYTES = 1024 * 1024;

/** The line at the limiter for callers that name none. */
const SHARED_LINE = 'shared';

/** An address on our own base, whatever an answer named: the key goes nowhere else. Ids need no escaping (`isRequestId`). */
export function apiUrl(parts: ClientParts, path: string): URL {
  const base = parts.baseUrl.href.replace(/\/*$/, '/');
  return new URL(path, base);
}

export function apiHeaders(parts: ClientParts): Record<string, string> {
  return { 'x-api-key': parts.apiKey, accept: 'application/json', 'user-agent': 'imagine-bot' };
}

/**
 * Waits for this call's turn, no longer than until `end.at` (milliseconds since 1970).
 *
 * @throws the signal's reason; SegmindError `unavailable` when the client is closed; `end.reason()` when the turn has not come in time.
 */
export async function takeTurn(
  parts: ClientParts,
  options: CallOptions,
  end: { at: number; reason: () => Error } | null = null,
): Promise<void> {
  const key = options.fairnessKey ?? SHARED_LINE;
  options.signal?.throwIfAborted();
  // Every try begins here, so that no loop goes on after the client was closed under it.
  if (parts.http.isClosed) throw new SegmindError('unavailable', 'The client is closed.');
  if (end === null) return parts.limiter.acquire(key, options.signal);
  const { signal, clear } = deadlineSignal(
    parts.clock,
    end.at - parts.clock.now(),
    end.reason,
    options.signal,
  );
  try {
    await parts.limiter.acquire(key, signal);
  } finally {
    clear();
  }
}

/** Holds every request back until a 429's reset, where it names one. Returns the wait in milliseconds, or null without a hint. */
export function heedRateLimit(parts: ClientParts, headers: Headers): number | null {
  const now = parts.clock.now();
  const at = resetAt(headers, now);
  if (at === null) return null;
  parts.limiter.pauseUntil(at);
  return at - now;
}

/** How long one exchange may take, from the connection to the last byte. No limit is published; these are generous to slow lines. */
export const TIMEOUT_MS = {
  /** Status, result and balance are small and repeated. */
  read: 15 * SECOND_MS,
  /** A submit that is given up too early is a picture of unknown outcome. */
  submit: 60 * SECOND_MS,
  /** The v1 call paints within the exchange; the official SDK waits up to 600 s for a picture. */
  sync: 600 * SECOND_MS,
  /** 7 MB in base64 over 1 Mbit/s take 75 s. */
  upload: 120 * SECOND_MS,
} as const;
