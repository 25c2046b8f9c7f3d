import { SegmindError, type Charged } from '../errors.ts';
import {
  refusal,
  refusedLook,
  renderFailure,
  resultLost,
  unreadable,
  type FailureContext,
} from './failures.ts';
import type { ClientParts } from './parts.ts';
import { getJson, plainLimits, repeat, valueOf, type Attempt } from './reads.ts';
import type { CallOptions, RenderResult, RequestStatus } from './types.ts';
import {
  parseMetrics,
  parseOutputUrls,
  parseResultSeed,
  parseStatusWord,
  parseText,
  type StatusWord,
} from './wire.ts';

/** The service knows no such request: never heard of, or older than its hour. */
export interface Missing {
  state: 'missing';
  error: SegmindError;
}

/** The look itself was refused, which is no word about the request. */
export interface Refused {
  state: 'refused';
  error: SegmindError;
}

/** FAILED comes as HTTP 422, on both poll endpoints. */
const FAILED_STATUS = 422;
/** Times that the result of a completed request may be missing before it counts as lost: status and result may lag behind each other. */
const MAX_RESULT_MISSES = 3;

/** One look at the light status endpoint, not repeated. */
export async function lookOnce(
  parts: ClientParts,
  requestId: string,
  options: CallOptions,
  untilAt: number | null = null,
): Promise<Attempt<RequestStatus | Missing | Refused>> {
  const context = contextOf(parts, requestId);
  const tried = await getJson(parts, `v2/requests/${requestId}/status`, context, options, untilAt);
  if ('again' in tried) return tried;
  const { status, body } = tried.value;
  if (status === 404) return { value: { state: 'missing', error: refusal(status, body, context) } };
  if (status === FAILED_STATUS) return { value: failed(requestId, body, context) };
  if (status >= 300) return { value: { state: 'refused', error: refusal(status, body, context) } };
  const word = parseStatusWord(body);
  if (word === null) return { again: unreadable(context, { status }) };
  return { value: statusOf(word, requestId, body, context) };
}

export async function status(
  parts: ClientParts,
  requestId: string,
  options: CallOptions,
): Promise<RequestStatus> {
  const look = valueOf(
    await repeat(parts, plainLimits(parts), options, () => lookOnce(parts, requestId, options)),
  );
  if (look.state === 'missing' || look.state === 'refused') throw look.error;
  return look;
}

/** `wasSeenCompleted`: this process has heard that it completed, so what is missing now is lost, and was paid for. */
export async function result(
  parts: ClientParts,
  requestId: string,
  options: CallOptions,
  wasSeenCompleted: boolean,
): Promise<RenderResult> {
  const context = contextOf(parts, requestId, wasSeenCompleted ? 'yes' : 'unknown');
  // A paid picture is worth all the patience that a plain call has, however many tries fit into it.
  const limits = { ...plainLimits(parts), ...(wasSeenCompleted ? { maxFailures: Infinity } : {}) };
  let misses = 0;
  const tried = await repeat<RenderResult>(parts, limits, options, async () => {
    const answer = await getJson(parts, `v2/requests/${requestId}`, context, options);
    if ('again' in answer) return answer;
    const { status: httpStatus, body } = answer.value;
    if (httpStatus === FAILED_STATUS) throw renderFailure(body, context);
    const word = parseStatusWord(body);
    if (word === 'failed') throw renderFailure(body, context);
    const found = httpStatus < 300 ? resultOf(requestId, body, word) : null;
    if (found) return { value: found };
    if (httpStatus >= 300 && httpStatus !== 404) return { again: refusedLook(httpStatus, body, context) };

    if (httpStatus !== 404 && word === null) return { again: unreadable(context, { status: httpStatus }) };
    if (word === 'completed')
      throw resultLost(requestId, 'The service completed this request without a picture.');
    if (!wasSeenCompleted) {
      if (httpStatus === 404) throw await lossOf(parts, requestId, options, refusal(404, body, context));
      throw new SegmindError('protocol', 'This request is still running: it has no result yet.', {
        requestId,
        charged: 'unknown',
        retry: 'user_may',
      });
    }
    const error = resultLost(requestId, 'The picture was painted, and the service has lost it.');
    misses += 1;
    if (misses >= MAX_RESULT_MISSES) throw error;
    return { again: error };
  });
  return valueOf(tried);
}

/** A result that is not there: lost, if the service still says that it completed; else the request as a whole is gone. */
async function lossOf(
  parts: ClientParts,
  requestId: string,
  options: CallOptions,
  gone: SegmindError,
): Promise<SegmindError> {
  const look = await lookOnce(parts, requestId, options);
  if ('value' in look && look.value.state === 'completed')
    return resultLost(requestId, 'The picture was painted, and the service has lost it.');
  return gone;
}

/** While a request may still be painted, a failure to ask about it says nothing about its price. */
function contextOf(parts: ClientParts, requestId: string, charged: Charged = 'unknown'): FailureContext {
  return { requestId, charged, secrets: [parts.apiKey] };
}

function statusOf(
  word: StatusWord,
  requestId: string,
  body: unknown,
  context: FailureContext,
): RequestStatus {
  if (typeof word === 'object') return { state: 'unknown', requestId, word: word.unknown };
  switch (word) {
    case 'completed':
      return { state: 'completed', requestId, metrics: parseMetrics(body) };
    case 'failed':
      return failed(requestId, body, context);
    case 'queued':
    case 'processing':
      return { state: word, requestId };
  }
}

function failed(requestId: string, body: unknown, context: FailureContext): RequestStatus {
  return { state: 'failed', requestId, error: renderFailure(body, context) };
}

/** Null for a body without pictures. Pictures count, whatever the word beside them, but for the words of a request that still runs. */
function resultOf(requestId: string, body: unknown, word: StatusWord | null): RenderResult | null {
  const outputUrls = parseOutputUrls(body);
  if (outputUrls.length === 0 || word === 'queued' || word === 'processing') return null;
  return {
    requestId,
    outputUrls,
    text: parseText(body),
    seed: parseResultSeed(body),
    metrics: parseMetrics(body),
  };
}
