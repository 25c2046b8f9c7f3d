import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DiscordRoom } from '../support/discord-room.ts';
import type { FakeUser, MessageRecord } from '../support/fake-discord/index.ts';

let room: DiscordRoom;
beforeEach(async () => {
  room = await DiscordRoom.open();
});
afterEach(() => room.close());

function hasFiles({ files }: MessageRecord): boolean {
  return files.length > 0;
}

/** Somebody who may manage other people's messages. */
function moderator(): FakeUser {
  const { fake, guild } = room;
  const mia = fake.user('Mia');
  fake.member(guild, mia.id, fake.role(guild, 'Moderators', ['ManageMessages']));
  return mia;
}

/** A request of Ada's that the service refuses the first time, without charging it. */
async function failed(prompt = 'a red fox'): Promise<MessageRecord> {
  const { ada, channel, emulator } = room;
  emulator.addScenario({ scenario: 'render-failed' });
  const asked = await ada.slash('imagine', { prompt }, { channel });
  const message = await asked.waitForResponse((shown) => room.text(shown).includes('FAILED'));
  await room.ended();
  emulator.clearScenarios();
  return message;
}

describe('Vary', () => {
  it('paints the same words with another seed in a message of its own, paid by who clicked', async () => {
    const { bob, emulator } = room;
    const first = await room.painted();
    const varied = await room.pictureOf(bob.clickButton(first, 'Vary'));
    expect(room.botMessages()).toEqual([first, varied]);
    expect(varied.files[0]?.bytes).not.toEqual(first.files[0]?.bytes);
    const [one, other] = emulator.ledger();
    expect(other?.prompt).toBe(one?.prompt);
    expect(other?.parameters.seed).not.toBe(one?.parameters.seed);
    const [job, parent] = await room.bot.list({ limit: 2 });
    expect(job?.request).toMatchObject({ kind: 'vary', parentJobId: parent?.id });
    expect(job?.request.requester.userId).toBe(bob.id);
  });

  it('buys one for each of two clicks, and both come', async () => {
    const { ada, bob } = room;
    const first = await room.painted();
    const clicks = [ada.clickButton(first, 'Vary'), bob.clickButton(first, 'Vary')];
    const [one, other] = await Promise.all(clicks.map((click) => room.pictureOf(click)));
    expect(one?.id).not.toBe(other?.id);
    expect(room.bought).toBe(3);
  });

  it('works after a restart', async () => {
    const first = await room.painted();
    await room.restart();
    await room.pictureOf(room.ada.clickButton(first, 'Vary'));
    expect(room.bought).toBe(2);
  });
});

describe('Retry', () => {
  it('buys what failed again with its own seed, once for a double click', async () => {
    const { ada, emulator } = room;
    const message = await failed();
    emulator.addScenario({ scenario: 'slow' });
    const clicks = [ada.clickButton(message, 'Try again'), ada.clickButton(message, 'Try again')];
    const [picture, ...more] = await room.fake.waitFor(
      () => room.botMessages().some(hasFiles) && room.botMessages().filter(hasFiles),
      'the picture',
    );
    await room.ended();
    expect(more).toEqual([]);
    expect(clicks.map(({ originalId }) => originalId)).toContain(picture?.id);
    expect(room.bought).toBe(2);
    const [one, other] = emulator.ledger();
    expect(other?.parameters.seed).toBe(one?.parameters.seed);
    // The other click was told in private, and its "is thinking…" is gone.
    await room.fake.waitFor(() => room.botMessages().length === 2, 'nothing else to stand there');
  });

  it('is for nobody else, who is told so in private, and buys nothing', async () => {
    const message = await failed();
    for (const person of [room.bob, moderator()])
      expect(await room.told(person.clickButton(message, 'Try again'))).toContain('Only the person');
    expect(room.bought).toBe(1);
    expect(room.botMessages()).toEqual([message]);
  });

  it('says that it came through where it did, and buys nothing more', async () => {
    const message = await failed();
    await room.pictureOf(room.ada.clickButton(message, 'Try again'));
    expect(await room.told(room.ada.clickButton(message, 'Try again'))).toContain('came through');
    expect(room.bought).toBe(2);
  });
});

describe('Delete', () => {
  it('takes the message away for who asked', async () => {
    const message = await room.painted();
    room.ada.clickButton(message, 'Delete');
    await room.fake.waitFor(() => message.deleted, 'the message to go');
    expect(room.botMessages()).toEqual([]);
  });

  it('takes it away for a moderator', async () => {
    const message = await room.painted();
    moderator().clickButton(message, 'Delete');
    await room.fake.waitFor(() => message.deleted, 'the message to go');
  });

  it('is refused to a stranger, in private', async () => {
    const message = await room.painted();
    expect(await room.told(room.bob.clickButton(message, 'Delete'))).toContain('Only the person');
    expect(message.deleted).toBe(false);
  });

  it('does no harm when it is pressed twice', async () => {
    const { ada } = room;
    const message = await room.painted();
    const clicks = [ada.clickButton(message, 'Delete'), ada.clickButton(message, 'Delete')];
    await Promise.all(clicks.map((click) => click.waitForAck()));
    await room.fake.waitFor(() => message.deleted, 'the message to go');
    await room.painted('a blue fox');
    expect(room.botMessages()).toHaveLength(1);
  });
});

describe('a button', () => {
  it('of another bot’s making, or of a job that is not known here, is answered kindly', async () => {
    const { ada, channel, fake } = room;
    const message = await room.painted();
    const forged = JSON.stringify(message.components).replaceAll(/[0-9A-HJKMNP-TV-Z]{26}/g, '0'.repeat(26));
    message.components = JSON.parse(forged) as typeof message.components;
    for (const label of ['Vary', 'Share', 'Delete'])
      expect(await room.told(ada.clickButton(message, label))).not.toBe('');
    // The picture itself stands there, and can be worked from.
    expect((await ada.clickButton(message, 'Edit').waitForAck()).kind).toBe('modal');
    expect(message.deleted).toBe(false);
    expect(fake.visibleMessages(channel, room.bob)).toEqual([message]);
    expect(room.bought).toBe(1);
  });

  it('of a job of another server is answered as if there were none', async () => {
    const { bob, fake } = room;
    const message = await room.painted();
    const elsewhere = fake.textChannel(fake.guild());
    const own = await room.pictureOf(await bob.slash('imagine', { prompt: 'a hat' }, { channel: elsewhere }));
    own.components = message.components;
    for (const label of ['Vary', 'Edit', 'Share', 'Delete'])
      expect(await room.told(bob.clickButton(own, label))).not.toContain('fox');
    expect(message.deleted).toBe(false);
    expect(room.bought).toBe(2);
  });
});
