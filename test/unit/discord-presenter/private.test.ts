import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { JobView, OutgoingPicture, PresenterHandle, RenderJob } from '../../../src/core/index.ts';
import { MINUTE_MS } from '../../../src/core/index.ts';
import { encodeHandle, handleOfReply } from '../../../src/discord/handle.ts';
import { encodeShowButton } from '../../../src/discord/private-route.ts';
import { conversationOf, DiscordStage } from '../../support/discord-stage.ts';
import { textOf } from '../../support/discord-fixture.ts';
import type { ChannelRecord, FakeInteraction, MessageRecord } from '../../support/fake-discord/index.ts';
import { SAMPLE_JOB_ID } from '../../support/sample-job.ts';
import { painted, picture, SECRET_PROMPT } from './sample.ts';

const { signal } = new AbortController();
const SHOW = encodeShowButton(SAMPLE_JOB_ID);

describe('a private picture', () => {
  let stage: DiscordStage;
  let channel: ChannelRecord;
  let interaction: FakeInteraction;
  let job: RenderJob;
  let handle: PresenterHandle;
  let inLine: JobView;
  let done: JobView;
  let pictures: OutgoingPicture[];

  beforeEach(async () => {
    stage = await DiscordStage.start();
    channel = stage.channel();
    const command = await stage.command({ channel }, { ephemeral: true });
    interaction = command.interaction;
    ({ job, inLine, done } = painted(command.origin, stage.ada.id, 'requester'));
    ({ handle } = await stage.presenter.announce(job, inLine, signal));
    pictures = [await picture()];
  });
  afterEach(async () => {
    await stage.close();
  });

  const inChannel = (): MessageRecord[] => stage.fake.visibleMessages(channel, stage.fake.user('Bob'));
  const inDm = (): MessageRecord[] => stage.fake.visibleMessages(stage.ada.dm, stage.ada);
  const deliver = (to: PresenterHandle): ReturnType<typeof stage.presenter.deliver> =>
    stage.presenter.deliver(to, SAMPLE_JOB_ID, done, pictures, signal);
  const idsOf = (message: MessageRecord | null): string => JSON.stringify(message?.components);

  it('offers the button that keeps it in place only when its time runs out', async () => {
    expect(idsOf(interaction.response)).not.toContain(SHOW);
    await stage.fake.clock.advance(11 * MINUTE_MS);
    await stage.presenter.update(handle, inLine, signal);
    expect(idsOf(interaction.response)).toContain(SHOW);
    expect(inChannel()).toEqual([]);
  });

  it('comes to its private message by the token that a click brought', async () => {
    await stage.fake.clock.advance(11 * MINUTE_MS);
    await stage.presenter.update(handle, inLine, signal);
    const message = interaction.response;
    if (!message) throw new Error('no private message');
    const click = stage.ada.clickButton(message, SHOW);
    await stage.deferUpdate(click);
    const reply = stage.replyTo(click, { ephemeral: true, botMayPost: true, messageId: message.id });
    const fresh = encodeHandle(handleOfReply(reply, conversationOf(channel)));
    await stage.fake.clock.advance(10 * MINUTE_MS);
    await deliver(fresh);
    expect(message.files).toHaveLength(1);
    expect(inChannel()).toEqual([]);
    expect(inDm()).toEqual([]);
  });

  it('comes by direct message once its token is dead, and is found there', async () => {
    await stage.fake.clock.advance(20 * MINUTE_MS);
    await expect(stage.presenter.update(handle, inLine, signal)).rejects.toMatchObject({
      reason: 'handle_expired',
    });
    const { messages } = await deliver(handle);
    expect(inDm().map(({ files }) => files.length)).toEqual([1]);
    expect(inChannel()).toEqual([]);
    expect(await stage.newPresenter().find(handle, SAMPLE_JOB_ID, signal)).toEqual(messages);
  });

  it('is not said to be nowhere where no token tells what stands there', async () => {
    await stage.ada.post(channel, { content: 'hello' });
    await stage.fake.clock.advance(16 * MINUTE_MS);
    expect(await stage.newPresenter().find(handle, SAMPLE_JOB_ID, signal)).toBe('unknown');
  });

  it('waits behind a button in the channel, without a word of it, where direct messages are closed', async () => {
    await stage.fake.clock.advance(20 * MINUTE_MS);
    stage.ada.setDmsClosed(true);
    const { messages } = await deliver(handle);
    const [notice, ...others] = inChannel();
    expect(others).toEqual([]);
    expect(notice?.id).toBe(messages[0]?.messageId);
    expect(notice?.files).toEqual([]);
    expect(JSON.stringify(notice)).not.toContain(SECRET_PROMPT);
    expect(idsOf(notice ?? null)).toContain(SHOW);
    expect([...(notice ? stage.fake.pings(notice).users : [])]).toEqual([stage.ada.id]);
    expect(await stage.newPresenter().find(handle, SAMPLE_JOB_ID, signal)).toEqual(messages);
  });

  it('is announced by direct message after an outage that its token did not outlive', async () => {
    await stage.fake.clock.advance(20 * MINUTE_MS);
    const again = await stage.presenter.announce(job, inLine, signal);
    expect(again.message?.conversation.channelId).toBe(stage.ada.dm.id);
    await deliver(again.handle);
    expect(inDm().map(({ files }) => files.length)).toEqual([1]);
  });

  it('is not begun where no way to its owner is left', async () => {
    await stage.fake.clock.advance(20 * MINUTE_MS);
    stage.ada.setDmsClosed(true);
    await expect(stage.presenter.announce(job, inLine, signal)).rejects.toMatchObject({
      reason: 'handle_expired',
    });
    expect(inChannel()).toEqual([]);
  });

  it('fails in private as well', async () => {
    await stage.fake.clock.advance(20 * MINUTE_MS);
    const notice = { tone: 'problem', text: 'It failed.', actions: [] } as const;
    await stage.presenter.notify(job.request.origin, notice, signal);
    expect(inDm().map(textOf)).toEqual(['It failed.']);
    expect(inChannel()).toEqual([]);
  });

  it('is said to have ended, and no more, where its failure reaches its owner in no other way', async () => {
    await stage.fake.clock.advance(20 * MINUTE_MS);
    stage.ada.setDmsClosed(true);
    const about = { jobId: SAMPLE_JOB_ID, audience: 'requester', requesterUserId: stage.ada.id } as const;
    const notice = { tone: 'problem', text: `It failed: ${SECRET_PROMPT}.`, actions: [], about } as const;
    await stage.presenter.notify(job.request.origin, notice, signal);
    const [said, ...others] = inChannel();
    expect(others).toEqual([]);
    expect(said && textOf(said)).toContain('Your private request has ended');
    expect(JSON.stringify(said)).not.toContain(SECRET_PROMPT);
    expect(idsOf(said ?? null)).toContain(SHOW);
    expect([...(said ? stage.fake.pings(said).users : [])]).toEqual([stage.ada.id]);
  });

  it('comes anew to its owner alone when they dismissed the message', async () => {
    const message = interaction.response;
    if (message) stage.ada.deleteMessage(message);
    await deliver(handle);
    expect(interaction.followUps.map(({ ephemeralFor, files }) => [ephemeralFor, files.length])).toEqual([
      [stage.ada.id, 1],
    ]);
    expect(inChannel()).toEqual([]);
  });
});
