import { z } from 'zod';

/** What a place is, by the first letter of its id (Slack's documentation, "Conversation object", and as it comes in events). */

/** Direct messages; those of two people among them, which the bot has no part in. */
export function isDirectId(id: string): boolean {
  return /^D/.test(id);
}

/** A person, who stands for their direct messages with the bot. */
export function isPersonId(id: string): boolean {
  return /^[UW]/.test(id);
}

/** Where others read along: a channel, or a group. */
export function isChannelId(id: string): boolean {
  return /^[CG]/.test(id);
}

/** Names a message in its channel: seconds since 1970, and a number that keeps two messages of one second apart. */
export const timestampSchema = z.string().regex(/^\d{1,15}\.\d{1,10}$/);
