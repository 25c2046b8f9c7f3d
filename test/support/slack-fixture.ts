import type { ConversationRef, RequestOrigin } from '../../src/core/index.ts';
import type { PresenterFault, PresenterFixture, SeenMessage } from '../contract/presenter-fixture.ts';
import { isRecord, records } from './fake-slack/json.ts';
import type { ChannelRecord, FaultLike, MessageRecord } from './fake-slack/index.ts';
import type { PresenterMethod } from './memory-presenter.ts';
import { drawnMessage } from './slack-markdown.ts';
import { SlackStage } from './slack-stage.ts';

/** Slack's own answers. A closed place is tried twice: it and the person's direct messages. */
const FAULTS: Readonly<Record<Exclude<PresenterFault, 'gone' | 'handle_expired'>, FaultLike>> = {
  missing_permission: { error: 'restricted_action', times: 2 },
  rate_limited: { status: 429, retryAfterSeconds: 5 },
  payload_too_large: 'file_upload_size_restricted',
  unavailable: 'service_unavailable',
  outcome_unknown: 'cut after it arrived',
};

/**
 * @param way `command`: a slash command in a channel. `thread`: a mention in a thread of one.
 */
export async function slackFixture(
  way: 'command' | 'thread',
  scopes?: readonly string[],
): Promise<PresenterFixture & { stage: SlackStage }> {
  const stage = await SlackStage.start(scopes);
  const { fake, ada } = stage;
  const botMessages = (channel: ChannelRecord): MessageRecord[] =>
    fake.botMessages(channel).filter(({ ephemeralFor }) => ephemeralFor === null);
  const recordOf = ({ ref }: SeenMessage): MessageRecord => {
    const record = fake.world.findMessage(ref.conversation.channelId, ref.messageId);
    if (!record) throw new Error('that message is not there');
    return record;
  };
  const seen = (record: MessageRecord): SeenMessage => {
    const channel = fake.world.channel(record.channelId);
    return {
      ref: { conversation: stage.conversation(channel, record.threadTs), messageId: record.ts },
      pictures: picturesOf(record, fake.filesOf(record)),
      tokens: tokensOf(record),
      visibleTo: channel.kind === 'im' ? ada.id : null,
    };
  };

  return {
    stage,
    presenter: stage.presenter,
    requester: {
      platform: 'slack',
      workspaceId: fake.team.id,
      userId: ada.id,
      displayName: 'Ada',
      locale: null,
    },
    newOrigin(): Promise<RequestOrigin> {
      const channel = fake.channel();
      return Promise.resolve(way === 'thread' ? stage.mentionInThread(channel) : stage.command(channel));
    },
    messagesSeen({ channelId, threadId }: ConversationRef) {
      const here = botMessages(fake.world.channel(channelId)).filter(({ threadTs }) => threadTs === threadId);
      // A private answer is in the person's direct messages, wherever they asked.
      return Promise.resolve([...here, ...botMessages(ada.im)].map(seen));
    },
    pings(message) {
      const { users, channels, usergroups, broadcasts } = fake.mentionsIn(recordOf(message));
      return [...users, ...channels, ...usergroups, ...broadcasts];
    },
    plainText: (message) => drawnMessage(recordOf(message)),
    noticesSeen({ conversation }) {
      const records = fake.botMessages(fake.world.channel(conversation.channelId), ada);
      return Promise.resolve(
        records.filter(({ ephemeralFor }) => ephemeralFor === ada.id).map((record) => drawnMessage(record)),
      );
    },
    postPictures({ channelId, threadId }, pictures) {
      const files = pictures.map((bytes, index) => ({ name: `holiday ${index}.png`, bytes }));
      const channel = fake.world.channel(channelId);
      const { ts } = ada.post(channel, '', { files, ...(threadId === null ? {} : { threadTs: threadId }) });
      return Promise.resolve({ conversation: stage.conversation(channel, threadId), messageId: ts });
    },
    failNext(kind, method) {
      if (kind === 'gone')
        for (const message of fake.world.messages.filter(({ botId }) => botId !== null))
          message.deleted = true;
      else if (kind === 'handle_expired') throw new Error('handles never end');
      else fake.failNext(apiMethod(kind, method), FAULTS[kind]);
    },
    restart: () => Promise.resolve(stage.newPresenter()),
    close: () => stage.close(),
  };
}

function apiMethod(kind: PresenterFault, method: PresenterMethod): string {
  if (kind === 'payload_too_large') return 'files.getUploadURLExternal';
  return method === 'update' ? 'chat.update' : 'chat.postMessage';
}

/** An image block shows its own words; a file that hangs on a message those of its upload. */
function picturesOf(
  record: MessageRecord,
  files: ReturnType<SlackStage['fake']['filesOf']>,
): SeenMessage['pictures'] {
  const images = record.blocks.filter(({ type }) => type === 'image');
  return files.map(({ id, bytes, altTxt }) => {
    const image = images.find(({ slack_file }) => isRecord(slack_file) && slack_file['id'] === id);
    return { bytes, altText: image ? String(image['alt_text']) : (altTxt ?? '') };
  });
}

function tokensOf(record: MessageRecord): string[] {
  return record.blocks
    .filter(({ type }) => type === 'actions')
    .flatMap(({ elements }) => records(elements))
    .map(({ value }) => String(value));
}
