import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DiscordRoom } from '../support/discord-room.ts';
import type { MessageRecord } from '../support/fake-discord/index.ts';
import { WAYS_TO_LOSE } from '../support/lost-jobs.ts';

let room: DiscordRoom;
afterEach(() => room.close());

/** The newest job works from one picture that was taken out of a message. */
async function workedFromMessage(): Promise<void> {
  await room.ended();
  const [job] = await room.jobs();
  expect(job?.request).toMatchObject({ kind: 'edit', parentJobId: null });
  expect(job?.request.sources).toHaveLength(1);
  expect(job?.state).toBe('delivered');
}

describe.each(WAYS_TO_LOSE)('a picture of the bot’s own, of a job $what', ({ lose }) => {
  let picture: MessageRecord;
  beforeEach(async () => {
    room = await DiscordRoom.open();
    picture = await room.painted();
    await lose(room);
  });

  it('is changed by a reply, whether it pings or not', async () => {
    await room.ada.post(room.channel, { content: 'make it night', replyTo: picture, ping: false });
    await room.picture({ nth: 2 });
    await workedFromMessage();
  });

  it.each(['Edit image', 'Edit'])('is changed by %s', async (by) => {
    const { ada } = room;
    const opened = by === 'Edit' ? ada.clickButton(picture, by) : ada.messageCommand(by, picture);
    expect((await opened.waitForAck()).kind).toBe('modal');
    await room.pictureOf(await ada.submitModal(opened, { change: 'make it night' }));
    await workedFromMessage();
  });

  it('is a reference for the next /imagine', async () => {
    const { ada, channel } = room;
    const tray = ada.messageCommand('Use as reference', picture);
    await tray.waitForResponse(({ files }) => files.length === 1);
    await room.pictureOf(await ada.slash('imagine', { prompt: 'with it' }, { channel }));
    await workedFromMessage();
  });

  it('is changed by the form of a reply whose words the bot cannot read', async () => {
    await room.restart({ DISCORD_MESSAGE_CONTENT: 'false' });
    const { ada, channel } = room;
    const reply = await ada.post(channel, { content: 'make it night', replyTo: picture });
    const opened = ada.clickButton(await room.answerTo(reply), 'Say what to change');
    expect((await opened.waitForAck()).kind).toBe('modal');
    await room.pictureOf(await ada.submitModal(opened, { change: 'make it night' }));
    await workedFromMessage();
  });
});
