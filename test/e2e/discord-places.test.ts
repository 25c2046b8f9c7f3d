import { afterEach, describe, expect, it } from 'vitest';

import { MINUTE_MS } from '../../src/core/index.ts';
import { DiscordRoom, type DiscordRoomOptions } from '../support/discord-room.ts';
import type { FakeInteraction, MessageRecord, Where } from '../support/fake-discord/index.ts';

let room: DiscordRoom;
afterEach(() => room.close());

async function open(options: DiscordRoomOptions = {}): Promise<DiscordRoom> {
  room = await DiscordRoom.open(options);
  return room;
}

function imagine(where: Where, values: Record<string, string | number> = {}): Promise<FakeInteraction> {
  return room.ada.slash('imagine', { prompt: 'a red fox', ...values }, where);
}

function hasFiles({ files }: MessageRecord): boolean {
  return files.length > 0;
}

/** What the person alone was told, wherever that stands. */
function told(asked: FakeInteraction): Promise<MessageRecord> {
  return room.fake.waitFor(
    () =>
      [asked.response, ...asked.followUps].find(
        (message) => message?.ephemeralFor === room.ada.id && room.text(message) !== '',
      ),
    'words for the person alone',
  );
}

/** Settles what is under way, so that "nothing was bought" means something: a request after it has its picture. */
async function nothingBought(): Promise<void> {
  expect(await room.bot.list({ limit: 10 })).toEqual([]);
  await room.painted('a blue fox');
  expect(room.bought).toBe(1);
}

describe('a place where the bot lacks a right', () => {
  it.each([
    ['Attach Files', ['AttachFiles']],
    ['View Channel', ['ViewChannel']],
    ['Send Messages', ['SendMessages']],
  ] as const)('is told by the name of “%s”, and nothing is bought', async (name, botMayNot) => {
    const { fake, guild } = await open();
    const channel = fake.textChannel(guild, { botMayNot: [...botMayNot] });
    const words = await told(await imagine({ channel }));
    expect(room.text(words)).toContain(name);
    expect(room.text(words)).toContain('Nothing was charged');
    expect(room.botMessages(channel)).toEqual([]);
    await nothingBought();
  });

  it('is told for a thread by the right that threads need, and nothing is bought', async () => {
    const { fake, guild } = await open();
    const parent = fake.textChannel(guild, { botMayNot: ['SendMessagesInThreads'] });
    const thread = fake.thread(parent);
    expect(room.text(await told(await imagine({ channel: thread })))).toContain('Send Messages in Threads');
    expect(room.botMessages(thread)).toEqual([]);
    await nothingBought();
  });

  it('still takes a private request, which Discord itself shows', async () => {
    const { fake, guild } = await open();
    const channel = fake.textChannel(guild, { botMayNot: ['SendMessages'] });
    const asked = await imagine({ channel }, { visibility: 'requester' });
    const picture = await asked.waitForResponse(hasFiles);
    await room.ended();
    expect(picture.ephemeralFor).toBe(room.ada.id);
    expect(room.botMessages(channel)).toEqual([]);
  });

  it('brings the paid picture to its owner when the right is taken while it is painted', async () => {
    const { fake, guild } = await open({ speed: 10 });
    const channel = fake.textChannel(guild);
    // Long enough in PROCESSING for its message to say so.
    const asked = await imagine({ channel }, { prompt: 'a red fox #slow' });
    await asked.waitForResponse((message) => room.text(message).includes('PROCESSING'));
    fake.permit(channel, 'bot', { deny: ['ViewChannel', 'SendMessages', 'AttachFiles'] });
    const picture = await fake.waitFor(
      () => [...fake.world.messages.values()].find((message) => !message.deleted && hasFiles(message)),
      'the picture, wherever it may come',
      20_000,
    );
    await room.ended();
    expect([channel.id, room.ada.dm.id]).toContain(picture.channelId);
    expect((await room.bot.list({ limit: 1 }))[0]?.state).toBe('delivered');
    expect(room.bought).toBe(1);
  });
});

