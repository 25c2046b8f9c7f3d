/**
 * The one error tree. Each error says three things that decide what happens next: a stable `code`, whether money was
 * spent (`charged`), and whether trying again can help (`retry`). Nothing here knows a platform or a library.
 */

/** `unknown`: the request may have reached the service and may have been billed. */
export type Charged = 'no' | 'yes' | 'unknown';

/**
 * `never`: the same request will fail again. `user_may`: a person may decide to ask again (a new paid job).
 * `safe`: the program itself may repeat the call, nothing was spent.
 */
export type RetryAdvice = 'never' | 'user_may' | 'safe';

export type UserErrorCode =
  | 'bad_prompt'
  | 'bad_flag'
  | 'bad_parameter'
  | 'too_many_pictures'
  | 'no_picture'
  | 'picture_unreadable'
  | 'picture_too_large'
  | 'picture_gone'
  | 'picture_unreachable'
  | 'address_refused'
  | 'over_limit'
  | 'not_allowed'
  | 'not_yours'
  | 'unknown_action'
  | 'too_late'
  | 'bad_usage';

export type SegmindErrorCode =
  | 'auth'
  | 'forbidden'
  | 'no_credit'
  | 'invalid_input'
  | 'not_found'
  | 'rate_limited'
  | 'unavailable'
  | 'protocol'
  | 'render_failed'
  | 'blocked'
  | 'expired'
  | 'deadline'
  | 'result_lost'
  | 'output_unreadable'
  | 'submit_outcome_unknown';

export type PlatformErrorCode =
  | 'missing_permission'
  | 'rate_limited'
  | 'handle_expired'
  | 'payload_too_large'
  | 'gone'
  | 'unavailable'
  | 'outcome_unknown'
  | 'rejected';

export type StoreErrorCode =
  | 'version_conflict'
  | 'retry_under_way'
  | 'not_found'
  | 'newer_schema'
  | 'in_use'
  | 'disk_full'
  | 'corrupt'
  | 'unreadable'
  | 'bad_key';

export type ErrorCode =
  | UserErrorCode
  | SegmindErrorCode
  | `platform_${PlatformErrorCode}`
  | `store_${StoreErrorCode}`
  | 'config'
  | 'internal';

export interface BotErrorOptions {
  cause?: unknown;
  charged?: Charged;
  retry?: RetryAdvice;
  /** How long to wait before the next try, in milliseconds, when the other side said so. */
  retryAfterMs?: number | undefined;
  /** Facts for the log. Never a secret, never a prompt: they are written out as they are. */
  details?: Readonly<Record<string, string | number | boolean | null>>;
}

/** What `JSON.stringify` and the logger see of an error: codes and facts, no URL, no token, no stack of a library. */
export interface ErrorJson {
  name: string;
  code: string;
  message: string;
  charged: Charged;
  retry: RetryAdvice;
  details?: Readonly<Record<string, string | number | boolean | null>>;
  cause?: ErrorJson | { name: string; code?: string };
}

export abstract class BotError extends Error {
  abstract readonly code: ErrorCode;
  readonly charged: Charged;
  readonly retry: RetryAdvice;
  readonly retryAfterMs: number | undefined;
  readonly details: Readonly<Record<string, string | number | boolean | null>> | undefined;

  constructor(message: string, options: BotErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = new.target.name;
    this.charged = options.charged ?? 'no';
    this.retry = options.retry ?? 'never';
    this.retryAfterMs = options.retryAfterMs;
    this.details = options.details;
  }

  /** A foreign cause gives only its name and code: its message may carry a URL with a token in it. */
  toJSON(): ErrorJson {
    return {
      name: this.name,
      code: this.code,
      message: this.message,
      charged: this.charged,
      retry: this.retry,
      ...(this.details ? { details: this.details } : {}),
      ...(this.cause === undefined ? {} : { cause: causeJson(this.cause) }),
    };
  }
}

/** A person asked for something that cannot be done; `message` is written to them and says what would work. */
export class UserError extends BotError {
  readonly code: UserErrorCode;
  constructor(code: UserErrorCode, message: string, options: BotErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }

  /** The message answers the person and may quote their words, which stay out of the log: the code tells what it was. */
  override toJSON(): ErrorJson {
    return { ...super.toJSON(), message: 'Answered to the person.' };
  }
}

/** Segmind, or the way to it, failed. */
export class SegmindError extends BotError {
  readonly code: SegmindErrorCode;
  /** The request it is about, where there is one: it can be resumed within an hour. */
  readonly requestId: string | null;
  /**
   * The service's own words, on one line, clipped, without addresses; null where it sent none. Hostile text, which may quote the
   * prompt: for the person who asked, never for the log, and so not in `toJSON`.
   */
  readonly detail: string | null;
  constructor(
    code: SegmindErrorCode,
    message: string,
    options: BotErrorOptions & { requestId?: string | null; detail?: string | null } = {},
  ) {
    super(message, options);
    this.code = code;
    this.requestId = options.requestId ?? null;
    this.detail = options.detail ?? null;
  }
}

/** A chat platform refused or failed a call. Adapters throw only this kind. */
export class PlatformError extends BotError {
  readonly code: `platform_${PlatformErrorCode}`;
  readonly reason: PlatformErrorCode;
  constructor(reason: PlatformErrorCode, message: string, options: BotErrorOptions = {}) {
    super(message, options);
    this.reason = reason;
    this.code = `platform_${reason}`;
  }
}

export class StoreError extends BotError {
  readonly code: `store_${StoreErrorCode}`;
  readonly reason: StoreErrorCode;
  constructor(reason: StoreErrorCode, message: string, options: BotErrorOptions = {}) {
    super(message, options);
    this.reason = reason;
    this.code = `store_${reason}`;
  }
}

/** The settings cannot be used. `problems` lists every one, each with how to mend it. */
export class ConfigError extends BotError {
  readonly code = 'config' as const;
  readonly problems: readonly string[];
  constructor(problems: readonly string[], options: BotErrorOptions = {}) {
    super(problems.join('\n'), options);
    this.problems = problems;
  }
}

/** A bug of ours, or a library's error that no adapter translated. The outcome of a running submit is then unknown. */
export class InternalError extends BotError {
  readonly code = 'internal' as const;
}

/** Any thrown value as a `BotError`: ours as they are, everything else wrapped as `internal`. */
export function asBotError(thrown: unknown): BotError {
  if (thrown instanceof BotError) return thrown;
  return new InternalError('An unexpected error.', { cause: thrown, retry: 'user_may' });
}

/** The error as it may be logged, whatever it is. */
export function errorJson(thrown: unknown): ErrorJson {
  return asBotError(thrown).toJSON();
}

function causeJson(cause: unknown): ErrorJson | { name: string; code?: string } {
  if (cause instanceof BotError) return cause.toJSON();
  if (cause instanceof Error) {
    const code = 'code' in cause ? cause.code : undefined;
    return typeof code === 'string' || typeof code === 'number'
      ? { name: cause.name, code: String(code) }
      : { name: cause.name };
  }
  return { name: typeof cause };
}

/**
 * A library's error as a cause that may be kept: its name and code, without addresses, requests, answers and words.
 *
 * @param name in place of its own, where that holds more than a name.
 */
export function redactedCause(
  thrown: unknown,
  name: string = thrown instanceof Error ? thrown.name : typeof thrown,
): Error {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : undefined;
  return Object.assign(new Error('Redacted.'), { name, ...(code === undefined ? {} : { code }) });
}
