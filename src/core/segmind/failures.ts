import { SegmindError, type BotErrorOptions, type Charged, type SegmindErrorCode } from '../errors.ts';
import { errorWords } from './wire.ts';

/** What is known about the request that an answer is about. */
export interface FailureContext {
  requestId: string | null;
  /** Whether the request that this answer is about may have cost something; a refused submit costs nothing. */
  charged: Charged;
  /** Whether the call itself buys something: then the program must not repeat it by itself after a server error. */
  isPaid?: boolean;
  /** When to ask again, where the answer says so. */
  retryAfterMs?: number | undefined;
  /** Texts that must not come back in an error: the key, the prompt. */
  secrets: readonly string[];
}

/** A content block is known by its words alone; the upstream filters' names are among them. `safety_tolerance` is a parameter. */
const BLOCKED =
  /content[ _-]?policy|content[ _-]?filter|\bsafety\b(?![ _-]?tolerance)|\bmoderat(?:ion|ed|or)\b|responsible[ _-]?ai|\bprohibited[ _-]content\b/i;
/** The abbreviation counts in capitals only: it is also a part of names. */
const BLOCKED_ABBREVIATION = /\bRAI\b/;

/** The words of a validator: seen live ("Prompt is Mandatory and must be string"), and the usual ones. */
const INVALID =
  /\bmandatory\b|\brequired\b|\bmust (?:be|not|have|contain)\b|\bshould be\b|\binvalid\b|\bnot (?:a )?valid\b|\b(?:un|not )supported\b|\bnot allowed\b|\ballowed values\b|\bvalidation\b|\bout of range\b|\bexceed(?:s|ed)?\b|\btoo (?:long|large|many)\b|\bgreater than\b|\bless than\b/i;

const CREDIT = /insufficient|not enough|\bcredits?\b|\bbalance\b|\bpayment\b/i;
const CONTENT_TYPE = /content[ -]?type/i;
const SPEND_CAP = /\bspend(?:ing)?\b|\bcap\b|\bbudget\b/i;

/** A render that ended as FAILED (HTTP 422 on the poll endpoints): terminal, never charged. Only its words tell why. */
export function renderFailure(body: unknown, context: FailureContext): SegmindError {
  const words = errorWords(body);
  const options = { ...optionsOf(words, context), charged: 'no' as const };
  if (BLOCKED.test(words) || BLOCKED_ABBREVIATION.test(words))
    return new SegmindError('blocked', "The service's content filter refused this.", options);
  if (INVALID.test(words))
    return new SegmindError('invalid_input', 'The service refused a value of this request.', options);
  return new SegmindError('render_failed', 'The service could not paint this.', {
    ...options,
    retry: 'user_may',
  });
}

/**
 * An explicit refusal by its status, and by its words where the status has several meanings. What may pass by itself (429, 5xx)
 * has `retry: 'safe'`.
 */
export function refusal(status: number, body: unknown, context: FailureContext): SegmindError {
  const words = errorWords(body);
  const make = (code: SegmindErrorCode, message: string, more: BotErrorOptions = {}): SegmindError =>
    new SegmindError(code, message, {
      ...optionsOf(words, context),
      ...more,
      details: { status, ...more.details },
    });
  if (status >= 500)
    return make('unavailable', 'The service is not available at the moment.', {
      retry: context.isPaid === true ? 'user_may' : 'safe',
    });
  switch (status) {
    case 401:
      return make('auth', 'The service does not accept the API key.');
    case 402:
      return noCredit(words, make);
    case 403:
      return make('forbidden', 'The API key has no permission for this.');
    case 404:
      return context.requestId === null
        ? make('not_found', 'The service knows no such model or address.')
        : make('expired', 'The service does not know this request (any more).', { retry: 'user_may' });
    case 405:
    case 415:
      return make('protocol', 'The service did not understand the call.');
    case 406:
      if (CONTENT_TYPE.test(words)) return make('protocol', 'The service did not understand the call.');
      if (SPEND_CAP.test(words) || CREDIT.test(words)) return noCredit(words, make);
      return make('invalid_input', 'The service refused a value of this request.');
    case 410:
      return make('not_found', 'The service has retired this model.');
    case 422:
      return renderFailure(body, context);
    case 429:
      return make('rate_limited', 'The service asks for fewer requests.', { retry: 'safe' });
    case 400:
    case 413:
      return make('invalid_input', 'The service refused this request.');
    default:
      return make('protocol', `The service answered with HTTP ${status}, which has no meaning here.`);
  }
}

