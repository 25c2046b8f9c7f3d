import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { OutgoingPicture, PresenterHandle } from '../../../src/core/index.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/core/index.ts';
import { DiscordStage } from '../../support/discord-stage.ts';
import { textOf } from '../../support/discord-fixture.ts';
import type { ChannelRecord, FakeInteraction, MessageRecord } from '../../support/fake-discord/index.ts';
import { SAMPLE_JOB_ID } from '../../support/sample-job.ts';
import { painted, picture } from './sample.ts';

const PATCH_TOKEN = /^PATCH \/webhooks\//;
const { signal } = new AbortController();

describe('the way to a public message', () => {
  let stage: DiscordStage;
  let pictures: OutgoingPicture[];
  beforeEach(async () => {
    stage = await DiscordStage.start();
    pictures = [await picture()];
  });
  afterEach(async () => {
    await stage.close();
  });

  interface Begun {
    handle: PresenterHandle;
    done: ReturnType<typeof painted>['done'];
    interaction: FakeInteraction;
    message: MessageRecord;
  }
  async function begin(channel: ChannelRecord, facts: { botMayPost?: boolean } = {}): Promise<Begun> {
    const { origin, interaction } = await stage.command({ channel }, facts);
    const { job, inLine, done } = painted(origin, stage.ada.id);
    const { handle } = await stage.presenter.announce(job, inLine, signal);
    const message = interaction.response;
    if (!message) throw new Error('nothing was announced');
    return { handle, done, interaction, message };
  }
  const deliver = async ({ handle, done }: Begun): Promise<MessageRecord | undefined> => {
    const { messages } = await stage.presenter.deliver(handle, SAMPLE_JOB_ID, done, pictures, signal);
    return stage.fake.world.messages.get(messages[0]?.messageId ?? '');
  };

  it('is the token while that is young, which needs nothing else of the bot', async () => {
    const begun = await begin(stage.channel());
    expect((await deliver(begun))?.id).toBe(begun.message.id);
    const calls = stage.fake.requests.filter(
      ({ method, path }) => method === 'PATCH' && path.includes('webhooks'),
    );
    expect(calls.map(({ hasBotToken }) => hasBotToken)).toEqual([false, false]);
  });

  it('is an edit by the bot once the token is dead', async () => {
    const begun = await begin(stage.channel());
    await stage.fake.clock.advance(20 * MINUTE_MS);
    const shown = await deliver(begun);
    expect(shown?.id).toBe(begun.message.id);
    expect(shown?.files).toHaveLength(1);
    expect(stage.fake.invalidRequests).toBe(0);
  });

  it('keeps the bot logged in when a token dies earlier than it should', async () => {
    const begun = await begin(stage.channel());
    stage.fake.failNext(PATCH_TOKEN, { status: 401, code: 50027 });
    expect((await deliver(begun))?.id).toBe(begun.message.id);
  });

  it('is a new message that refers to the place of a deleted one', async () => {
    const begun = await begin(stage.channel());
    stage.ada.deleteMessage(begun.message);
    const shown = await deliver(begun);
    expect(shown?.id).not.toBe(begun.message.id);
    expect(shown?.files).toHaveLength(1);
  });

  it('is a new message in a thread that was archived, which brings the thread back', async () => {
    const thread = stage.fake.thread(stage.channel());
    const begun = await begin(thread);
    stage.fake.archive(thread);
    const shown = await deliver(begun);
    expect(shown?.reference?.messageId).toBe(begun.message.id);
    expect(shown?.channelId).toBe(thread.id);
    expect(thread.thread?.archived).toBe(false);
    expect(stage.fake.pings(shown ?? begun.message).users.size).toBe(0);
  });

  it('is a new message when an old one takes no more edits', async () => {
    const begun = await begin(stage.channel());
    await stage.fake.clock.advance(2 * HOUR_MS);
    stage.fake.oldMessageLimit = { edits: 0 };
    const shown = await deliver(begun);
    expect(shown?.reference?.messageId).toBe(begun.message.id);
  });

  it('goes without the reference where the bot may not read the history', async () => {
    const channel = stage.channel();
    const begun = await begin(channel);
    stage.fake.permit(channel, 'bot', { deny: ['ReadMessageHistory'] });
    stage.ada.deleteMessage(begun.message);
    expect((await deliver(begun))?.reference).toBeNull();
  });

  it('is a follow-up where the app is only installed by its user', async () => {
    const guild = stage.fake.guild({ botJoined: false });
    const channel = stage.fake.textChannel(guild);
    const begun = await begin(channel, { botMayPost: false });
    stage.ada.deleteMessage(begun.message);
    const shown = await deliver(begun);
    expect(begun.interaction.followUps.map(({ id }) => id)).toEqual([shown?.id]);
  });

  it('leads to the direct messages of the one who paid when no other is left', async () => {
    const guild = stage.fake.guild({ botJoined: false });
    const channel = stage.fake.textChannel(guild);
    const begun = await begin(channel, { botMayPost: false });
    await stage.fake.clock.advance(20 * MINUTE_MS);
    await expect(stage.presenter.update(begun.handle, begun.done, signal)).rejects.toMatchObject({
      reason: 'handle_expired',
    });
    const shown = await deliver(begun);
    expect(shown?.channelId).toBe(stage.ada.dm.id);
  });

  it('shows a picture once when the answer to a new message is lost', async () => {
    const channel = stage.channel();
    const begun = await begin(channel);
    stage.ada.deleteMessage(begun.message);
    stage.fake.failNext(/^POST \/channels\//, { cutAfterTaking: true });
    await expect(deliver(begun)).rejects.toMatchObject({ reason: 'outcome_unknown' });
    await deliver(begun);
    expect(stage.fake.visibleMessages(channel, stage.ada)).toHaveLength(1);
    const found = await stage.newPresenter().find(begun.handle, SAMPLE_JOB_ID, signal);
    expect(found).toHaveLength(1);
  });

  it('cannot say whether a picture was posted where it may not look', async () => {
    const channel = stage.channel();
    const begun = await begin(channel);
    stage.ada.deleteMessage(begun.message);
    stage.fake.permit(channel, 'bot', { deny: ['ReadMessageHistory'] });
    expect(await stage.presenter.find(begun.handle, SAMPLE_JOB_ID, signal)).toBe('unknown');
  });

  it('carries a picture to another channel, with a link back', async () => {
    const begun = await begin(stage.channel());
    const other = stage.channel();
    const place = { guildId: stage.guild.id, channelId: other.id, threadId: null };
    const target = {
      place,
      userId: stage.ada.id,
      maxFileBytes: 1e6,
      sourceUrl: 'https://discord.com/channels/1/2/3',
    };
    const ref = await stage.presenter.share(target, SAMPLE_JOB_ID, begun.done, pictures, signal);
    const [shown] = stage.fake.visibleMessages(other, stage.ada);
    expect(shown?.id).toBe(ref.messageId);
    expect(JSON.stringify(shown?.components)).toContain('https://discord.com/channels/1/2/3');
    expect(textOf(shown ?? begun.message)).toContain('a secret garden');
  });
});
