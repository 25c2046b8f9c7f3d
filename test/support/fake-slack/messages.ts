import { share } from './files.ts';
import { slackFileIds } from './blocks.ts';
import { records } from './json.ts';
import type { Json } from './json.ts';
import type { ChannelRecord, FileRecord, MessageRecord, World } from './state.ts';

export interface NewMessage {
  readonly channel: ChannelRecord;
  readonly teamId: string;
  readonly userId: string;
  readonly botId?: string | null;
  readonly text?: string;
  readonly blocks?: unknown;
  readonly attachments?: unknown;
  readonly metadata?: Json | null;
  readonly files?: readonly FileRecord[];
  readonly threadTs?: string | null;
  readonly subtype?: string | null;
  readonly ephemeralFor?: string | null;
}

/** Adds a message; image blocks share the files that they name, if `blocksShareFiles`. */
export function addMessage(world: World, input: NewMessage, blocksShareFiles = true): MessageRecord {
  const blocks = withBlockIds(world, records(input.blocks));
  const message: MessageRecord = {
    channelId: input.channel.id,
    teamId: input.teamId,
    ts: world.ids.ts(),
    threadTs: input.threadTs ?? null,
    userId: input.userId,
    botId: input.botId ?? null,
    subtype: input.subtype ?? null,
    ephemeralFor: input.ephemeralFor ?? null,
    postedAtMs: world.clock.now(),
    text: input.text ?? '',
    blocks,
    attachments: records(input.attachments),
    metadata: input.metadata ?? null,
    files: [...(input.files ?? [])],
    brokenImages: [],
    editedAtMs: null,
    edits: 0,
    reactions: new Set(),
    deleted: false,
  };
  world.messages.push(message);
  for (const file of message.files) share(file, message);
  if (blocksShareFiles && message.ephemeralFor === null) shareShown(world, message);
  world.touch();
  return message;
}

export function shareShown(world: World, message: MessageRecord): void {
  for (const id of slackFileIds(message.blocks)) {
    const file = world.files.get(id);
    if (file) share(file, message);
  }
}

export function withBlockIds(world: World, blocks: readonly Json[]): Json[] {
  return blocks.map((block) => ({
    ...structuredClone(block),
    block_id: typeof block['block_id'] === 'string' ? block['block_id'] : `b${world.ids.serial()}`,
  }));
}

/** Text as Slack keeps what a person typed. */
export function escapeTyped(typed: string): string {
  return typed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
