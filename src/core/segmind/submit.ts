import { SegmindError } from '../errors.ts';
import { MINUTE_MS } from '../time.ts';
import { backoffMs } from './backoff.ts';
import { refusal, submitOutcomeUnknown, unavailable, type FailureContext } from './failures.ts';
import type { Headers, HttpOutcome } from './http.ts';
import { MAX_JSON_BYTES, TIMEOUT_MS, apiHeaders, apiUrl, heedRateLimit, takeTurn } from './parts.ts';
import type { ClientParts } from './parts.ts';
import type { CallOptions, SubmitInput, SubmitOptions, SyncResult } from './types.ts';
import {
  amount,
  isRequestId,
  milliseconds,
  parseJson,
  parseSeed,
  parseSubmitAnswer,
  submitBody,
} from './wire.ts';

/**
 * How often each may happen before the call gives up. Unreached: nothing has left this machine yet, so each try is safe. An
 * explicit 500, 502 or 503 is repeated once at most: what it did before it failed is not known. 429s end by patience.
 */
const MOST_FAILURES: Readonly<Record<Repeatable, number>> = {
  unreached: 4,
  server_error: 2,
  rate_limited: Infinity,
};
const REPEATABLE_ERRORS: readonly number[] = [500, 502, 503];
/** How long a submit waits between its tries altogether. Segmind counts its rate limits by the minute. */
const PATIENCE_MS = 2 * MINUTE_MS;
/** Gave up waiting for us, or for the machine behind: the request may have been taken. */
const REQUEST_TIMEOUT = 408;

/** A 1K png stays under 4 MB; several of them would too. */
const MAX_PICTURE_BYTES = 32 * 1024 * 1024;

/** @returns the id of the request that the service has taken. */
export async function submit(
  parts: ClientParts,
  input: SubmitInput,
  options: SubmitOptions,
): Promise<string> {
  const { body, status } = await post(parts, input, options, {
    path: `v2/${encodeURIComponent(parts.model)}`,
    timeoutMs: TIMEOUT_MS.submit,
    maxBytes: MAX_JSON_BYTES,
  });
  const requestId = parseSubmitAnswer(parseJson(body));
  if (requestId !== null) return requestId;
  throw submitOutcomeUnknown(
    new SegmindError('protocol', 'The answer to the submit carries no usable request id.'),
    { status, answerBytes: body.length },
  );
}

export async function sync(
  parts: ClientParts,
  input: SubmitInput,
  options: CallOptions,
): Promise<SyncResult> {
  const { body, status, headers } = await post(parts, input, options, {
    path: `v1/${encodeURIComponent(parts.model)}`,
    timeoutMs: TIMEOUT_MS.sync,
    maxBytes: MAX_PICTURE_BYTES,
  });
  const contentType = header(headers, 'content-type') ?? '';
  if (!/^(?:image|application\/octet-stream)\b/i.test(contentType) || body.length === 0) {
    throw submitOutcomeUnknown(new SegmindError('protocol', 'The answer is no picture.'), {
      status,
      answerBytes: body.length,
    });
  }
  const requestId = header(headers, 'x-request-id');
  return {
    bytes: body,
    contentType,
    requestId: isRequestId(requestId) ? requestId : null,
    costUsd: amount(header(headers, 'x-cost')),
    remainingCreditsUsd: amount(header(headers, 'x-remaining-credits')),
    generationMs: milliseconds(header(headers, 'x-generation-time')),
    seed: parseSeed(header(headers, 'x-seed-value')),
  };
}

interface Call {
  path: string;
  timeoutMs: number;
  maxBytes: number;
}

type Answer = Extract<HttpOutcome, { kind: 'answer' }>;
type Repeatable = 'unreached' | 'server_error' | 'rate_limited';
/** `again`: it surely has bought nothing, and may be sent once more. `error`: what it comes to when it may not. */
type Verdict = { answer: Answer } | { again: Repeatable; error: SegmindError; hintMs: number | null };

/** Sends what costs money, and repeats it only where it surely has bought nothing. Returns an answer with a status of 2xx. */
async function post(
  parts: ClientParts,
  input: SubmitInput,
  options: SubmitOptions,
  call: Call,
): Promise<Answer> {
  const body = submitBody(input);
  const context: FailureContext = {
    requestId: null,
    charged: 'no',
    isPaid: true,
    secrets: [parts.apiKey, input.prompt, ...input.imageUrls],
  };
  const failures: Record<Repeatable, number> = { unreached: 0, server_error: 0, rate_limited: 0 };
  const startedAtMs = parts.clock.monotonicMs();
  const exchangeSignal = options.exchangeSignal ?? options.signal;
  for (;;) {
    await takeTurn(parts, options);
    await options.beforeSend?.();
    // The caller may have stopped while it wrote; the exchange itself may no longer listen to that.
    options.signal?.throwIfAborted();
    const outcome = await parts.http.send({
      method: 'POST',
      url: apiUrl(parts, call.path),
      headers: { ...apiHeaders(parts), 'content-type': 'application/json' },
      body,
      timeoutMs: call.timeoutMs,
      maxBytes: call.maxBytes,
      signal: exchangeSignal,
    });
    const verdict = judge(parts, outcome, context, exchangeSignal);
    if ('answer' in verdict) return verdict.answer;
    const { again, error, hintMs } = verdict;
    failures[again] += 1;
    const delayMs = hintMs ?? backoffMs(failures[again], parts.random);
    const waitedMs = parts.clock.monotonicMs() - startedAtMs;
    if (failures[again] >= MOST_FAILURES[again] || waitedMs + delayMs > PATIENCE_MS) throw error;
    parts.logger.warn({ again, delayMs }, 'A submit that bought nothing is sent again.');
    await parts.clock.sleep(delayMs, options.signal);
  }
}

/** @throws what ends the call: a refusal, or that nobody can know what became of it. */
function judge(
  parts: ClientParts,
  outcome: HttpOutcome,
  context: FailureContext,
  signal: AbortSignal | undefined,
): Verdict {
  if (outcome.kind === 'aborted') {
    if (!outcome.mayHaveLeft) throw signal?.reason;
    throw submitOutcomeUnknown(signal?.reason);
  }
  if (outcome.kind === 'failed') {
    if (outcome.mayHaveLeft) throw submitOutcomeUnknown(outcome.cause);
    return { again: 'unreached', error: unavailable(outcome.cause, context), hintMs: null };
  }
  const { status } = outcome;
  const isAnswer = outcome.kind === 'answer';
  if (isSuccess(status)) {
    if (isAnswer) return { answer: outcome };
    throw submitOutcomeUnknown(outcome.cause, { status });
  }
  const isServerError = REPEATABLE_ERRORS.includes(status);
  if (status === REQUEST_TIMEOUT || (status >= 500 && !isServerError))
    throw submitOutcomeUnknown(isAnswer ? undefined : outcome.cause, { status });
  const error = refusal(status, isAnswer ? parseJson(outcome.body) : undefined, context);
  if (isServerError) return { again: 'server_error', error, hintMs: null };
  if (status !== 429) throw error;
  return { again: 'rate_limited', error, hintMs: heedRateLimit(parts, outcome.headers) };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function header(headers: Headers, name: string): string | null {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}
