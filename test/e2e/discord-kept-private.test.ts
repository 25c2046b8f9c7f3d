import { afterEach, describe, expect, it } from 'vitest';

import { DiscordRoom, type DiscordRoomOptions } from '../support/discord-room.ts';
import type { MessageRecord } from '../support/fake-discord/index.ts';
import { openWithLatePrivate } from '../support/late-private.ts';

const SECRET = 'a secret garden';

let room: DiscordRoom;
afterEach(() => room.close());

/** See `openWithLatePrivate`. */
function latePrivate(options: DiscordRoomOptions & { dmsClosed: boolean }): Promise<MessageRecord> {
  return openWithLatePrivate({ prompt: SECRET, ...options }, (opened) => (room = opened));
}

describe('a reply of its owner to the notice of a private picture', () => {
  it('is edited for them alone', async () => {
    const notice = await latePrivate({ dmsClosed: true });
    const { ada, channel } = room;
    ada.setDmsClosed(false);
    await ada.post(channel, { content: 'make it night', replyTo: notice });
    await room.picture({ channel: ada.dm });
    expect(room.botMessages()).toEqual([notice]);
    const [edit, parent] = await room.bot.list({ limit: 2 });
    expect(edit?.request).toMatchObject({ audience: 'requester', parentJobId: parent?.id });
  });

  it('opens a form that answers in private, where its words cannot be read', async () => {
    const notice = await latePrivate({ dmsClosed: true, messageContent: false });
    const { ada, bob, channel, fake } = room;
    const reply = await ada.post(channel, { content: 'make it night', replyTo: notice, ping: false });
    const offer = await room.answerTo(reply);
    const opened = ada.clickButton(offer, 'Say what to change');
    await opened.waitForAck();
    const before = fake.visibleMessages(channel, bob);
    const sent = await ada.submitModal(opened, { change: 'make it night' });
    expect((await room.pictureOf(sent)).ephemeralFor).toBe(ada.id);
    expect(fake.visibleMessages(channel, bob)).toEqual(before);
  });
});

describe('a reply to a private picture that came by direct message', () => {
  it('edits it there', async () => {
    const picture = await latePrivate({ dmsClosed: false });
    const { ada } = room;
    await ada.post(ada.dm, { content: 'make it night', replyTo: picture });
    await room.picture({ channel: ada.dm, nth: 2 });
    expect(room.botMessages()).toEqual([]);
    const [edit, parent] = await room.bot.list({ limit: 2 });
    expect(edit?.request).toMatchObject({ audience: 'requester', parentJobId: parent?.id });
  });
});

describe('a private picture in a conversation of several people', () => {
  it('is varied for its owner alone', async () => {
    room = await DiscordRoom.open();
    const { ada, bob, fake } = room;
    const channel = fake.privateChannel(ada, bob);
    const asked = await ada.slash('imagine', { prompt: SECRET, visibility: 'requester' }, { channel });
    const picture = await room.pictureOf(asked);
    const clicked = ada.clickButton(picture, 'Vary');
    expect((await clicked.waitForAck()).ephemeral).toBe(true);
    expect((await room.pictureOf(clicked)).ephemeralFor).toBe(ada.id);
    expect(room.botMessages(channel)).toEqual([]);
  });
});
