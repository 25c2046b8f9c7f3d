import { afterEach, describe, expect, it } from 'vitest';

import { HOUR_MS } from '../../src/core/index.ts';
import { EDIT_NOTES } from '../../src/discord/edit-modal.ts';
import { DiscordRoom, type DiscordRoomOptions } from '../support/discord-room.ts';
import { sizedPicture, widthsOf } from '../support/sized-pictures.ts';

let room: DiscordRoom;
afterEach(() => room.close());

async function open(options: DiscordRoomOptions = {}): Promise<DiscordRoom> {
  room = await DiscordRoom.open(options);
  return room;
}

function lastSubmit(): ReturnType<DiscordRoom['emulator']['ledger']>[number] | undefined {
  return room.emulator.ledger().at(-1);
}

describe('without the message-content intent the form of a reply', () => {
  it('paints for whoever replied, from the picture and the files of the form', async () => {
    const { bob, channel } = await open({ messageContent: false });
    const picture = await room.painted();
    const reply = await bob.post(channel, { content: 'make it night', replyTo: picture, ping: true });
    const offer = await room.answerTo(reply);
    expect([...room.fake.pings(offer).users]).toEqual([]);
    const opened = bob.clickButton(offer, 'Say what to change');
    await opened.waitForAck();
    const values = { change: 'make it night', pictures: [await sizedPicture(88)] };
    const edited = await room.pictureOf(await bob.submitModal(opened, values));
    expect(edited.ephemeralFor).toBeNull();
    expect(lastSubmit()?.prompt).toBe('make it night');
    expect((await widthsOf(lastSubmit()?.imageUrls ?? []))[1]).toBe(88);
    const [edit, parent] = await room.bot.list({ limit: 2 });
    expect(edit?.request).toMatchObject({ parentJobId: parent?.id, requester: { userId: bob.id } });
    expect(room.bought).toBe(2);
  });

  it('works after a restart, from the button of the day before', async () => {
    const { ada, channel, fake } = await open({ messageContent: false });
    const picture = await room.painted();
    const reply = await ada.post(channel, { content: 'make it night', replyTo: picture });
    const offer = await room.answerTo(reply);
    await room.restart();
    await fake.clock.advance(20 * HOUR_MS);
    const opened = ada.clickButton(offer, 'Say what to change');
    await opened.waitForAck();
    await room.pictureOf(await ada.submitModal(opened, { change: 'make it night' }));
    expect(room.bought).toBe(2);
  });

  it('is not needed where the reply mentions the bot by name', async () => {
    const { ada, channel } = await open({ messageContent: false });
    const picture = await room.painted();
    await ada.post(channel, { content: 'make it night', mentionBot: true, replyTo: picture });
    await room.picture({ nth: 2 });
    expect(lastSubmit()?.prompt).toBe('make it night');
  });
});

describe('a form', () => {
  it('of a message that has gone meanwhile is refused in private, and buys nothing', async () => {
    const { ada, bob, channel, fake } = await open();
    const theirs = await bob.post(channel, { files: [await sizedPicture(96)] });
    const opened = ada.messageCommand('Edit image', theirs);
    await opened.waitForAck();
    // The links are kept for a quarter of an hour from when the form was opened.
    await expect.poll(() => room.notes.list(EDIT_NOTES)).toHaveLength(1);
    await fake.clock.advance(HOUR_MS);
    bob.deleteMessage(theirs);
    const sent = await ada.submitModal(opened, { change: 'make it night' });
    expect(await room.told(sent)).toContain('open for too long');
    expect(fake.visibleMessages(channel, bob)).toEqual([]);
    expect(room.bought).toBe(0);
  });

  it('with flags that cannot be read says so in private, and buys nothing', async () => {
    const { ada, bob, channel, fake } = await open();
    const picture = await room.painted();
    const opened = ada.clickButton(picture, 'Edit');
    await opened.waitForAck();
    const sent = await ada.submitModal(opened, { change: 'make it night --ar banana' });
    expect(await room.told(sent)).toContain('banana');
    await fake.waitFor(() => fake.visibleMessages(channel, bob).length === 1, 'nothing more in public');
    expect(room.bought).toBe(1);
  });

  it('buys nothing where the bot may post no more, and says which right is missing', async () => {
    const { ada, channel, fake } = await open();
    const picture = await room.painted();
    const opened = ada.clickButton(picture, 'Edit');
    await opened.waitForAck();
    fake.permit(channel, 'bot', { deny: ['AttachFiles'] });
    const sent = await ada.submitModal(opened, { change: 'make it night' });
    expect(await room.told(sent)).toContain('Attach Files');
    expect(room.bought).toBe(1);
  });
});

describe('a reply with the message-content intent', () => {
  it('that says --private is answered by direct message, and the channel hears nothing', async () => {
    const { ada, channel } = await open();
    const picture = await room.painted();
    await ada.post(channel, { content: 'make it night --private', replyTo: picture });
    const edited = await room.picture({ channel: ada.dm });
    expect(room.botMessages()).toEqual([picture]);
    expect(room.text(edited)).toContain('make it night');
    expect(room.bought).toBe(2);
  });

  it('to a picture that is still being painted says so, and buys nothing', async () => {
    const { ada, channel } = await open();
    const asked = await ada.slash('imagine', { prompt: 'a red fox #stuck' }, { channel });
    const painting = await asked.waitForResponse((shown) => room.text(shown).includes('PROCESSING'));
    const reply = await ada.post(channel, { content: 'make it night', replyTo: painting });
    expect(room.text(await room.answerTo(reply))).toContain('still being painted');
    expect(room.bought).toBe(1);
  });
});
