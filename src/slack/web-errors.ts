import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';

import {
  MINUTE_MS,
  PlatformError,
  SECOND_MS,
  isNeverSent,
  redactedCause,
  type BotErrorOptions,
  type PlatformErrorCode,
} from '../core/index.ts';

/** `create` is not repeated blindly; an `edit` or a `read` does no harm twice. */
export type CallKind = 'create' | 'edit' | 'read';

/** The place takes nothing of the bot's, and another place may. A private channel that the bot is not in is "not found" as well. */
const PLACE_CLOSED: readonly string[] = [
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'restricted_action_non_threadable_channel',
  'restricted_action_thread_locked',
  'posting_to_channel_denied',
  'invalid_channel',
  'thread_not_found',
  'cannot_reply_to_message',
  'user_not_in_channel',
];
const GONE: readonly string[] = ['message_not_found', 'thread_not_found', 'file_not_found', 'file_deleted'];
const MISSING_PERMISSION: readonly string[] = [
  ...PLACE_CLOSED,
  'missing_scope',
  'access_denied',
  'no_permission',
  'not_allowed_token_type',
  'ekm_access_denied',
  'app_access_restricted',
  'team_access_not_granted',
  'file_uploads_disabled',
  'cannot_dm_bot',
  'messages_tab_disabled',
  'user_not_found',
  'user_not_visible',
  'user_disabled',
  'cant_update_message',
  'cant_delete_message',
];
/** The bot's own token was refused: an operator has to act, and what was paid waits for it. */
const TOKEN_REFUSED: readonly string[] = [
  'token_revoked',
  'token_expired',
  'invalid_auth',
  'not_authed',
  'account_inactive',
];
const UNAVAILABLE: readonly string[] = [...TOKEN_REFUSED, 'service_unavailable', 'team_added_to_org'];
/** "Some aspect of the operation may have succeeded before the error was raised" (Slack's documentation of both). */
const UNSURE: readonly string[] = ['internal_error', 'fatal_error', 'request_timeout'];
const TOO_LARGE: readonly string[] = ['file_upload_size_restricted', 'file_too_large'];
const RATE_LIMITED: readonly string[] = ['ratelimited', 'rate_limited', 'message_limit_exceeded'];

const TOO_MANY_STATUS = 429;
/** Where Slack names no time. */
const DEFAULT_PAUSE_MS = MINUTE_MS;
/** Slack's own codes. Anything else in their place is a page of something in between. */
const CODE = /^[a-z0-9_-]{1,80}$/;

/**
 * Any error of a call as a `PlatformError`. What the library throws can carry the whole answer and with it people's words, so only
 * codes are kept of it.
 */
export function platformErrorOf(thrown: unknown, kind: CallKind): PlatformError {
  if (thrown instanceof PlatformError) return thrown;
  if (thrown instanceof WebAPIPlatformError) return refusalOf(thrown, kind);
  if (thrown instanceof WebAPIRateLimitedError) return pause(thrown, thrown.retryAfter * SECOND_MS);
  if (thrown instanceof WebAPIHTTPError) {
    const details = { status: thrown.statusCode };
    if (thrown.statusCode === TOO_MANY_STATUS) return pause(thrown, DEFAULT_PAUSE_MS, details);
    // A server that gave up, or a proxy before it, may have let the work be done: Slack itself answers with a code.
    return kind === 'create' ? unsure(thrown, { details }) : unavailable(thrown, { details });
  }
  const original = thrown instanceof WebAPIRequestError ? thrown.original : thrown;
  return kind === 'create' && !isNeverSent(original) ? unsure(thrown) : unavailable(thrown);
}

/** Slack's own code of a refusal; null when the error is none. */
export function slackCodeOf(error: unknown): string | null {
  const code = error instanceof PlatformError ? error.details?.['slackCode'] : null;
  return typeof code === 'string' ? code : null;
}

/** Whether the place is closed to the bot, so that another one may still take what was to be posted. */
export function isPlaceClosed(error: unknown): boolean {
  const code = slackCodeOf(error);
  return code !== null && PLACE_CLOSED.includes(code);
}

/**
 * Whether it was the blocks that Slack refused. Where they hold a picture this may pass: a file that is not ready yet is refused so, and
 * the words that say it are nowhere documented.
 */
export function areBlocksRefused(error: unknown): boolean {
  return slackCodeOf(error) === 'invalid_blocks';
}

/** @param code as Slack's API answers it; for answers that do not come through its library, too. */
export function platformErrorOfCode(
  code: string,
  kind: CallKind,
  thrown: unknown,
  more: BotErrorOptions = {},
): PlatformError {
  const details = { slackCode: code, ...more.details };
  const say = (reason: PlatformErrorCode, message: string, options: BotErrorOptions = {}): PlatformError =>
    make(reason, message, thrown, { retry: 'user_may', ...more, ...options, details });
  if (!CODE.test(code)) return kind === 'create' ? unsure(thrown) : unavailable(thrown);
  if (RATE_LIMITED.includes(code))
    return pause(thrown, more.retryAfterMs ?? DEFAULT_PAUSE_MS, { slackCode: code });
  if (UNAVAILABLE.includes(code)) return unavailable(thrown, { details });
  if (UNSURE.includes(code))
    return kind === 'create' ? unsure(thrown, { details }) : unavailable(thrown, { details });
  if (GONE.includes(code)) return say('gone', 'The message, its thread or its file was deleted.');
  if (MISSING_PERMISSION.includes(code)) return say('missing_permission', 'The bot may not do this there.');
  if (TOO_LARGE.includes(code))
    return say('payload_too_large', 'The files are too large for this place.', { retry: 'never' });
  return say('rejected', 'Slack refused the request.');
}

function refusalOf(error: WebAPIPlatformError, kind: CallKind): PlatformError {
  const { error: code, response_metadata: metadata } = error.data;
  const needed = (error.data as { needed?: unknown }).needed;
  const details = typeof needed === 'string' ? { neededScope: needed } : {};
  const retryAfterMs =
    metadata?.retryAfter === undefined ? {} : { retryAfterMs: metadata.retryAfter * SECOND_MS };
  return platformErrorOfCode(code, kind, error, { details, ...retryAfterMs });
}

function pause(
  thrown: unknown,
  retryAfterMs: number,
  details: NonNullable<BotErrorOptions['details']> = {},
): PlatformError {
  return make('rate_limited', 'Slack asks for a pause.', thrown, {
    retry: 'safe',
    retryAfterMs: Math.max(retryAfterMs, 1),
    details,
  });
}

export function unavailable(thrown: unknown, more: BotErrorOptions = {}): PlatformError {
  return make('unavailable', 'Slack could not be reached.', thrown, { retry: 'safe', ...more });
}

function unsure(thrown: unknown, more: BotErrorOptions = {}): PlatformError {
  return make('outcome_unknown', 'Slack did not answer.', thrown, { retry: 'user_may', ...more });
}

function make(
  reason: PlatformErrorCode,
  message: string,
  thrown: unknown,
  options: BotErrorOptions,
): PlatformError {
  return new PlatformError(reason, message, { cause: redactedCause(thrown), ...options });
}
