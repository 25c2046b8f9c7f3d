import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DiscordRoom } from '../support/discord-room.ts';
import { sizedPicture, widthsOf } from '../support/sized-pictures.ts';

const READ = 'GET /channels/{channel_id}/messages/{message_id}';

let room: DiscordRoom;
beforeEach(async () => {
  room = await DiscordRoom.open();
});
afterEach(() => room.close());

describe('a reply', () => {
  it('to a veiled picture keeps its veil', async () => {
    const { ada, channel } = room;
    const veiled = await room.pictureOf(
      await ada.slash('imagine', { prompt: 'a red fox', spoiler: true }, { channel }),
    );
    await ada.post(channel, { content: 'make it night', replyTo: veiled });
    const edited = await room.picture({ nth: 2 });
    expect(JSON.stringify(edited.components)).toContain('"spoiler":true');
  });

  it('to the bot is answered when Discord cannot say to what, and otherwise left alone', async () => {
    const { ada, channel, fake } = room;
    const asked = await ada.post(channel, { content: '', mentionBot: true });
    const question = await room.answerTo(asked);
    const down = fake.failNext(READ, { status: 503, times: 10 });
    const unlucky = await ada.post(channel, { content: 'thank you', replyTo: question, ping: false });
    expect(room.text(await room.answerTo(unlucky))).toContain('could not be reached');
    down.heal();
    const chatter = await ada.post(channel, { content: 'thank you', replyTo: question, ping: false });
    const last = await ada.post(channel, { content: '', mentionBot: true });
    await room.answerTo(last);
    expect(room.botMessages().some(({ reference }) => reference?.messageId === chatter.id)).toBe(false);
  });

  it('with a link in its words works from the picture that it answers, and not from the preview', async () => {
    const { ada, bob, channel } = room;
    const theirs = await bob.post(channel, {
      files: [await sizedPicture(96)],
      embeds: [{ thumbnail: { url: 'https://i.example/first.jpg' } }],
    });
    await ada.post(channel, {
      content: 'as in https://video.example/1',
      mentionBot: true,
      replyTo: theirs,
      embeds: [{ thumbnail: { url: 'https://i.example/second.jpg' } }],
    });
    await room.picture();
    expect(await widthsOf(room.emulator.ledger().at(-1)?.imageUrls ?? [])).toEqual([96]);
  });
});

describe('a mention in a thread', () => {
  it('waits for the picture that is still being painted there, and buys nothing in its place', async () => {
    const { ada, channel, emulator, fake } = room;
    const thread = fake.thread(channel);
    emulator.addScenario({ scenario: 'slow', times: 1 });
    await ada.post(thread, { content: 'a red fox', mentionBot: true });
    await expect.poll(() => room.bought).toBe(1);
    const early = await ada.post(thread, { content: 'make it night', mentionBot: true });
    expect(room.text(await room.answerTo(early))).toContain('still being painted');
    await room.picture({ channel: thread });
    expect(room.bought).toBe(1);
  });
});

describe('a mention where the bot may not write', () => {
  it('is answered by direct message, with a link to it and the right that is missing', async () => {
    const { ada, guild, fake } = room;
    const silent = fake.textChannel(guild, { botMayNot: ['SendMessages'] });
    const message = await ada.post(silent, { content: 'a red fox', mentionBot: true });
    const told = await fake.waitFor(() => room.botMessages(ada.dm)[0], 'a direct message');
    expect(room.text(told)).toContain('Send Messages');
    expect(JSON.stringify(told.components)).toContain(`/${guild.id}/${silent.id}/${message.id}`);
    expect(room.bought).toBe(0);
  });
});