/**
 * A refused look at a request that the service has taken: a key that is being changed, a gateway's 403. It says nothing about the
 * picture, and may pass.
 */
export function refusedLook(status: number, body: unknown, context: FailureContext): SegmindError {
  const { code, message, charged, requestId, detail, details } = refusal(status, body, context);
  const more = details ? { details } : {};
  return new SegmindError(code, message, { charged, requestId, detail, ...more, retry: 'safe' });
}

function noCredit(
  words: string,
  make: (code: SegmindErrorCode, message: string, more?: BotErrorOptions) => SegmindError,
): SegmindError {
  if (SPEND_CAP.test(words))
    return make('no_credit', "The team's spending cap at the service is reached.", {
      details: { reason: 'spend_cap' },
    });
  return make('no_credit', 'The account at the service has no credit left.', {
    details: { reason: 'credits' },
  });
}

/** Nothing was heard after the request may have left: it may have been taken, painted and billed. Never repeated by itself. */
export function submitOutcomeUnknown(cause: unknown, details: Record<string, number> = {}): SegmindError {
  return new SegmindError(
    'submit_outcome_unknown',
    'The connection was lost after the request had been sent: the service may have taken it, and may bill it.',
    { cause, charged: 'unknown', retry: 'user_may', details },
  );
}

export function unavailable(cause: unknown, context: Omit<FailureContext, 'secrets'>): SegmindError {
  return new SegmindError('unavailable', 'The service could not be reached.', {
    cause,
    charged: context.charged,
    retry: 'safe',
    requestId: context.requestId,
  });
}

/** An answer with HTTP 200 that says nothing we understand. */
export function unreadable(
  context: Omit<FailureContext, 'secrets'>,
  details: Record<string, string | number>,
): SegmindError {
  return new SegmindError('protocol', 'The service sent an answer that cannot be read.', {
    charged: context.charged,
    retry: 'safe',
    requestId: context.requestId,
    details,
  });
}

/** The time to wait is over; the request may still be painted, and the same id can be followed again. */
export function deadlinePassed(requestId: string | null, cause?: SegmindError): SegmindError {
  return new SegmindError('deadline', 'The picture was not ready in time; it may still be painted.', {
    requestId,
    charged: 'unknown',
    retry: 'user_may',
    ...(cause ? { cause } : {}),
  });
}

/** Painted, billed, and gone: the one failure that is certainly charged. */
export function resultLost(requestId: string, message: string): SegmindError {
  return new SegmindError('result_lost', message, { requestId, charged: 'yes', retry: 'user_may' });
}

type SegmindErrorOptions = BotErrorOptions & { requestId: string | null; detail: string | null };

const MAX_DETAIL_CHARS = 300;
/** Shorter texts are ordinary words: blanking them would only garble the sentence. */
const MIN_SECRET_CHARS = 8;

function optionsOf(words: string, context: FailureContext): SegmindErrorOptions {
  return {
    requestId: context.requestId,
    charged: context.charged,
    retryAfterMs: context.retryAfterMs,
    detail: cleanWords(words, context.secrets),
  };
}

function cleanWords(words: string, secrets: readonly string[]): string | null {
  const clean = secrets
    .filter((secret) => secret.length >= MIN_SECRET_CHARS)
    .reduce((text, secret) => text.replaceAll(secret, '…'), words)
    .replace(/\b(?:https?|data):\S+/gi, '…')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  if (clean === '') return null;
  return clean.length > MAX_DETAIL_CHARS ? `${clean.slice(0, MAX_DETAIL_CHARS - 1)}…` : clean;
}
