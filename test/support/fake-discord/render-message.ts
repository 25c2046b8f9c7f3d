import type { APIAttachment, APIEmbed, APIMessage, APIMessageSnapshotFields } from 'discord-api-types/v10';
import { GatewayIntentBits, MessageFlags } from 'discord-api-types/v10';

import { fileNamed, mediaOf, renderComponent, walkComponents, withoutNulls } from './components.ts';
import type { Media, StoredFile } from './media.ts';
import { mentionsIn } from './mentions.ts';
import { attachmentObject, isoTime, partialMember } from './objects.ts';
import type { MessageRecord, World, WorldEvent } from './state.ts';

export interface MessageView {
  readonly world: World;
  readonly media: Media;
}

/**
 * Whether the app sees what is in a message without the privileged intent: its own messages, direct ones, and those that mention
 * it. A reply with ping to an interaction response is not such a mention (Discord's gateway documentation, "Message Content Intent").
 */
export function contentVisible(world: World, message: MessageRecord, granted: boolean): boolean {
  if (granted || message.authorId === world.bot.id) return true;
  const channel = world.channels.get(message.channelId);
  if (channel?.guildId === null && channel.botIsIn) return true;
  const mentions = mentionsIn(world, message);
  if (mentions.written.has(world.bot.id)) return true;
  const target = message.reference ? world.messages.get(message.reference.messageId) : undefined;
  return mentions.repliedUserId === world.bot.id && target?.interaction === null;
}

/** A message as Discord would answer it, with freshly signed links. */
export function renderMessage(view: MessageView, message: MessageRecord, granted: boolean): APIMessage {
  const { world } = view;
  const visible = contentVisible(world, message, granted);
  const { users, roles, everyone } = mentionsIn(world, message);
  const target = message.reference ? world.messages.get(message.reference.messageId) : undefined;
  const isReply = message.reference !== null && !message.reference.forward;
  const reactions = [...message.reactions].map(([emoji, people]) => ({
    emoji: { id: null, name: emoji },
    count: people.size,
    count_details: { burst: 0, normal: people.size },
    burst_colors: [],
    me_burst: false,
    me: people.has(world.bot.id),
  }));
  return {
    id: message.id,
    type: message.type,
    channel_id: message.channelId,
    author: world.user(message.authorId).api,
    timestamp: isoTime(message.createdAtMs),
    edited_timestamp: message.editedAtMs === null ? null : isoTime(message.editedAtMs),
    tts: false,
    pinned: false,
    flags: message.flags,
    mention_everyone: everyone,
    mentions: [...users].map((id) => world.user(id).api),
    mention_roles: [...roles],
    ...body(view, message, visible),
    ...(message.nonce === null ? {} : { nonce: message.nonce }),
    ...(message.webhookId === null
      ? {}
      : { webhook_id: message.webhookId, application_id: world.applicationId }),
    ...(message.interaction ? { interaction_metadata: message.interaction } : {}),
    ...(message.reference ? { message_reference: referenceObject(message.reference) } : {}),
    ...(message.snapshots.length > 0
      ? { message_snapshots: visible ? message.snapshots : message.snapshots.map(emptied) }
      : {}),
    ...(isReply ? { referenced_message: referenced(view, target, granted) } : {}),
    ...(reactions.length > 0 ? { reactions } : {}),
  } as unknown as APIMessage;
}

/** The content fields, which come empty to an app that may not read them. */
function body(
  { media }: MessageView,
  message: MessageRecord,
  visible: boolean,
): Pick<APIMessage, 'content' | 'embeds' | 'attachments' | 'components'> {
  if (!visible) return { content: '', embeds: [], attachments: [], components: [] };
  return {
    content: message.content,
    embeds: message.embeds.map((embed) => renderEmbed(embed, message.files, media)),
    attachments: plainAttachments(media, message),
    components: message.components.map((component) => renderComponent(component, message.files, media)),
  } as unknown as Pick<APIMessage, 'content' | 'embeds' | 'attachments' | 'components'>;
}

/** The files that no embed and no component shows: only those are in `attachments`. */
export function plainAttachments(media: Media, message: MessageRecord): APIAttachment[] {
  const shown = shownFiles(message);
  return message.files.filter((file) => !shown.has(file.id)).map((file) => attachmentObject(media, file));
}

