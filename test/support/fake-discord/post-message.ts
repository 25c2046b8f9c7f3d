import type { APIEmbed } from 'discord-api-types/v10';

import { joinGuild } from './builders.ts';
import type { FileInput } from './media.ts';
import { createMessage } from './messages.ts';
import { maySend } from './permissions.ts';
import { snapshotOf } from './render-message.ts';
import type { MessageView } from './render-message.ts';
import type { ChannelRecord, ComponentJson, MessageRecord, UserRecord } from './state.ts';

export interface PostOptions {
  readonly content?: string;
  readonly files?: readonly FileInput[];
  readonly embeds?: readonly APIEmbed[];
  readonly components?: readonly ComponentJson[];
  readonly flags?: number;
  readonly replyTo?: MessageRecord;
  /** Whether the reply pings the author it replies to. Default true, as in Discord's client. */
  readonly ping?: boolean;
  /** Puts a mention of the bot in front of the content. */
  readonly mentionBot?: boolean;
  /** Forwards this message: its content travels as a snapshot. */
  readonly forwardOf?: MessageRecord;
  /** Posted by a webhook, under this person's name. */
  readonly byWebhook?: boolean;
}

/** @throws when the author may not write there. */
export function postMessage(
  view: MessageView,
  author: UserRecord,
  channel: ChannelRecord,
  options: PostOptions,
): Promise<MessageRecord> {
  const { world } = view;
  if (channel.guildId !== null) joinGuild(world, world.guild(channel.guildId), author.id);
  if (!maySend(world, channel, author.id))
    throw new Error(`${author.api.username} may not write in that channel`);
  const { replyTo, forwardOf } = options;
  const pointed = forwardOf ?? replyTo;
  const mention = options.mentionBot ? `<@${world.bot.id}> ` : '';
  return createMessage(view, {
    channel,
    authorId: author.id,
    body: {
      content: mention + (options.content ?? ''),
      ...(options.embeds ? { embeds: options.embeds } : {}),
      ...(options.components ? { components: options.components } : {}),
      ...(options.flags === undefined ? {} : { flags: options.flags }),
    },
    uploads: (options.files ?? []).map((file, at) => ({ ...file, index: String(at) })),
    webhookId: options.byWebhook ? world.ids.next() : null,
    pingsReplied: replyTo !== undefined && (options.ping ?? true),
    reference: pointed
      ? {
          channelId: pointed.channelId,
          messageId: pointed.id,
          guildId: world.channel(pointed.channelId).guildId,
          forward: forwardOf !== undefined,
        }
      : null,
    snapshots: forwardOf ? [snapshotOf(view, forwardOf)] : [],
  });
}
