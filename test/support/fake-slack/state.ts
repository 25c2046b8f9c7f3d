import type { MovableClock } from '../fake-platform/stepping-clock.ts';
import { Ids } from './ids.ts';
import type { Json } from './json.ts';
import { SlackError } from './slack-error.ts';

export interface TeamRecord {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly botId: string;
  readonly botUserId: string;
  /** Of the newest installation; an older one is revoked. */
  botToken: string;
  /** What the installation was granted. Tests may add and delete. */
  readonly scopes: Set<string>;
  installed: boolean;
}

export interface UserRecord {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  readonly displayName: string;
  readonly locale: string;
  readonly isBot: boolean;
}

export type ChannelKind = 'public' | 'private' | 'im' | 'mpim';

export interface ChannelRecord {
  readonly id: string;
  readonly kind: ChannelKind;
  readonly name: string;
  readonly teamId: string;
  /** Slack Connect: every workspace that shares it, the own one included. */
  readonly teamIds: readonly string[];
  readonly creatorId: string;
  readonly createdAtMs: number;
  /** Of people and bot users. */
  readonly members: Set<string>;
  archived: boolean;
  /** What the workspace does not allow there, as Slack's error for it: `restricted_action_read_only_channel` … */
  postingRefusedWith: string | null;
}

export interface FileShare {
  readonly channelId: string;
  readonly ts: string;
  readonly threadTs: string | null;
}

export interface FileRecord {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  readonly userId: string;
  readonly createdAtMs: number;
  readonly mode: 'hosted' | 'external';
  /** Of external files: wherever the other service keeps it. */
  readonly externalUrl: string | null;
  title: string;
  altTxt: string | null;
  mimetype: string;
  width: number | null;
  height: number | null;
  bytes: Uint8Array;
  uploaded: boolean;
  completedAtMs: number | null;
  /** How long and for how many looks `files.info` still shows no type. */
  notReadyForMs: number;
  notReadyLooks: number;
  /** How many image blocks are still refused though `files.info` shows the type. */
  blockRefusals: number;
  /** Message events carry only its id and `file_access`. */
  accessCheck: boolean;
  readonly shares: FileShare[];
  deleted: boolean;
}

export interface MessageRecord {
  readonly channelId: string;
  readonly teamId: string;
  readonly ts: string;
  readonly threadTs: string | null;
  readonly userId: string;
  /** Set when an app posted it. */
  readonly botId: string | null;
  readonly subtype: string | null;
  readonly ephemeralFor: string | null;
  readonly postedAtMs: number;
  text: string;
  blocks: Json[];
  attachments: Json[];
  metadata: Json | null;
  /** In the order of posting; without those that only image blocks name. */
  files: FileRecord[];
  /** Image files that were added by an update: Slack shows them broken (java-slack-sdk#1441). */
  brokenImages: string[];
  editedAtMs: number | null;
  /** How many times it was changed. */
  edits: number;
  /** The app's own, by name. */
  readonly reactions: Set<string>;
  deleted: boolean;
}

export interface ViewRecord {
  readonly id: string;
  readonly teamId: string;
  readonly userId: string;
  readonly type: 'modal' | 'home';
  readonly rootId: string;
  readonly previousId: string | null;
  /** As the app sent it, with generated block ids. */
  content: Json;
  hash: string;
  open: boolean;
}

export interface ResponseUrl {
  readonly id: string;
  readonly teamId: string;
  readonly userId: string;
  readonly channelId: string;
  /** Where the answer goes by itself: the thread of the message that was clicked. */
  readonly threadTs: string | null;
  /** The message that `replace_original` and `delete_original` mean. */
  readonly source: MessageRecord | null;
  readonly createdAtMs: number;
  uses: number;
}

export interface Trigger {
  readonly id: string;
  readonly teamId: string;
  readonly userId: string;
  readonly createdAtMs: number;
  /** Of a click in a modal: where `views.push` goes on top. */
  readonly viewId: string | null;
  used: boolean;
  /** The view that was opened with it. */
  openedViewId: string | null;
}

/** Everything that the fake remembers. */
export class World {
  readonly clock: MovableClock;
  readonly ids: Ids;
  readonly appId: string;
  readonly host: string;
  readonly externalHost: string;
  readonly teams = new Map<string, TeamRecord>();
  /** Every bot token that was ever given out. */
  readonly tokens = new Map<string, { teamId: string; revoked: boolean }>();
  readonly users = new Map<string, UserRecord>();
  readonly channels = new Map<string, ChannelRecord>();
  readonly files = new Map<string, FileRecord>();
  readonly views = new Map<string, ViewRecord>();
  readonly triggers = new Map<string, Trigger>();
  readonly responseUrls = new Map<string, ResponseUrl>();
  readonly messages: MessageRecord[] = [];
  readonly #watchers = new Set<() => void>();

  constructor(clock: MovableClock, host: string, externalHost: string) {
    this.clock = clock;
    this.host = host;
    this.externalHost = externalHost;
    this.ids = new Ids(() => clock.now());
    this.appId = this.ids.next('A');
  }

  team(id: string): TeamRecord {
    return known(this.teams.get(id), 'team_not_found');
  }

  user(id: string): UserRecord {
    return known(this.users.get(id), 'user_not_found');
  }

  channel(id: string): ChannelRecord {
    return known(this.channels.get(id), 'channel_not_found');
  }

  /** Oldest first, without deleted ones. */
  messagesIn(channelId: string): MessageRecord[] {
    return this.messages.filter((message) => message.channelId === channelId && !message.deleted);
  }

  findMessage(channelId: string, ts: string): MessageRecord | undefined {
    return this.messages.find(
      (message) => message.channelId === channelId && message.ts === ts && !message.deleted,
    );
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

function known<T>(value: T | undefined, error: string): T {
  if (value === undefined) throw new SlackError(error);
  return value;
}
