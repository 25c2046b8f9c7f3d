import { RESTJSONErrorCodes as Code } from 'discord-api-types/v10';

/** An answer in Discord's error form, thrown by a route and written out by the server. */
export class DiscordError extends Error {
  readonly status: number;
  readonly code: number;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: number,
    message: string,
    extra: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.name = 'DiscordError';
    this.status = status;
    this.code = code;
    this.extra = extra;
    this.headers = headers;
  }
}

/** Status, code and words of the errors that a picture bot can meet (Discord's "Opcodes and Status Codes"). */
const KNOWN = {
  unauthorized: [401, 0, '401: Unauthorized'],
  not_found: [404, 0, '404: Not Found'],
  method_not_allowed: [405, 0, '405: Method Not Allowed'],
  unknown_channel: [404, Code.UnknownChannel, 'Unknown Channel'],
  unknown_guild: [404, Code.UnknownGuild, 'Unknown Guild'],
  unknown_member: [404, Code.UnknownMember, 'Unknown Member'],
  unknown_message: [404, Code.UnknownMessage, 'Unknown Message'],
  unknown_user: [404, Code.UnknownUser, 'Unknown User'],
  unknown_webhook: [404, Code.UnknownWebhook, 'Unknown Webhook'],
  unknown_interaction: [404, Code.UnknownInteraction, 'Unknown interaction'],
  unknown_command: [404, Code.UnknownApplicationCommand, 'Unknown application command'],
  already_acknowledged: [
    400,
    Code.InteractionHasAlreadyBeenAcknowledged,
    'Interaction has already been acknowledged.',
  ],
  too_many_follow_ups: [
    400,
    Code.ThisInteractionHasHitTheMaximumNumberOfFollowUpMessages,
    'This interaction has hit the maximum number of follow-up messages',
  ],
  too_large: [413, Code.RequestEntityTooLarge, 'Request entity too large'],
  missing_access: [403, Code.MissingAccess, 'Missing Access'],
  missing_permissions: [403, Code.MissingPermissions, 'Missing Permissions'],
  not_own_message: [
    403,
    Code.CannotEditMessageAuthoredByAnotherUser,
    'Cannot edit a message authored by another user',
  ],
  empty_message: [400, Code.CannotSendAnEmptyMessage, 'Cannot send an empty message'],
  dms_closed: [403, Code.CannotSendMessagesToThisUser, 'Cannot send messages to this user'],
  invalid_webhook_token: [401, Code.InvalidWebhookToken, 'Invalid Webhook Token'],
  thread_archived: [400, Code.InvalidActionOnArchivedThread, 'Thread is archived'],
  no_reply_permission: [
    403,
    Code.CannotReplyWithoutPermissionToReadMessageHistory,
    'Cannot reply without permission to read message history',
  ],
} as const satisfies Record<string, readonly [number, number, string]>;

export type KnownError = keyof typeof KNOWN;

export function discordError(kind: KnownError): DiscordError {
  const [status, code, message] = KNOWN[kind];
  return new DiscordError(status, code, message);
}

/** 400 with code 50035, with Discord's tree of what is wrong flattened to one list. */
export function invalidForm(problems: readonly string[]): DiscordError {
  return new DiscordError(400, Code.InvalidFormBodyOrContentType, 'Invalid Form Body', {
    errors: { _errors: problems.map((message) => ({ code: 'BASE_TYPE_BAD', message })) },
  });
}
