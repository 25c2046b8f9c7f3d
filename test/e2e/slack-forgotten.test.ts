import { afterEach, describe, expect, it } from 'vitest';

import { REQUIRED_SCOPES } from '../../src/slack/workspace.ts';
import type { MessageRecord } from '../support/fake-slack/index.ts';
import { forgetNewest, WAYS_TO_LOSE } from '../support/lost-jobs.ts';
import { SlackRoom, type SlackRoomOptions } from '../support/slack-room.ts';

let room: SlackRoom;
afterEach(() => room.close());

async function open(options: SlackRoomOptions = {}): Promise<MessageRecord> {
  room = await SlackRoom.open(options);
  return room.painted();
}

describe.each(WAYS_TO_LOSE)('a picture of the bot’s own, of a job $what', ({ lose }) => {
  /** The newest job works from the one picture of the message. */
  async function workedFromMessage(): Promise<void> {
    await room.picture({ nth: 2 });
    const [job] = await room.jobs();
    expect(job?.request).toMatchObject({ kind: 'edit', parentJobId: null });
    expect(job?.request.sources).toHaveLength(1);
    expect(job?.state).toBe('delivered');
  }

  it('is changed by a mention in its thread', async () => {
    const picture = await open();
    await lose(room);
    room.ada.mention(room.channel, 'make it night', { threadTs: picture.ts });
    await workedFromMessage();
  });

  it('is changed by “Edit image”', async () => {
    const picture = await open();
    await lose(room);
    const form = await room.ada.shortcut(picture, 'edit_image').opened();
    room.ada.submitView(form, { prompt: 'make it night' });
    await workedFromMessage();
  });
});

describe('a mention in the thread of a picture that was forgotten', () => {
  it('names the shortcut where the bot may not read the thread, and buys nothing', async () => {
    const picture = await open({ fake: { scopes: REQUIRED_SCOPES } });
    await forgetNewest(room);
    room.ada.mention(room.channel, 'make it night', { threadTs: picture.ts });
    await room.told(room.ada, 'Edit image');
    expect(room.bought).toBe(1);
  });

  it('says that it is not kept where its files are gone as well, and buys nothing', async () => {
    const picture = await open();
    await forgetNewest(room);
    for (const file of room.fake.filesOf(picture)) file.deleted = true;
    picture.blocks = picture.blocks.filter(({ type }) => type !== 'image');
    picture.files = [];
    room.ada.mention(room.channel, 'make it night', { threadTs: picture.ts });
    await room.told(room.ada, 'no longer kept here');
    expect(room.bought).toBe(1);
  });
});

it('a mention in the thread of a request that failed paints nothing in its place', async () => {
  room = await SlackRoom.open();
  const { ada, channel } = room;
  ada.slash(channel, '/imagine', 'a red fox #block');
  await room.fake.waitFor(() => room.botMessages()[0], 'the request');
  await room.ended();
  ada.mention(channel, 'make it night', { threadTs: room.botMessages()[0]?.ts ?? '' });
  await room.told(ada, 'That request failed');
  expect(await room.jobs()).toHaveLength(1);
});
