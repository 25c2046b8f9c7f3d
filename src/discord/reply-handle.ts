import { z } from 'zod';

import type { JsonValue } from '../core/index.ts';

const snowflake = z.string().regex(/^\d{1,20}$/);

const replySchema = z.discriminatedUnion('kind', [
  z.strictObject({
    v: z.literal(1),
    kind: z.literal('interaction'),
    applicationId: snowflake,
    /** A credential: whoever has it writes in the bot's name, for 15 minutes. */
    token: z.string().min(1).max(1000),
    /** Milliseconds since 1970, by the interaction's own id. */
    createdAt: z.number(),
    /** The message with which it was acknowledged; null where Discord did not tell. */
    messageId: snowflake.nullable(),
    ephemeral: z.boolean(),
    /** Who caused the interaction. */
    userId: snowflake,
    /**
     * Whether the bot can write there by itself: it is a member (not only somebody's user install) and has View Channel and Send
     * Messages (in Threads). True in its direct messages.
     */
    botMayPost: z.boolean(),
    /** `attachmentSizeLimit` of the interaction. */
    maxFileBytes: z.number().int().positive(),
  }),
  z.strictObject({
    v: z.literal(1),
    kind: z.literal('message'),
    /** The message of a person that the bot answers. */
    messageId: snowflake,
    maxFileBytes: z.number().int().positive(),
  }),
]);

/** How the event behind a job is answered: the adapter's part of `RequestOrigin.replyHandle`. */
export type DiscordReply = z.infer<typeof replySchema>;
export type InteractionReply = Extract<DiscordReply, { kind: 'interaction' }>;

export function encodeReply(reply: DiscordReply): JsonValue {
  return replySchema.parse(reply);
}

/** Null for anything that `encodeReply` did not make, and for a credential that was deleted. */
export function parseReply(value: JsonValue): DiscordReply | null {
  return replySchema.safeParse(value).data ?? null;
}
