import type { ConversationRef, RequestOrigin } from '../../src/core/index.ts';
import type { PresenterFault, PresenterFixture, SeenMessage } from '../contract/presenter-fixture.ts';
import { drawnMarkdown } from './discord-markdown.ts';
import { conversationOf, DiscordStage } from './discord-stage.ts';
import { COMPONENT, isRecord, walkComponents } from './fake-discord/components.ts';
import type { Fault, FakeInteraction, MessageRecord } from './fake-discord/index.ts';
import type { PresenterMethod } from './memory-presenter.ts';

/** Discord's own answers. `times` where the client library tries again by itself. */
const FAULTS: Readonly<Record<Exclude<PresenterFault, 'gone'>, Fault>> = {
  handle_expired: { status: 401, code: 50027 },
  missing_permission: { status: 403, code: 50013 },
  rate_limited: { status: 429, retryAfterMs: 5000 },
  payload_too_large: { status: 413, code: 40005 },
  unavailable: { status: 503, times: 2 },
  outcome_unknown: { cutAfterTaking: true },
};

const LOADING = 1 << 7;

/**
 * @param way `command`: by the token of a slash command. `mention`: by the bot's own token, in answer to a message.
 */
export async function discordFixture(
  way: 'command' | 'mention',
): Promise<PresenterFixture & { stage: DiscordStage }> {
  const stage = await DiscordStage.start();
  const { fake, ada } = stage;
  const interactions = new Map<string, FakeInteraction>();
  const botMessages = (): MessageRecord[] =>
    [...fake.world.messages.values()].filter(({ authorId, deleted }) => authorId === fake.botId && !deleted);
  const recordOf = (seen: SeenMessage): MessageRecord => {
    const record = fake.world.messages.get(seen.ref.messageId);
    if (!record) throw new Error('that message is not there');
    return record;
  };
  const routes = (method: PresenterMethod): RegExp => {
    if (way === 'command') return /^PATCH \/webhooks\//;
    return method === 'announce' ? /^POST \/channels\/\d+\/messages$/ : /^PATCH \/channels\/\d+\/messages\//;
  };

  return {
    stage,
    presenter: stage.presenter,
    requester: {
      platform: 'discord',
      workspaceId: stage.guild.id,
      userId: ada.id,
      displayName: 'Ada',
      locale: null,
    },
    async newOrigin(audience = 'channel'): Promise<RequestOrigin> {
      const channel = stage.channel();
      if (way === 'mention') return stage.mention(channel);
      const { origin, interaction } = await stage.command(
        { channel },
        { ephemeral: audience === 'requester' },
      );
      interactions.set(origin.eventKey, interaction);
      return origin;
    },
    messagesSeen: (conversation: ConversationRef) =>
      Promise.resolve(
        botMessages()
          .filter(({ channelId }) => channelId === (conversation.threadId ?? conversation.channelId))
          .filter(({ flags }) => (flags & LOADING) === 0)
          .map((record) => seen(record, conversation)),
      ),
    pings(message) {
      const { everyone, users, roles } = fake.pings(recordOf(message));
      return [...(everyone ? ['everyone'] : []), ...users, ...roles];
    },
    plainText: (message) => textOf(recordOf(message)),
    noticesSeen(origin) {
      const interaction = interactions.get(origin.eventKey);
      const records = interaction
        ? [...(interaction.response ? [interaction.response] : []), ...interaction.followUps]
        : botMessages().filter(({ reference }) => reference?.messageId === origin.eventKey);
      return Promise.resolve(records.map(textOf));
    },
    async postPictures(conversation, pictures) {
      const channel = fake.world.channel(conversation.threadId ?? conversation.channelId);
      const files = pictures.map((bytes, index) => ({ name: `holiday ${index}.png`, bytes }));
      const message = await ada.post(channel, { files });
      return { conversation: conversationOf(channel), messageId: message.id };
    },
    failNext(kind, method) {
      if (kind === 'gone') for (const message of botMessages()) ada.deleteMessage(message);
      else fake.failNext(routes(method), FAULTS[kind]);
    },
    restart: () => Promise.resolve(stage.newPresenter()),
    close: () => stage.close(),
  };
}

function seen(record: MessageRecord, conversation: ConversationRef): SeenMessage {
  const parts = [...walkComponents(record.components)];
  return {
    ref: { conversation, messageId: record.id },
    pictures: parts
      .filter(({ type }) => type === COMPONENT.mediaGallery)
      .flatMap((gallery) => galleryOf(gallery, record)),
    tokens: parts.map((part) => part['custom_id']).filter((id) => typeof id === 'string'),
    visibleTo: record.ephemeralFor,
  };
}

function galleryOf(
  gallery: Readonly<Record<string, unknown>>,
  record: MessageRecord,
): SeenMessage['pictures'][number][] {
  const items = Array.isArray(gallery['items']) ? gallery['items'].filter(isRecord) : [];
  return items.flatMap((item) => {
    const url = isRecord(item['media']) ? String(item['media']['url']) : '';
    const file = record.files.find(({ filename }) => url === `attachment://${filename}`);
    return file
      ? [{ bytes: file.bytes, altText: typeof item['description'] === 'string' ? item['description'] : '' }]
      : [];
  });
}

/** The drawn text of a message, without the labels of its buttons. */
export function textOf(record: MessageRecord): string {
  const displays = [...walkComponents(record.components)].filter(
    ({ type }) => type === COMPONENT.textDisplay,
  );
  return [record.content, ...displays.map((part) => String(part['content']))]
    .filter((text) => text !== '')
    .map(drawnMarkdown)
    .join('\n');
}
