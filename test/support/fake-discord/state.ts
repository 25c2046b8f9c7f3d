import type {
  APIAllowedMentions,
  APIApplicationCommand,
  APIEmbed,
  APIMessageInteractionMetadata,
  APIMessageSnapshot,
  APIOverwrite,
  APIRole,
  APIUser,
  ChannelType,
  Locale,
} from 'discord-api-types/v10';

import type { MovableClock } from '../fake-platform/stepping-clock.ts';
import { discordError } from './discord-error.ts';
import { Snowflakes } from './ids.ts';
import type { StoredFile } from './media.ts';

/** A component as it was sent, with its `id` filled in; `attachment://` names are resolved when it is read. */
export type ComponentJson = Readonly<Record<string, unknown>> & { readonly type: number };

export interface UserRecord {
  readonly id: string;
  readonly api: APIUser;
  readonly locale: Locale;
  /** Opening a direct conversation works, writing into it gets 50007. */
  dmsClosed: boolean;
}

export interface MemberRecord {
  readonly userId: string;
  nick: string | null;
  roleIds: string[];
  readonly joinedAtMs: number;
}

export interface GuildRecord {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly locale: Locale;
  /** False: the app is there only as somebody's user install, the bot sees neither guild nor channels. */
  botJoined: boolean;
  /** Named at READY as unavailable, and never created. */
  readonly inOutage: boolean;
  readonly createdAtMs: number;
  readonly roles: Map<string, APIRole>;
  readonly members: Map<string, MemberRecord>;
}

export interface ThreadState {
  archived: boolean;
  locked: boolean;
  archivedAtMs: number;
  readonly ownerId: string;
}

export interface ChannelRecord {
  readonly id: string;
  readonly type: ChannelType;
  readonly guildId: string | null;
  readonly name: string | null;
  readonly parentId: string | null;
  readonly nsfw: boolean;
  readonly createdAtMs: number;
  overwrites: APIOverwrite[];
  readonly thread: ThreadState | null;
  /** Direct and group conversations only: everybody in it but the bot. */
  readonly recipientIds: readonly string[];
  /** False for conversations between people, where the app is only as a user install. */
  readonly botIsIn: boolean;
  lastMessageId: string | null;
}

export interface MessageRecord {
  readonly id: string;
  readonly channelId: string;
  readonly authorId: string;
  readonly type: number;
  content: string;
  embeds: APIEmbed[];
  components: ComponentJson[];
  /** Every file of the message with its bytes, shown by an embed or component or not. */
  files: StoredFile[];
  flags: number;
  readonly createdAtMs: number;
  editedAtMs: number | null;
  readonly reference: {
    channelId: string;
    messageId: string;
    guildId: string | null;
    forward: boolean;
  } | null;
  readonly snapshots: readonly APIMessageSnapshot[];
  readonly nonce: string | number | null;
  readonly webhookId: string | null;
  readonly interaction: APIMessageInteractionMetadata | null;
  /** Set when only this person can see it. */
  readonly ephemeralFor: string | null;
  /** As sent with the last create or edit; null when the request had none. */
  allowedMentions: APIAllowedMentions | null;
  /** Whether the author of the message replied to is mentioned by the reply. */
  readonly pingsReplied: boolean;
  /** How many times it was edited. */
  edits: number;
  deleted: boolean;
  readonly reactions: Map<string, Set<string>>;
}

/** One thing that happened, to be dispatched to the shards that may see it. */
export interface WorldEvent {
  readonly name: string;
  readonly guildId: string | null;
  /** The intent that a session needs for it, or 0. */
  readonly intent: number;
  /** Whether the content is in there depends on the intents of the session. */
  data(contentGranted: boolean): unknown;
}

export class World {
  readonly clock: MovableClock;
  readonly ids: Snowflakes;
  readonly bot: UserRecord;
  /** Application and bot user have the same id, as all apps made since 2016 do. */
  readonly applicationId: string;
  readonly mediaHost: () => string;
  /** The portal's message-content toggle. */
  readonly messageContentAllowed: boolean;
  readonly users = new Map<string, UserRecord>();
  readonly guilds = new Map<string, GuildRecord>();
  readonly channels = new Map<string, ChannelRecord>();
  readonly messages = new Map<string, MessageRecord>();
  /** Key: guild id, or `global`. */
  readonly commands = new Map<string, APIApplicationCommand[]>();
  readonly #listeners = new Set<(event: WorldEvent) => void>();
  readonly #watchers = new Set<() => void>();

  constructor(
    clock: MovableClock,
    botFor: (id: string) => UserRecord,
    messageContentAllowed: boolean,
    mediaHost: () => string,
  ) {
    this.clock = clock;
    this.ids = new Snowflakes(() => clock.now());
    this.applicationId = this.ids.next();
    this.bot = botFor(this.applicationId);
    this.users.set(this.bot.id, this.bot);
    this.messageContentAllowed = messageContentAllowed;
    this.mediaHost = mediaHost;
  }

  user(id: string): UserRecord {
    return known(this.users.get(id), 'unknown_user');
  }

  guild(id: string): GuildRecord {
    return known(this.guilds.get(id), 'unknown_guild');
  }

  channel(id: string): ChannelRecord {
    return known(this.channels.get(id), 'unknown_channel');
  }

  message(channelId: string, id: string): MessageRecord {
    const found = this.messages.get(id);
    return known(found?.channelId === channelId && !found.deleted ? found : undefined, 'unknown_message');
  }

  /** Oldest first, deleted ones left out. */
  messagesIn(channelId: string): MessageRecord[] {
    return [...this.messages.values()].filter(
      (message) => message.channelId === channelId && !message.deleted,
    );
  }

  emit(event: WorldEvent): void {
    for (const listener of this.#listeners) listener(event);
    this.touch();
  }

  onEvent(listener: (event: WorldEvent) => void): void {
    this.#listeners.add(listener);
  }

  /** Says that something changed that a waiting test may look for. */
  touch(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}

function known<T>(found: T | undefined, kind: Parameters<typeof discordError>[0]): T {
  if (found === undefined) throw discordError(kind);
  return found;
}
