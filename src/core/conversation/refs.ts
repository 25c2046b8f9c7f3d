/** Where things are on a chat platform, as plain values. */

export const PLATFORMS = ['discord', 'slack', 'studio'] as const;
export type Platform = (typeof PLATFORMS)[number];

/**
 * Whether a person has the same id in every workspace (Discord's snowflakes: its documentation, "Snowflakes"; Slack's are of a team).
 * Then they are one person everywhere: with the bot as their own app they could else have a day's limit in each of a hundred servers.
 */
export const IDS_ARE_GLOBAL: Readonly<Record<Platform, boolean>> = {
  discord: true,
  slack: false,
  studio: false,
};

/** A place where messages are posted: a channel, or a thread in one. */
export interface ConversationRef {
  platform: Platform;
  /** Discord guild or Slack team; null in a Discord DM and in the studio. */
  workspaceId: string | null;
  channelId: string;
  threadId: string | null;
}

export interface MessageRef {
  conversation: ConversationRef;
  messageId: string;
}

/** The person who asks. Limits count by `requesterKey`. */
export interface Requester {
  platform: Platform;
  workspaceId: string | null;
  userId: string;
  /** As the platform shows it; hostile text like any other. */
  displayName: string;
  /** BCP 47, when the platform tells. */
  locale: string | null;
}

/** What the person may and where, read by the adapter from the event itself. */
export interface AccessFacts {
  roleIds: readonly string[];
  /** The channel and, in a thread, its parents: an allow list names either. */
  channelIds: readonly string[];
  /** Whether the platform marks the place as age-restricted. */
  ageRestricted: boolean;
}
