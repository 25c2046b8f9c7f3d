import type {
  APIAllowedMentions,
  APIEmbed,
  APIMessageInteractionMetadata,
  APIMessageSnapshot,
} from 'discord-api-types/v10';
import { GatewayIntentBits, MessageFlags, MessageType } from 'discord-api-types/v10';

import { asComponents, isRecord, numberComponents } from './components.ts';
import { discordError } from './discord-error.ts';
import type { FileInput, StoredFile } from './media.ts';
import { channelObject } from './objects.ts';
import { messageEvent } from './render-message.ts';
import type { MessageView } from './render-message.ts';
import type { ChannelRecord, MessageRecord } from './state.ts';

/** The fields of a create or edit that the fake reads; the judge has looked at the whole body before. */
export interface MessageBody {
  readonly content?: string | null;
  readonly embeds?: readonly APIEmbed[] | null;
  readonly components?: readonly unknown[] | null;
  readonly flags?: number | null;
  readonly attachments?: readonly AttachmentJson[] | null;
  readonly allowed_mentions?: APIAllowedMentions | null;
}

export interface AttachmentJson {
  readonly id: string | number;
  readonly filename?: string | null;
  readonly description?: string | null;
  readonly is_spoiler?: boolean | null;
}

/** A file of a multipart request; `index` is the n of its `files[n]`. */
export interface UploadedFile extends FileInput {
  readonly index: string;
}

export interface NewMessage {
  readonly channel: ChannelRecord;
  readonly authorId: string;
  readonly body: MessageBody;
  readonly uploads?: readonly UploadedFile[];
  readonly type?: number;
  readonly reference?: MessageRecord['reference'];
  readonly snapshots?: readonly APIMessageSnapshot[];
  readonly nonce?: string | number | null;
  readonly webhookId?: string | null;
  readonly interaction?: APIMessageInteractionMetadata | null;
  readonly ephemeralFor?: string | null;
  readonly loading?: boolean;
  readonly pingsReplied?: boolean;
}

/** The flags that an author may set on a new message; the others are Discord's own. */
const SETTABLE =
  MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications | MessageFlags.IsComponentsV2;

export async function createMessage(view: MessageView, input: NewMessage): Promise<MessageRecord> {
  const { world } = view;
  const { channel, body } = input;
  const ephemeralFor = input.ephemeralFor ?? null;
  const files = await storeUploads(view, body, input.uploads ?? [], channel.id, ephemeralFor !== null);
  const message: MessageRecord = {
    id: world.ids.next(),
    channelId: channel.id,
    authorId: input.authorId,
    type:
      input.type ?? (input.reference && !input.reference.forward ? MessageType.Reply : MessageType.Default),
    content: (body.content ?? '').trim(),
    embeds: [...(body.embeds ?? [])],
    components: numberComponents(asComponents(body.components)),
    files,
    flags:
      ((body.flags ?? 0) & SETTABLE) |
      (ephemeralFor === null ? 0 : MessageFlags.Ephemeral) |
      (input.loading ? MessageFlags.Loading : 0) |
      (input.reference?.forward ? MessageFlags.HasSnapshot : 0),
    createdAtMs: world.clock.now(),
    editedAtMs: null,
    reference: input.reference ?? null,
    snapshots: input.snapshots ?? [],
    nonce: input.nonce ?? null,
    webhookId: input.webhookId ?? null,
    interaction: input.interaction ?? null,
    ephemeralFor,
    allowedMentions: body.allowed_mentions ?? null,
    pingsReplied: input.pingsReplied ?? false,
    edits: 0,
    deleted: false,
    reactions: new Map(),
  };
  if (isEmpty(message) && !input.loading && message.snapshots.length === 0)
    throw discordError('empty_message');
  world.messages.set(message.id, message);
  if (ephemeralFor === null) channel.lastMessageId = message.id;
  wakeThread(view, channel);
  publish(view, 'MESSAGE_CREATE', message);
  return message;
}

