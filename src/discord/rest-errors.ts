import { DiscordAPIError, HTTPError, RateLimitError, RESTJSONErrorCodes as Code } from 'discord.js';

import {
  PlatformError,
  isNeverSent,
  redactedCause,
  type BotErrorOptions,
  type PlatformErrorCode,
} from '../core/index.ts';

/** `create` is not repeated blindly; an `edit` or a `read` does no harm twice. */
export type CallKind = 'create' | 'edit' | 'read';

const HANDLE_EXPIRED: readonly unknown[] = [
  Code.InvalidWebhookToken,
  Code.UnknownWebhook,
  Code.UnknownInteraction,
];
const GONE: readonly unknown[] = [Code.UnknownMessage, Code.UnknownChannel, Code.UnknownGuild];
const MISSING_PERMISSION: readonly unknown[] = [
  Code.MissingAccess,
  Code.MissingPermissions,
  Code.CannotSendMessagesToThisUser,
  Code.CannotSendMessagesInNonTextChannel,
  Code.CannotReplyWithoutPermissionToReadMessageHistory,
];
const RATE_LIMITED: readonly unknown[] = [
  Code.MaximumNumberOfEditsToMessagesOlderThanOneHourReached,
  Code.ActionCannotBePerformedDueToSlowmodeRateLimit,
  Code.ChannelWriteRateLimit,
];
/**
 * Refusals that pass: what stands before Discord blocks the address for the moment (seen in discord/discord-api-docs#6473, with status
 * 403), or Discord has too much to do. What is refused so may be taken in a minute.
 */
const PASSING: readonly unknown[] = [
  Code.CloudflareIsBlockingYourRequest,
  Code.ServiceResourceIsBeingRateLimited,
  Code.APIResourceOverloaded,
];

/** A gateway gave up on a server that may have done its work all the same. */
const GATEWAY_STATUSES: readonly number[] = [502, 504];
const UNAUTHORIZED = 401;
const TOO_LARGE = 413;

/**
 * Any error of a call as a `PlatformError`. What Discord's library throws carries the address (with the interaction token in it) and
 * the whole request, so only codes are kept of it.
 */
export function platformErrorOf(thrown: unknown, kind: CallKind): PlatformError {
  if (thrown instanceof PlatformError) return thrown;
  if (thrown instanceof DiscordAPIError) return refusalOf(thrown);
  if (thrown instanceof RateLimitError) {
    const { retryAfter, timeToReset, sublimitTimeout } = thrown;
    return make('rate_limited', 'Discord asks for a pause.', thrown, {
      retry: 'safe',
      retryAfterMs: Math.max(retryAfter, timeToReset, sublimitTimeout, 1),
    });
  }
  if (thrown instanceof HTTPError) {
    const isUnsure = kind === 'create' && GATEWAY_STATUSES.includes(thrown.status);
    return isUnsure ? unsure(thrown) : unavailable(thrown, { details: { status: thrown.status } });
  }
  const isHarmless = kind === 'read' || isNeverSent(thrown) || isTokenForgotten(thrown);
  return isHarmless ? unavailable(thrown) : unsure(thrown);
}

/** Whether Discord refused the bot's token itself: by the library's own error, or by ours that was made of it. */
export function isTokenRefused(error: unknown): boolean {
  if (error instanceof DiscordAPIError) return error.status === UNAUTHORIZED;
  return error instanceof PlatformError && error.details?.['status'] === UNAUTHORIZED;
}

/** Whether Discord itself refused the call for good: neither what stands before it, nor a Discord that has too much to do. */
export function isAnsweredByDiscord(error: unknown): boolean {
  return error instanceof DiscordAPIError && !isPassing(codeOf(error));
}

/** Discord's own code of a refusal; null when the error is none. */
export function discordCodeOf(error: PlatformError): number | null {
  const code = error.details?.['discordCode'];
  return typeof code === 'number' ? code : null;
}

function refusalOf(error: DiscordAPIError): PlatformError {
  const { status } = error;
  const code = codeOf(error);
  const details = { details: { discordCode: code, status } };
  const say = (reason: PlatformErrorCode, message: string, more: BotErrorOptions = {}): PlatformError =>
    make(reason, message, error, { retry: 'user_may', ...details, ...more });
  if (HANDLE_EXPIRED.includes(code)) return say('handle_expired', 'The interaction token has expired.');
  // The bot's own token was refused: an operator has to act, and what was paid waits for it.
  if (status === UNAUTHORIZED) return unavailable(error, details);
  if (GONE.includes(code)) return say('gone', 'The message or its channel was deleted.');
  if (MISSING_PERMISSION.includes(code)) return say('missing_permission', 'The bot may not do this there.');
  if (code === Code.RequestEntityTooLarge || status === TOO_LARGE)
    return say('payload_too_large', 'The files are too large for this place.', { retry: 'never' });
  if (isPassing(code)) return unavailable(error, details);
  if (RATE_LIMITED.includes(code)) return say('rate_limited', 'Discord asks for a pause.', { retry: 'safe' });
  return say('rejected', 'Discord refused the request.');
}

/** Discord's own code, 0 (its general error) included; null for a page of what stands before it, which the library takes for an error. */
function codeOf({ code }: DiscordAPIError): number | null {
  return typeof code === 'number' ? code : null;
}

/** Without a code it was a page of what stands before Discord, and Discord itself has not heard of the call. */
function isPassing(code: number | null): boolean {
  return code === null || PASSING.includes(code);
}

/** The library's own words, after a refused token: it does not even try any more. */
function isTokenForgotten(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.message.startsWith('Expected token to be set');
}

function unavailable(thrown: unknown, more: BotErrorOptions = {}): PlatformError {
  return make('unavailable', 'Discord could not be reached.', thrown, { retry: 'safe', ...more });
}

function unsure(thrown: unknown): PlatformError {
  return make('outcome_unknown', 'Discord did not answer.', thrown, { retry: 'user_may' });
}

function make(
  reason: PlatformErrorCode,
  message: string,
  thrown: unknown,
  options: BotErrorOptions,
): PlatformError {
  return new PlatformError(reason, message, { cause: redactedCause(thrown, nameOf(thrown)), ...options });
}

/** The library puts a code or an address behind the name, in brackets. */
function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name.replace(/\[.*$/, '') : typeof thrown;
}
