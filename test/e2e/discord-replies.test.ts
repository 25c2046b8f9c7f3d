import { afterEach, describe, expect, it } from 'vitest';

import { DiscordRoom, type DiscordRoomOptions } from '../support/discord-room.ts';
import { png } from '../unit/discord-presenter/sample.ts';

let room: DiscordRoom;
afterEach(() => room.close());

async function open(options: DiscordRoomOptions = {}): Promise<DiscordRoom> {
  room = await DiscordRoom.open(options);
  return room;
}

/** The pictures that the service was given with the last request. */
function lastJobSources(): Promise<number> {
  return room.bot.list({ limit: 1 }).then(([job]) => job?.request.sources.length ?? -1);
}

describe('a reply to a picture', () => {
  it('of the bot edits it, whether it pings or not, in a chain that knows its root', async () => {
    const { ada, channel } = await open();
    const picture = await room.painted();
    const reply = await ada.post(channel, { content: 'make it night', replyTo: picture, ping: false });
    const edited = await room.picture({ nth: 2 });
    expect(edited.reference?.messageId).toBe(reply.id);
    const [edit, first] = await room.bot.list({ limit: 2 });
    expect(edit?.request).toMatchObject({ kind: 'edit', prompt: 'make it night', parentJobId: first?.id });
  });

  it('of a member edits all its pictures with those of the reply, when it mentions the bot', async () => {
    const { ada, bob, channel } = await open();
    const bytes = await png();
    const theirs = await bob.post(channel, {
      files: [
        { name: 'a.png', bytes },
        { name: 'b.png', bytes },
      ],
    });
    await ada.post(channel, {
      content: 'put these together',
      mentionBot: true,
      replyTo: theirs,
      files: [{ name: 'c.png', bytes }],
    });
    await room.picture();
    expect(await lastJobSources()).toBe(3);
    const [job] = await room.bot.list({ limit: 1 });
    expect(job?.request.prompt).toBe('put these together');
  });

  it('finds the picture of a forward', async () => {
    const { ada, bob, channel, guild, fake } = await open();
    const elsewhere = fake.textChannel(guild);
    const original = await bob.post(elsewhere, { files: [{ name: 'a.png', bytes: await png() }] });
    const forward = await bob.post(channel, { forwardOf: original });
    await ada.post(channel, { content: 'make it night', mentionBot: true, replyTo: forward });
    await room.picture();
    expect(await lastJobSources()).toBe(1);
  });

  it('says what is missing where there is no picture, and buys nothing', async () => {
    const { ada, bob, channel } = await open();
    const words = await bob.post(channel, { content: 'good morning' });
    const reply = await ada.post(channel, { content: 'make it night', mentionBot: true, replyTo: words });
    expect(room.text(await room.answerTo(reply))).toContain('no picture');
    expect(room.bought).toBe(0);
  });

  it('gets a button without the message-content intent, since it arrives empty', async () => {
    const { ada, channel } = await open({ messageContent: false });
    const picture = await room.painted();
    const reply = await ada.post(channel, { content: 'make it night', replyTo: picture });
    const offer = await room.answerTo(reply);
    const opened = ada.clickButton(offer, 'Say what to change');
    expect((await opened.waitForAck()).kind).toBe('modal');
    const sent = await ada.submitModal(opened, { change: 'make it night' });
    await sent.waitForResponse(({ files }) => files.length > 0);
    const [edit, first] = await room.bot.list({ limit: 2 });
    expect(edit?.request).toMatchObject({ prompt: 'make it night', parentJobId: first?.id });
  });

  it('names the way that works for pictures which the bot cannot see', async () => {
    const { ada, bob, channel } = await open({ messageContent: false });
    const theirs = await bob.post(channel, { files: [{ name: 'a.png', bytes: await png() }] });
    const reply = await ada.post(channel, { content: 'make it night', mentionBot: true, replyTo: theirs });
    expect(room.text(await room.answerTo(reply))).toContain('Edit image');
  });
});

describe('a message', () => {
  it('that mentions the bot is painted, without the mention in its words', async () => {
    const { ada, channel } = await open({ messageContent: false });
    await ada.post(channel, { content: 'a red fox', mentionBot: true });
    await room.picture();
    const [job] = await room.bot.list({ limit: 1 });
    expect(job?.request).toMatchObject({ kind: 'generate', prompt: 'a red fox' });
  });

  it('in direct messages is painted there', async () => {
    const { ada } = await open();
    await ada.post(ada.dm, { content: 'a red fox' });
    await room.picture({ channel: ada.dm });
    expect(room.bought).toBe(1);
  });

  it('of a bot, of a webhook, or not meant for the bot is passed over in silence', async () => {
    const { ada, channel, fake } = await open();
    const other = fake.user('Other', { bot: true });
    await other.post(channel, { content: 'a red fox', mentionBot: true });
    await ada.post(channel, { content: 'a red fox', mentionBot: true, byWebhook: true });
    await ada.post(channel, { content: 'good morning' });
    const last = await ada.post(channel, { content: 'the end', mentionBot: true });
    await room.picture();
    expect(room.botMessages()).toHaveLength(1);
    expect(room.botMessages()[0]?.reference?.messageId).toBe(last.id);
  });

  it('buys nothing where the bot may not attach files, and names the right', async () => {
    const { ada, guild, fake } = await open();
    const channel = fake.textChannel(guild, { botMayNot: ['AttachFiles'] });
    const message = await ada.post(channel, { content: 'a red fox', mentionBot: true });
    expect(room.text(await room.answerTo(message))).toContain('Attach Files');
    expect(room.bought).toBe(0);
  });

  it('that arrives again after a lost connection makes one job', async () => {
    const { ada, channel, fake } = await open();
    await ada.post(channel, { content: 'a red fox', mentionBot: true });
    await room.picture();
    fake.gateway.replayOnResume();
    fake.gateway.dropConnection();
    await fake.waitFor(() => fake.gateway.resumes === 1, 'a resume');
    await ada.post(channel, { content: 'a blue fox', mentionBot: true });
    await room.picture({ nth: 2 });
    expect(room.bought).toBe(2);
  });
});