/** Applies an edit: what is not named stays; of the files only those that `attachments` lists, when there is such a list or new files. */
export async function editMessage(
  view: MessageView,
  message: MessageRecord,
  body: MessageBody,
  uploads: readonly UploadedFile[] = [],
): Promise<MessageRecord> {
  const added = await storeUploads(view, body, uploads, message.channelId, message.ephemeralFor !== null);
  if (body.content !== undefined) message.content = (body.content ?? '').trim();
  if (body.embeds !== undefined) message.embeds = [...(body.embeds ?? [])];
  if (body.components !== undefined) message.components = numberComponents(asComponents(body.components));
  if (Array.isArray(body.attachments) || added.length > 0) {
    const kept = new Set((body.attachments ?? []).map((listed) => String(listed.id)));
    message.files = [...message.files.filter((file) => kept.has(file.id)), ...added];
  }
  // The V2 flag can be added, never taken back; SUPPRESS_EMBEDS is the only one that comes and goes.
  if (typeof body.flags === 'number')
    message.flags =
      (message.flags & ~MessageFlags.SuppressEmbeds) |
      (body.flags & (MessageFlags.SuppressEmbeds | MessageFlags.IsComponentsV2));
  const wasLoading = (message.flags & MessageFlags.Loading) !== 0;
  message.flags &= ~MessageFlags.Loading;
  message.allowedMentions = body.allowed_mentions ?? null;
  if (!wasLoading) message.editedAtMs = view.world.clock.now();
  message.edits += 1;
  publish(view, 'MESSAGE_UPDATE', message);
  return message;
}

async function storeUploads(
  view: MessageView,
  body: MessageBody,
  uploads: readonly UploadedFile[],
  channelId: string,
  ephemeral: boolean,
): Promise<StoredFile[]> {
  const folder = ephemeral ? view.world.applicationId : channelId;
  return Promise.all(
    uploads.map((upload) => {
      const meta = body.attachments?.find((listed) => String(listed.id) === upload.index);
      const description = meta?.description ?? upload.description;
      return view.media.store(
        {
          name: meta?.filename ?? upload.name,
          bytes: upload.bytes,
          ...(upload.contentType ? { contentType: upload.contentType } : {}),
          ...(description ? { description } : {}),
        },
        { folder, ephemeral, ...(meta?.is_spoiler ? { spoiler: true } : {}) },
      );
    }),
  );
}

function isEmpty(message: MessageRecord): boolean {
  const { content, embeds, components, files } = message;
  return content === '' && embeds.length === 0 && components.length === 0 && files.length === 0;
}

/** A new message brings an archived thread back, unless it is locked. */
function wakeThread({ world }: MessageView, channel: ChannelRecord): void {
  if (!channel.thread?.archived || channel.thread.locked) return;
  channel.thread.archived = false;
  channel.thread.archivedAtMs = world.clock.now();
  const data = channelObject(world, channel);
  world.emit({
    name: 'THREAD_UPDATE',
    guildId: channel.guildId,
    intent: GatewayIntentBits.Guilds,
    data: () => data,
  });
}

function publish(view: MessageView, name: 'MESSAGE_CREATE' | 'MESSAGE_UPDATE', message: MessageRecord): void {
  const event = messageEvent(view, name, message);
  if (event) view.world.emit(event);
  else view.world.touch();
}

export function deleteMessage({ world }: MessageView, message: MessageRecord): void {
  message.deleted = true;
  const channel = world.channel(message.channelId);
  if (message.ephemeralFor !== null || !channel.botIsIn) {
    world.touch();
    return;
  }
  const guild = channel.guildId === null ? {} : { guild_id: channel.guildId };
  world.emit({
    name: 'MESSAGE_DELETE',
    guildId: channel.guildId,
    intent: channel.guildId === null ? GatewayIntentBits.DirectMessages : GatewayIntentBits.GuildMessages,
    data: () => ({ id: message.id, channel_id: message.channelId, ...guild }),
  });
}

/** The JSON object of a request as a message body; anything else is an empty one. */
export function messageBody(value: unknown): MessageBody {
  return isRecord(value) ? value : {};
}