function shownFiles(message: MessageRecord): Set<string> {
  const urls = [
    ...message.embeds.flatMap((embed) => [embed.image?.url, embed.thumbnail?.url]),
    ...[...walkComponents(message.components)].flatMap((part) => mediaOf(part).map((item) => item.url)),
  ];
  return new Set(urls.flatMap((url) => (url ? (fileNamed(message.files, url)?.id ?? []) : [])));
}

/** Where Discord shows a picture of another host (observed; the signature is opaque). */
function proxied(url: string): string {
  return `https://images-ext-1.discordapp.net/external/signature/${url.replace('://', '/')}`;
}

function renderEmbed(embed: APIEmbed, files: readonly StoredFile[], media: Media): APIEmbed {
  const picture = (source: APIEmbed['image']): APIEmbed['image'] => {
    const file = source ? fileNamed(files, source.url) : undefined;
    if (!source) return source;
    if (!file) return { proxy_url: proxied(source.url), ...source };
    const url = media.url(file);
    return {
      url,
      proxy_url: url,
      content_type: file.contentType,
      ...(file.width === null || file.height === null ? {} : { width: file.width, height: file.height }),
    };
  };
  const image = picture(embed.image ?? undefined);
  const thumbnail = picture(embed.thumbnail ?? undefined);
  return {
    ...withoutNulls({ ...embed }),
    type: embed.type ?? 'rich',
    ...(embed.fields
      ? { fields: embed.fields.map((field) => ({ ...field, inline: field.inline ?? false })) }
      : {}),
    ...(image ? { image } : {}),
    ...(thumbnail ? { thumbnail } : {}),
  } as unknown as APIEmbed;
}

function referenceObject(reference: NonNullable<MessageRecord['reference']>): unknown {
  return {
    type: reference.forward ? 1 : 0,
    channel_id: reference.channelId,
    message_id: reference.messageId,
    ...(reference.guildId === null ? {} : { guild_id: reference.guildId }),
  };
}

/** Null when the message replied to was deleted; its own reference is not followed further. */
function referenced(
  view: MessageView,
  target: MessageRecord | undefined,
  granted: boolean,
): APIMessage | null {
  if (!target || target.deleted || target.ephemeralFor !== null) return null;
  const {
    referenced_message: _target,
    reactions: _reactions,
    ...rest
  } = renderMessage(view, target, granted);
  return rest;
}

const SNAPSHOT_FIELDS = [
  'type',
  'content',
  'mentions',
  'mention_roles',
  'attachments',
  'embeds',
  'timestamp',
  'edited_timestamp',
  'flags',
  'components',
] as const satisfies (keyof APIMessage)[];

function pick(message: APIMessage, fields: readonly (keyof APIMessage)[]): Partial<APIMessage> {
  return Object.fromEntries(fields.map((field) => [field, message[field]]));
}

/** What travels with a forward: the content alone, without author and place. */
export function snapshotOf(view: MessageView, message: MessageRecord): MessageRecord['snapshots'][number] {
  const snapshot = pick(renderMessage(view, message, true), SNAPSHOT_FIELDS);
  return { message: snapshot as unknown as APIMessageSnapshotFields };
}

function emptied(snapshot: MessageRecord['snapshots'][number]): unknown {
  return { message: { ...snapshot.message, content: '', embeds: [], attachments: [], components: [] } };
}

/** A create or update event; nothing is dispatched for a message that only one person sees. */
export function messageEvent(
  view: MessageView,
  name: 'MESSAGE_CREATE' | 'MESSAGE_UPDATE',
  message: MessageRecord,
): WorldEvent | null {
  const { world } = view;
  const channel = world.channel(message.channelId);
  if (message.ephemeralFor !== null || !channel.botIsIn) return null;
  const { guildId } = channel;
  const member = guildId === null ? undefined : world.guild(guildId).members.get(message.authorId);
  return {
    name,
    guildId,
    intent: guildId === null ? GatewayIntentBits.DirectMessages : GatewayIntentBits.GuildMessages,
    data: (granted) => ({
      ...renderMessage(view, message, granted),
      channel_type: channel.type,
      ...(guildId === null ? {} : { guild_id: guildId }),
      ...(member && message.webhookId === null ? { member: partialMember(member) } : {}),
    }),
  };
}

export function isV2(message: MessageRecord): boolean {
  return (message.flags & MessageFlags.IsComponentsV2) !== 0;
}
