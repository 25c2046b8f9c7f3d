import type { SegmindError } from '../errors.ts';
import { MINUTE_MS, SECOND_MS } from '../time.ts';
import { backoffMs } from './backoff.ts';
import { deadlinePassed, refusal, unavailable, unreadable, type FailureContext } from './failures.ts';
import type { HttpRequest } from './http.ts';
import { MAX_JSON_BYTES, TIMEOUT_MS, apiHeaders, apiUrl, heedRateLimit, takeTurn } from './parts.ts';
import type { ClientParts } from './parts.ts';
import type { Balance, CallOptions } from './types.ts';
import { parseBalance, parseJson } from './wire.ts';

/** One try of a call that may be repeated freely. `again`: it may pass by itself. What is thrown is final. */
export type Attempt<T> = { value: T } | { again: SegmindError };

export interface RepeatLimits {
  maxFailures: number;
  /** No try starts after this, in milliseconds since 1970, but one at that very time. */
  untilAt: number;
}

/** Six failures in a row cost under 25 s, and then somebody should hear of it. */
const PLAIN_MAX_FAILURES = 6;
const PLAIN_PATIENCE_MS = 2 * MINUTE_MS;
/** What the last look at a deadline may take. */
const LAST_LOOK_MS = 5 * SECOND_MS;

export function plainLimits(parts: ClientParts): RepeatLimits {
  return { maxFailures: PLAIN_MAX_FAILURES, untilAt: parts.clock.now() + PLAIN_PATIENCE_MS };
}

/** Tries until it succeeds or the limits are reached, and returns the last try. */
export async function repeat<T>(
  parts: ClientParts,
  limits: RepeatLimits,
  options: CallOptions,
  attempt: () => Promise<Attempt<T>>,
): Promise<Attempt<T>> {
  for (let failures = 1; ; failures += 1) {
    const tried = await attempt();
    if ('value' in tried) return tried;
    const leftMs = limits.untilAt - parts.clock.now();
    if (failures >= limits.maxFailures || leftMs <= 0) return tried;
    const { code, requestId, retryAfterMs } = tried.again;
    const delayMs = Math.min(retryAfterMs ?? backoffMs(failures, parts.random), leftMs);
    parts.logger.debug({ code, requestId, failures, delayMs }, 'Segmind is asked again.');
    await parts.clock.sleep(delayMs, options.signal);
  }
}

export function valueOf<T>(tried: Attempt<T>): T {
  if ('value' in tried) return tried.value;
  throw tried.again;
}

/** What a GET brought: a JSON answer with a status below 500. */
export interface JsonAnswer {
  status: number;
  body: unknown;
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;
/** Timed out, too early: they pass by themselves. */
const PASSING: readonly number[] = [408, 425, 429];

/**
 * One exchange that is free, so that anything short of a clear answer may be tried again: a cut connection, a time-out, 429, 5xx, a
 * gateway's HTML in place of JSON.
 *
 * @throws the signal's reason; SegmindError `deadline` when its turn at the limiter has not come shortly after `untilAt`.
 */
export async function exchangeJson(
  parts: ClientParts,
  request: Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body' | 'timeoutMs'>,
  context: FailureContext,
  options: CallOptions,
  untilAt: number | null,
): Promise<Attempt<JsonAnswer>> {
  const reason = (): SegmindError => deadlinePassed(context.requestId);
  const end = untilAt === null ? null : { at: untilAt + LAST_LOOK_MS, reason };
  await takeTurn(parts, options, end);
  const leftMs = untilAt === null ? Infinity : Math.max(0, untilAt - parts.clock.now()) + LAST_LOOK_MS;
  const outcome = await parts.http.send({
    ...request,
    timeoutMs: Math.min(request.timeoutMs, leftMs),
    maxBytes: MAX_JSON_BYTES,
    signal: options.signal,
  });
  if (outcome.kind === 'aborted') throw options.signal?.reason;
  if (outcome.kind === 'failed') return { again: unavailable(outcome.cause, context) };
  const { status } = outcome;
  const body = outcome.kind === 'answer' ? parseJson(outcome.body) : undefined;
  if (status >= 500 || PASSING.includes(status)) {
    const hintMs = status === 429 ? heedRateLimit(parts, outcome.headers) : null;
    return { again: refusal(status, body, { ...context, retryAfterMs: hintMs ?? undefined }) };
  }
  if (typeof body === 'object' && body !== null) return { value: { status, body } };
  // A 404 page of a gateway is no word of the service about this request.
  if (isSuccess(status) || status === 404) return { again: unreadable(context, { status }) };
  return { value: { status, body } };
}

export function getJson(
  parts: ClientParts,
  path: string,
  context: FailureContext,
  options: CallOptions,
  untilAt: number | null = null,
): Promise<Attempt<JsonAnswer>> {
  const request = {
    method: 'GET',
    url: apiUrl(parts, path),
    headers: apiHeaders(parts),
    timeoutMs: TIMEOUT_MS.read,
  } as const;
  return exchangeJson(parts, request, context, options, untilAt);
}

export async function balance(parts: ClientParts, options: CallOptions): Promise<Balance> {
  const context: FailureContext = { requestId: null, charged: 'no', secrets: [parts.apiKey] };
  const tried = await repeat<Balance>(parts, plainLimits(parts), options, async () => {
    const answer = await getJson(parts, 'v1/get-user-credits', context, options);
    if ('again' in answer) return answer;
    const { status, body } = answer.value;
    if (!isSuccess(status)) throw refusal(status, body, context);
    const value = parseBalance(body);
    return value ? { value } : { again: unreadable(context, { status }) };
  });
  return valueOf(tried);
}
