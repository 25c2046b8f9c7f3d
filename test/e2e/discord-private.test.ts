import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { OPEN_SHARE_WORDS } from '../../src/core/index.ts';
import { DiscordRoom } from '../support/discord-room.ts';
import type { FakeInteraction, MessageRecord } from '../support/fake-discord/index.ts';

const SECRET = 'a secret garden';

let room: DiscordRoom;
beforeEach(async () => {
  room = await DiscordRoom.open();
});
afterEach(() => room.close());

async function privatePicture(prompt = SECRET): Promise<MessageRecord> {
  const { ada, channel } = room;
  return room.pictureOf(await ada.slash('imagine', { prompt, visibility: 'requester' }, { channel }));
}

function seenByBob(): MessageRecord[] {
  return room.fake.visibleMessages(room.channel, room.bob);
}

/** A refusal is the first answer to a click, or follows it. */
function toldSomething({ ack, followUps }: FakeInteraction): boolean {
  return ack?.kind === 'message' || followUps.length > 0;
}

describe('a private render', () => {
  it('is never seen by anybody else on its way', async () => {
    const { ada, channel, fake } = room;
    const seen: MessageRecord[] = [];
    const forget = fake.world.watch(() => seen.push(...seenByBob()));
    const asked = await ada.slash('imagine', { prompt: SECRET, visibility: 'requester' }, { channel });
    expect((await asked.waitForAck()).ephemeral).toBe(true);
    const answer = await room.pictureOf(asked);
    forget();
    expect(answer.ephemeralFor).toBe(ada.id);
    expect(seen).toEqual([]);
  });

  it('typed as --private is as private as a chosen one', async () => {
    const { ada, channel } = room;
    const asked = await ada.slash('imagine', { prompt: `${SECRET} --private` }, { channel });
    expect((await room.pictureOf(asked)).ephemeralFor).toBe(ada.id);
    expect(seenByBob()).toEqual([]);
    expect(room.emulator.ledger()[0]?.prompt).toBe(SECRET);
  });

  it('is published by Share in its channel, once, however often the button is pressed', async () => {
    const { ada, fake } = room;
    const message = await privatePicture();
    expect(seenByBob()).toEqual([]);
    const clicks = [1, 2, 3].map(() => ada.clickButton(message, 'Share here'));
    await Promise.all(clicks.map((click) => click.waitForAck()));
    // Of three clicks two are told that they come too late.
    await fake.waitFor(() => clicks.filter((click) => toldSomething(click)).length === 2, 'two refusals');
    const [published, ...more] = await fake.waitFor(() => seenByBob().length > 0 && seenByBob(), 'a share');
    expect(more).toEqual([]);
    expect(published?.files).toHaveLength(1);
    expect(room.text(published ?? message)).toContain(SECRET);
    await fake.waitFor(
      () => !JSON.stringify(message.components).includes('Share here'),
      'the private message without its button',
    );
    expect(room.bought).toBe(1);
  });

  it('is published after a restart too, and then not again', async () => {
    const { ada, fake } = room;
    const message = await privatePicture();
    await room.restart();
    ada.clickButton(message, 'Share here');
    await fake.waitFor(() => seenByBob().length === 1, 'the share');
    await fake.waitFor(
      () => !JSON.stringify(message.components).includes('Share here'),
      'the private message without its button',
    );
    await room.restart();
    const [job] = await room.bot.list({ limit: 1 });
    expect(job?.sharedAt).not.toBeNull();
    expect(seenByBob()).toHaveLength(1);
  });

  it('may be shared again where Discord refused the first time', async () => {
    const { ada, fake } = room;
    const message = await privatePicture();
    fake.failNext('POST /channels/{channel_id}/messages', { status: 403, code: 50013 });
    const refused = ada.clickButton(message, 'Share here');
    expect(await room.told(refused)).not.toContain(SECRET);
    expect(seenByBob()).toEqual([]);
    ada.clickButton(message, 'Share here');
    await fake.waitFor(() => seenByBob().length === 1, 'the share');
  });

  it('is never posted a second time where nobody knows whether it was posted', async () => {
    const { ada, fake } = room;
    const message = await privatePicture();
    fake.failNext('POST /channels/{channel_id}/messages', { cutAfterTaking: true, times: 10 });
    const clicked = ada.clickButton(message, 'Share here');
    expect(await room.told(clicked)).toBe(OPEN_SHARE_WORDS.not_heard);
    expect(seenByBob()).toHaveLength(1);
    // The next click finds it.
    ada.clickButton(message, 'Share here');
    await fake.waitFor(
      () => !JSON.stringify(message.components).includes('Share here'),
      'the private message without its button',
    );
    expect(seenByBob()).toHaveLength(1);
  });

  it('stays private in its variations and its edits', async () => {
    const { ada } = room;
    const message = await privatePicture();
    const varied = await room.pictureOf(ada.clickButton(message, 'Vary'));
    expect(varied.ephemeralFor).toBe(ada.id);
    const opened = ada.clickButton(varied, 'Edit');
    await opened.waitForAck();
    const edited = await room.pictureOf(await ada.submitModal(opened, { change: 'make it night' }));
    expect(edited.ephemeralFor).toBe(ada.id);
    expect(seenByBob()).toEqual([]);
    expect(room.bought).toBe(3);
  });
});

describe('the edit form of a picture that everyone sees', () => {
  it.each([
    ['chosen as only for oneself', { change: 'make it night', audience: 'requester' }],
    ['with --private among its words', { change: 'make it night --private' }],
  ])('answers in private when it is %s', async (_, values) => {
    const { ada, fake, channel, bob } = room;
    const message = await room.painted();
    const opened = ada.clickButton(message, 'Edit');
    await opened.waitForAck();
    const sent = await ada.submitModal(opened, values);
    expect((await sent.waitForAck()).ephemeral).toBe(true);
    expect((await room.pictureOf(sent)).ephemeralFor).toBe(ada.id);
    expect(fake.visibleMessages(channel, bob)).toEqual([message]);
    expect(room.emulator.ledger().at(-1)?.prompt).toBe('make it night');
  });
});

describe('where a person may not use the bot in public', () => {
  it('every job that Discord answers in private is private, variations of public ones too', async () => {
    const { ada, bob, fake } = room;
    const guild = fake.guild({ botJoined: false });
    const channel = fake.textChannel(guild);
    const inPublic = await room.pictureOf(await ada.slash('imagine', { prompt: 'a red fox' }, { channel }));
    expect(inPublic.ephemeralFor).toBeNull();
    fake.permit(channel, 'everyone', { deny: ['UseExternalApps'] });
    const varied = await room.pictureOf(ada.clickButton(inPublic, 'Vary'));
    const opened = ada.clickButton(inPublic, 'Edit');
    await opened.waitForAck();
    const edited = await room.pictureOf(await ada.submitModal(opened, { change: 'make it night' }));
    const asked = await room.pictureOf(await ada.slash('imagine', { prompt: 'a blue fox' }, { channel }));
    for (const { ephemeralFor } of [varied, edited, asked]) expect(ephemeralFor).toBe(ada.id);
    await fake.waitFor(() => fake.visibleMessages(channel, bob).length === 1, 'nothing else to be public');
    const jobs = await room.bot.list({ limit: 10 });
    expect(jobs.map(({ request }) => request.audience)).toEqual([
      'requester',
      'requester',
      'requester',
      'channel',
    ]);
  });
});
