import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { MINUTE_MS } from '../../src/core/index.ts';
import { DiscordRoom } from '../support/discord-room.ts';
import type { MessageRecord } from '../support/fake-discord/index.ts';
import { openWithLatePrivate } from '../support/late-private.ts';
import { sizedPicture, widthsOf } from '../support/sized-pictures.ts';

const SECRET = 'a secret garden';

let room: DiscordRoom;
afterEach(() => room.close());

function hasFiles({ files }: MessageRecord): boolean {
  return files.length > 0;
}

describe('a render in direct messages', () => {
  beforeEach(async () => {
    room = await DiscordRoom.open();
  });

  it('is edited by the form, with files, and nothing asks there who may see it', async () => {
    const { ada } = room;
    const first = await room.pictureOf(await ada.slash('imagine', { prompt: 'a red fox' }, { dm: true }));
    const opened = ada.clickButton(first, 'Edit');
    expect(JSON.stringify((await opened.waitForAck()).data)).not.toContain('"audience"');
    const values = { change: 'make it night', pictures: [await sizedPicture(88)] };
    const edited = await room.pictureOf(await ada.submitModal(opened, values));
    expect(edited.channelId).toBe(ada.dm.id);
    const [edit, parent] = await room.bot.list({ limit: 2 });
    expect(edit?.request.parentJobId).toBe(parent?.id);
    expect((await widthsOf(room.emulator.ledger().at(-1)?.imageUrls ?? []))[1]).toBe(88);
  });

  it('is made of a picture that its person posted there, by the message command, after a restart too', async () => {
    const { ada } = room;
    const posted = await ada.post(ada.dm, { files: [await sizedPicture(104)] });
    await room.fake.waitFor(() => room.botMessages(ada.dm)[0], 'the question what to do with it');
    await room.restart();
    const opened = ada.messageCommand('Edit image', posted);
    await opened.waitForAck();
    const edited = await room.pictureOf(await ada.submitModal(opened, { change: 'make it night' }));
    expect(edited.channelId).toBe(ada.dm.id);
    expect(await widthsOf(room.emulator.ledger().at(-1)?.imageUrls ?? [])).toEqual([104]);
  });

  it.each([
    ['/imagine', 'a red fox --private'],
    ['/imagine with the option', 'a red fox'],
  ])('asked for as private by %s outlives the token of its command', async (_, prompt) => {
    const { ada } = room;
    const visibility = prompt.includes('--') ? {} : { visibility: 'requester' };
    const asked = await ada.slash('imagine', { prompt, ...visibility }, { dm: true });
    expect((await asked.waitForAck()).ephemeral).toBe(false);
    const picture = await room.pictureOf(asked);
    expect(picture.ephemeralFor).toBeNull();
    await room.fake.clock.advance(20 * MINUTE_MS);
    const opened = ada.clickButton(picture, 'Edit');
    await opened.waitForAck();
    const edited = await room.pictureOf(await ada.submitModal(opened, { change: 'make it night --private' }));
    expect(edited.channelId).toBe(ada.dm.id);
  });

  it('says why there is no other channel to share to', async () => {
    const { ada } = room;
    const picture = await room.pictureOf(await ada.slash('imagine', { prompt: 'a red fox' }, { dm: true }));
    expect(await room.told(ada.clickButton(picture, 'Share'))).toContain('there is only you and me');
    expect(room.botMessages(ada.dm).filter(hasFiles)).toEqual([picture]);
  });

  it('goes by its button Delete', async () => {
    const { ada } = room;
    const picture = await room.pictureOf(await ada.slash('imagine', { prompt: 'a red fox' }, { dm: true }));
    ada.clickButton(picture, 'Delete');
    await room.fake.waitFor(() => picture.deleted, 'the message to go');
  });
});

describe('a private render of a server that came by direct message', () => {
  let picture: MessageRecord;

  beforeEach(async () => {
    picture = await openWithLatePrivate({ prompt: SECRET, dmsClosed: false }, (opened) => (room = opened));
  });

  it('is published by Share where it was asked for, once, and its owner is told where', async () => {
    const { ada, channel, guild } = room;
    expect(room.botMessages()).toEqual([]);
    const click = ada.clickButton(picture, 'Share here');
    expect(await room.told(click)).toContain('It is posted');
    const [published, ...more] = room.botMessages();
    expect(more).toEqual([]);
    expect(JSON.stringify(click.followUps[0]?.components)).toContain(
      `${guild.id}/${channel.id}/${published?.id}`,
    );
    expect(published?.files).toHaveLength(1);
    ada.clickButton(picture, 'Vary');
    await room.picture({ channel: ada.dm, nth: 2 });
    expect(room.botMessages()).toEqual([published]);
  });

  it('is not published where its owner may write no more', async () => {
    const { ada, channel, fake } = room;
    fake.permit(channel, ada, { deny: ['SendMessages'] });
    expect(await room.told(ada.clickButton(picture, 'Share here'))).toContain('You may not');
    expect(room.botMessages()).toEqual([]);
    fake.permit(channel, ada, { allow: ['SendMessages'] });
    ada.clickButton(picture, 'Share here');
    await fake.waitFor(() => room.botMessages().length === 1, 'the share');
  });

  it('is edited in the direct messages, and the channel hears nothing of it', async () => {
    const { ada } = room;
    const opened = ada.clickButton(picture, 'Edit');
    await opened.waitForAck();
    const edited = await room.pictureOf(await ada.submitModal(opened, { change: 'make it night' }));
    expect(edited.channelId).toBe(ada.dm.id);
    expect(room.botMessages()).toEqual([]);
    const [edit] = await room.bot.list({ limit: 1 });
    expect(edit?.request.audience).toBe('requester');
  });
});
