import { afterEach, describe, expect, it } from 'vitest';

import { DAY_MS } from '../../src/core/index.ts';
import { REQUIRED_SCOPES } from '../../src/slack/workspace.ts';
import type { MessageRecord } from '../support/fake-slack/index.ts';
import { SlackRoom, type SlackRoomOptions } from '../support/slack-room.ts';

/** Beyond `RETENTION_DAYS`, and in another month, so that nothing of the job is left. */
const LONG_MS = 70 * DAY_MS;

let room: SlackRoom;
afterEach(() => room.close());

async function open(options: SlackRoomOptions = {}): Promise<MessageRecord> {
  room = await SlackRoom.open(options);
  return room.painted();
}

async function forget(): Promise<void> {
  const [job] = await room.jobs();
  if (job) await room.bot.forget(job.request.requester);
}

async function outliveRetention(): Promise<void> {
  const before = (await room.jobs())[0]?.id ?? '';
  await room.stop();
  await room.fake.clock.advance(LONG_MS);
  await room.start();
  await expect.poll(() => room.bot.job(before)).toBeNull();
}

describe.each([
  { what: 'that was forgotten', lose: forget },
  { what: 'that is older than the retention', lose: outliveRetention },
])('a picture of the bot’s own, of a job $what', ({ lose }) => {
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
    await lose();
    room.ada.mention(room.channel, 'make it night', { threadTs: picture.ts });
    await workedFromMessage();
  });

  it('is changed by “Edit image”', async () => {
    const picture = await open();
    await lose();
    const form = await room.ada.shortcut(picture, 'edit_image').opened();
    room.ada.submitView(form, { prompt: 'make it night' });
    await workedFromMessage();
  });
});

describe('a mention in the thread of a picture that was forgotten', () => {
  it('names the shortcut where the bot may not read the thread, and buys nothing', async () => {
    const picture = await open({ fake: { scopes: REQUIRED_SCOPES } });
    await forget();
    room.ada.mention(room.channel, 'make it night', { threadTs: picture.ts });
    await room.told(room.ada, 'Edit image');
    expect(room.bought).toBe(1);
  });

  it('says that it is not kept where its files are gone as well, and buys nothing', async () => {
    const picture = await open();
    await forget();
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
