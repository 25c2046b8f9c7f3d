import { z } from 'zod';

import { MINUTE_MS, type JsonValue } from '../core/index.ts';
import { timestampSchema } from './ids.ts';

/** A response_url takes five answers within half an hour (Slack's documentation, "Handling user interaction"). */
export const RESPONSE_URL_LIFETIME_MS = 30 * MINUTE_MS;

const id = z.string().min(1).max(64);

const replySchema = z.discriminatedUnion('kind', [
  z.strictObject({
    v: z.literal(1),
    kind: z.literal('response_url'),
    /** A credential: whoever has it writes in the app's name, five times in half an hour. */
    url: z.url().max(1000),
    /** Milliseconds since 1970. */
    expiresAt: z.number(),
    /** Who caused the event. */
    userId: id,
    /** Whether the bot may write there by itself: it is a member, or has `chat:write.public` in a public channel. */
    botMayPost: z.boolean(),
  }),
  z.strictObject({
    v: z.literal(1),
    kind: z.literal('message'),
    /** The message of a person that the bot answers. */
    ts: timestampSchema,
    threadTs: timestampSchema.nullable(),
    userId: id,
    botMayPost: z.boolean(),
  }),
  z.strictObject({
    v: z.literal(1),
    /** Nothing but the person is known, as with a dialog from a global shortcut or from App Home: their direct messages. */
    kind: z.literal('user'),
    userId: id,
  }),
]);

/** How the event behind a job is answered: the adapter's part of `RequestOrigin.replyHandle`. */
export type SlackReply = z.infer<typeof replySchema>;

export function encodeReply(reply: SlackReply): JsonValue {
  return replySchema.parse(reply);
}

/** Null for anything that `encodeReply` did not make, and for a credential that was deleted. */
export function parseReply(value: JsonValue): SlackReply | null {
  return replySchema.safeParse(value).data ?? null;
}