describe('a place where the bot is no member', () => {
  it('gets the picture by the token of the person who has installed it', async () => {
    const { fake } = await open();
    const guild = fake.guild({ botJoined: false });
    const channel = fake.textChannel(guild);
    const asked = await imagine({ channel });
    const picture = await asked.waitForResponse(hasFiles);
    await room.ended();
    expect(picture.channelId).toBe(channel.id);
    expect(room.bought).toBe(1);
  });

  it('gets it between two people as well, and its buttons work', async () => {
    const { fake, ada, bob } = await open();
    const channel = fake.privateChannel(ada, bob);
    const asked = await imagine({ channel });
    const picture = await asked.waitForResponse(hasFiles);
    await room.ended();
    const click = ada.clickButton(picture, 'Vary');
    const varied = await fake.waitFor(
      () =>
        [click.response, ...click.followUps].find(
          (message) => message && hasFiles(message) && message !== picture,
        ),
      'the variation',
    );
    expect(varied.channelId).toBe(channel.id);
    await room.ended();
    expect(room.bought).toBe(2);
  });

  it('ends with the picture in direct messages when the token dies before', async () => {
    const { fake, guild } = await open({ environment: { SEGMIND_MAX_IN_FLIGHT: '1' } });
    const elsewhere = fake.textChannel(guild);
    const first = await room.bob.slash('imagine', { prompt: 'a stone #stuck' }, { channel: elsewhere });
    const blocking = await first.waitForResponse((message) => room.text(message).includes('PROCESSING'));
    const channel = fake.textChannel(fake.guild({ botJoined: false }));
    const asked = await imagine({ channel });
    await asked.waitForResponse((message) => room.text(message).includes('IN LINE'));
    await fake.clock.advance(20 * MINUTE_MS);
    room.bob.clickButton(blocking, 'Cancel');
    await room.picture({ channel: room.ada.dm });
    expect(room.bought).toBe(2);
  });
});

describe('direct messages with the bot', () => {
  it('take a command, an edit by a reply, and a button', async () => {
    const { ada } = await open();
    const asked = await imagine({ dm: true });
    const picture = await asked.waitForResponse(hasFiles);
    await room.ended();
    expect(picture.channelId).toBe(ada.dm.id);
    const reply = await ada.post(ada.dm, { content: 'make it night', replyTo: picture });
    const edited = await room.picture({ channel: ada.dm, nth: 2 });
    expect(edited.reference?.messageId).toBe(reply.id);
    ada.clickButton(edited, 'Vary');
    await room.picture({ channel: ada.dm, nth: 3 });
    expect(room.bought).toBe(3);
  });
});

describe('a safety tolerance above the setting', () => {
  const LOOSE = { safety: 6 };

  it('is refused in words where there is no age limit, and nothing is bought', async () => {
    const { fake, guild } = await open({ environment: { SAFETY_TOLERANCE_MAX: '4' } });
    const words = room.text(await told(await imagine({ channel: fake.textChannel(guild) }, LOOSE)));
    expect(words).toContain('age-restricted');
    await nothingBought();
  });

  it('is painted in an age-restricted channel, and in a thread of one', async () => {
    const { fake, guild } = await open({ environment: { SAFETY_TOLERANCE_MAX: '4' } });
    const channel = fake.textChannel(guild, { nsfw: true });
    for (const place of [channel, fake.thread(channel)]) {
      const asked = await imagine({ channel: place }, LOOSE);
      await asked.waitForResponse(hasFiles);
      await room.ended();
    }
    expect(room.emulator.ledger().map(({ parameters }) => parameters)).toEqual([
      expect.objectContaining({ safety_tolerance: 6 }),
      expect.objectContaining({ safety_tolerance: 6 }),
    ]);
  });
});
