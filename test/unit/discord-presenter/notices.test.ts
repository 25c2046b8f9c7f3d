import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { NoticeView, RequestOrigin } from '../../../src/core/index.ts';
import { encodeShowButton } from '../../../src/discord/private-route.ts';
import { textOf } from '../../support/discord-fixture.ts';
import { DiscordStage } from '../../support/discord-stage.ts';
import type { ChannelRecord } from '../../support/fake-discord/index.ts';
import { SAMPLE_JOB_ID } from '../../support/sample-job.ts';

const { signal } = new AbortController();
const FAILED = 'It failed: the service says “a secret garden”.';

let stage: DiscordStage;
let channel: ChannelRecord;
let origin: RequestOrigin;
beforeEach(async () => {
  stage = await DiscordStage.start();
  channel = stage.channel();
  origin = await stage.mention(channel);
});
afterEach(() => stage.close());

const notice = (audience: 'channel' | 'requester'): NoticeView => ({
  tone: 'problem',
  text: FAILED,
  actions: [],
  about: { jobId: SAMPLE_JOB_ID, audience, requesterUserId: stage.ada.id },
});
const textsIn = (where: ChannelRecord): string[] =>
  stage.fake.world
    .messagesIn(where.id)
    .filter(({ authorId, deleted }) => authorId === stage.fake.botId && !deleted)
    .map(textOf);

describe('the end of a request that was made by a message', () => {
  it('is told in answer to it', async () => {
    await stage.presenter.notify(origin, notice('channel'), signal);
    expect(textsIn(channel)).toEqual([FAILED]);
  });

  it('is told by direct message where the request was private', async () => {
    await stage.presenter.notify(origin, notice('requester'), signal);
    expect(textsIn(channel)).toEqual([]);
    expect(textsIn(stage.ada.dm)).toEqual([FAILED]);
  });

  it('is told without a word of it where direct messages are closed, with a button for its owner', async () => {
    stage.ada.setDmsClosed(true);
    await stage.presenter.notify(origin, notice('requester'), signal);
    const [text] = textsIn(channel);
    expect(text).toContain('Your private request has ended');
    expect(text).toContain('Open your direct messages');
    expect(text).not.toContain('secret');
    const [said] = stage.fake.world.messagesIn(channel.id).slice(-1);
    expect(JSON.stringify(said?.components)).toContain(encodeShowButton(SAMPLE_JOB_ID));
  });

  it('is told to its owner, and not to a moderator whose click the last answer was for', async () => {
    const { origin: clicked, interaction } = await stage.command({ channel });
    const owner = stage.fake.user('Bob');
    const { about, ...rest } = notice('channel');
    if (!about) throw new Error('about nothing');
    const ofOwner = { ...rest, about: { ...about, requesterUserId: owner.id } };
    await stage.presenter.notify(clicked, ofOwner, signal);
    expect(interaction.followUps).toEqual([]);
    expect(textsIn(channel)).toContain(FAILED);
    stage.fake.permit(channel, 'bot', { deny: ['SendMessages'] });
    await stage.presenter.notify(clicked, ofOwner, signal);
    expect(textsIn(stage.ada.dm)).toEqual([]);
    expect(textsIn(owner.dm)).toEqual([FAILED]);
  });

  it('is told by direct message where the channel takes no words of the bot any more', async () => {
    stage.fake.permit(channel, 'bot', { deny: ['SendMessages'] });
    await stage.presenter.notify(origin, notice('channel'), signal);
    expect(textsIn(stage.ada.dm)).toEqual([FAILED]);
  });

  it('stays where it was asked for in direct messages', async () => {
    const asked = await stage.mention(stage.ada.dm);
    await stage.presenter.notify(asked, notice('requester'), signal);
    expect(textsIn(stage.ada.dm)).toEqual([FAILED]);
  });
});
