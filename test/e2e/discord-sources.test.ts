import { afterEach, describe, expect, it } from 'vitest';

import { DiscordRoom, type DiscordRoomOptions } from '../support/discord-room.ts';
import { sizedPicture, widthsOf } from '../support/sized-pictures.ts';

let room: DiscordRoom;
afterEach(() => room.close());

async function open(options: DiscordRoomOptions = {}): Promise<DiscordRoom> {
  room = await DiscordRoom.open(options);
  return room;
}

/** The widths of the pictures that the service was given with its last request. */
function givenWidths(): Promise<readonly number[]> {
  return widthsOf(room.emulator.ledger().at(-1)?.imageUrls ?? []);
}

describe('/imagine with attachments', () => {
  it('gives the service all three, in the order of their options', async () => {
    const { ada, channel } = await open();
    const options = {
      prompt: 'the first in the style of the second before the third',
      image3: await sizedPicture(96),
      image1: await sizedPicture(128),
      image2: await sizedPicture(80),
    };
    await room.pictureOf(await ada.slash('imagine', options, { channel }));
    expect(room.emulator.ledger().at(-1)?.imageUrls).toHaveLength(3);
    expect(await givenWidths()).toEqual([128, 80, 96]);
    const [job] = await room.bot.list({ limit: 1 });
    expect(job?.request).toMatchObject({ kind: 'edit', count: 1 });
    expect(room.bought).toBe(1);
  });

  it('buys nothing when one of them is no picture, and says so to the person alone', async () => {
    const { ada, bob, channel, fake } = await open();
    const image2 = { name: 'notes.png', bytes: Buffer.from('not a picture') };
    const options = { prompt: 'both', image1: await sizedPicture(80), image2 };
    const asked = await ada.slash('imagine', options, { channel });
    const told = await asked.waitForFollowUp();
    expect(told.ephemeralFor).toBe(ada.id);
    expect(room.text(told)).toContain('picture');
    expect(fake.visibleMessages(channel, bob)).toEqual([]);
    expect(room.bought).toBe(0);
  });
});

describe('the message command Edit image', () => {
  it('edits another member’s picture, with the files of the form after it', async () => {
    const { ada, bob, channel } = await open({ messageContent: false });
    const theirs = await bob.post(channel, { files: [await sizedPicture(64), await sizedPicture(72)] });
    const opened = ada.messageCommand('Edit image', theirs);
    expect((await opened.waitForAck()).kind).toBe('modal');
    const sent = await ada.submitModal(opened, {
      change: 'put them on one table',
      shape: ['16:9'],
      pictures: [await sizedPicture(112), await sizedPicture(88)],
    });
    const answer = await room.pictureOf(sent);
    expect(answer.ephemeralFor).toBeNull();
    expect(await givenWidths()).toEqual([64, 72, 112, 88]);
    expect(room.emulator.ledger()).toMatchObject([
      { prompt: 'put them on one table', parameters: { aspect_ratio: '16:9' } },
    ]);
  });

  it('edits the picture of a forward, which the bot could not read by itself', async () => {
    const { ada, bob, channel, fake, guild } = await open({ messageContent: false });
    const hidden = fake.textChannel(guild, { everyoneMayNot: ['ViewChannel'] });
    fake.permit(hidden, bob, { allow: ['ViewChannel'] });
    const original = await bob.post(hidden, { files: [await sizedPicture(104)] });
    const forward = await bob.post(channel, { forwardOf: original });
    const opened = ada.messageCommand('Edit image', forward);
    await opened.waitForAck();
    await room.pictureOf(
      await ada.submitModal(opened, { change: 'make it night', pictures: [await sizedPicture(72)] }),
    );
    expect(await givenWidths()).toEqual([104, 72]);
  });

  it('edits one of the bot’s own, and knows which job it came from', async () => {
    const { bob } = await open();
    const message = await room.painted();
    const [parent] = await room.bot.list({ limit: 1 });
    const opened = bob.messageCommand('Edit image', message);
    await opened.waitForAck();
    await room.pictureOf(await bob.submitModal(opened, { change: 'make it night' }));
    const [edit] = await room.bot.list({ limit: 1 });
    expect(edit?.request).toMatchObject({ parentJobId: parent?.id, requester: { userId: bob.id } });
  });

  it('says that a picture is still being painted, and opens no form', async () => {
    const { ada, bob, channel } = await open();
    const asked = await ada.slash('imagine', { prompt: 'a red fox #stuck' }, { channel });
    const message = await asked.waitForResponse((shown) => room.text(shown).includes('PROCESSING'));
    const opened = bob.messageCommand('Edit image', message);
    const told = await opened.waitForResponse();
    expect(told.ephemeralFor).toBe(bob.id);
    expect(room.text(told)).toContain('still being painted');
    expect(opened.ack?.kind).not.toBe('modal');
    expect(room.bought).toBe(1);
  });
});

describe('Use as reference', () => {
  it('gathers pictures across messages for the next /imagine, after its own, and only for that', async () => {
    const { ada, bob, channel } = await open({ messageContent: false });
    const first = await bob.post(channel, { files: [await sizedPicture(96)] });
    const second = await ada.post(channel, { files: [await sizedPicture(64), await sizedPicture(80)] });
    for (const message of [first, second]) {
      const tray = ada.messageCommand('Use as reference', message);
      const shown = await tray.waitForResponse(({ files }) => files.length > 0);
      expect(shown.ephemeralFor).toBe(ada.id);
    }
    // Somebody else's request takes nothing out of it.
    await room.pictureOf(await bob.slash('imagine', { prompt: 'a hat' }, { channel }));
    expect(await givenWidths()).toEqual([]);
    const image1 = await sizedPicture(120);
    await room.pictureOf(await ada.slash('imagine', { prompt: 'all of them', image1 }, { channel }));
    expect(await givenWidths()).toEqual([120, 96, 64, 80]);
    await room.pictureOf(await ada.slash('imagine', { prompt: 'nothing of them' }, { channel }));
    expect(await givenWidths()).toEqual([]);
  });
});
