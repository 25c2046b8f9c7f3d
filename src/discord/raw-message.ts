import { Message, type APIMessage } from 'discord.js';

/**
 * A message as Discord's API answers it, as far as pictures and buttons go: for `picturesOfMessage` and `customIdsOf`. The library keeps
 * the same facts under names of its own; where the bot is only somebody's own app it hands the API's message through.
 */
export function rawMessage(message: Message | APIMessage): unknown {
  return message instanceof Message
    ? {
        ...rawContent(message),
        message_snapshots: [...message.messageSnapshots.values()].map((snapshot) => ({
          message: rawContent(snapshot),
        })),
      }
    : message;
}

type Content = Partial<Pick<Message, 'attachments' | 'embeds' | 'components'>>;

/** Of a forward the library knows only what came along. */
function rawContent({ attachments, embeds, components }: Content): object {
  return {
    attachments: [...(attachments?.values() ?? [])].map(({ url, name, contentType }) => ({
      url,
      filename: name,
      content_type: contentType,
    })),
    embeds: (embeds ?? []).map((embed) => embed.toJSON()),
    components: (components ?? []).map((component) => component.toJSON()),
  };
}
