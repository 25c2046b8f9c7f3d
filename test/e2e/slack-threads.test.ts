import { afterEach, describe, expect, it } from 'vitest';

import { REQUIRED_SCOPES } from '../../src/slack/workspace.ts';
import { png } from '../contract/presenter-stage.ts';
import type { FileInput } from '../support/fake-slack/index.ts';
import { drawnMessage } from '../support/slack-markdown.ts';
import { SlackRoom, type SlackRoomOptions } from '../support/slack-room.ts';

let room: SlackRoom;
afterEach(() => room.close());

async function open(options: SlackRoomOptions = {}): Promise<SlackRoom> {
  room = await SlackRoom.open(options);
  return room;
}

async function holiday(more: Partial<FileInput> = {}): Promise<FileInput> {
  return { name: 'holiday.png', bytes: await png(1), ...more };
}

/** How many pictures the service was given with the last request. */
function sentPictures(): number {
  return room.emulator.ledger().at(-1)?.imageUrls.length ?? -1;
}

describe('the shortcut Edit image', () => {
  it("changes somebody else's picture in a thread, and answers there", async () => {
    const { ada, bob, channel } = await open();
    const root = bob.post(channel, 'look');
    const theirs = bob.post(channel, '', { files: [await holiday()], threadTs: root.ts });
    const form = await ada.shortcut(theirs, 'edit_image').opened();
    ada.submitView(form, { prompt: 'make it night' });
    expect((await room.picture()).threadTs).toBe(root.ts);
    expect(sentPictures()).toBe(1);
  });

  it('changes the picture of a forward', async () => {
    const { ada, bob, channel, fake } = await open();
    const original = bob.post(fake.channel(), 'look', { files: [await holiday()] });
    const forward = bob.post(channel, 'this one', { forward: original });
    const form = await ada.shortcut(forward, 'edit_image').opened();
    ada.submitView(form, { prompt: 'make it night' });
    await room.picture();
    expect(sentPictures()).toBe(1);
  });

  it("changes the app's own picture, in a chain that knows its root", async () => {
    const { bob } = await open();
    const form = await bob.shortcut(await room.painted(), 'edit_image').opened();
    bob.submitView(form, { prompt: 'make it night' });
    await room.picture({ nth: 2 });
    const [edit, first] = await room.jobs();
    expect(edit).toMatchObject({ rootJobId: first?.id, request: { parentJobId: first?.id } });
  });

  it('says so where there is no picture, and opens nothing', async () => {
    const { ada, bob, channel, fake } = await open();
    ada.shortcut(bob.post(channel, 'only words'), 'edit_image');
    await room.told(ada, 'no picture');
    expect(fake.openView(ada)).toBeUndefined();
  });
});

describe('a mention in a thread', () => {
  it('changes the latest picture that was painted there', async () => {
    const { ada, bob, channel } = await open();
    const root = bob.post(channel, 'let us paint');
    ada.mention(channel, 'a red fox', { threadTs: root.ts });
    await room.picture();
    ada.mention(channel, 'make it night', { threadTs: root.ts });
    const second = await room.picture({ nth: 2 });
    bob.mention(channel, 'add a boat', { threadTs: root.ts });
    await room.picture({ nth: 3 });
    expect(second.threadTs).toBe(root.ts);
    const [third, edit, first] = await room.jobs();
    expect(edit?.request.parentJobId).toBe(first?.id);
    expect(third?.request.parentJobId).toBe(edit?.id);
  });

  it('waits for the picture that is still being painted there, and buys nothing in its place', async () => {
    const { ada, bob, channel } = await open({ speed: 2 });
    const root = bob.post(channel, 'look', { files: [await holiday()] });
    ada.mention(channel, 'make it winter', { threadTs: root.ts });
    await expect.poll(() => room.bought).toBe(1);
    ada.mention(channel, 'make it night', { threadTs: root.ts });
    await room.told(ada, 'still being painted');
    await room.picture();
    expect(room.bought).toBe(1);
    ada.mention(channel, 'make it night', { threadTs: root.ts });
    await room.picture({ nth: 2 });
    const [edit, first] = await room.jobs();
    expect(edit?.request.parentJobId).toBe(first?.id);
  });

  it('changes what stands there when the latest request failed', async () => {
    const { ada, bob, channel } = await open();
    const root = bob.post(channel, 'look', { files: [await holiday()] });
    ada.mention(channel, '#block and make it winter', { threadTs: root.ts });
    await expect.poll(room.jobs.bind(room)).toHaveLength(1);
    await room.ended();
    expect((await room.jobs()).map(({ state }) => state)).toEqual(['failed']);
    ada.mention(channel, 'make it night', { threadTs: root.ts });
    await room.picture();
    expect(sentPictures()).toBe(1);
  });

  it('changes the picture under which the thread began', async () => {
    const { bob, channel } = await open();
    const picture = await room.painted();
    bob.mention(channel, 'make it night', { threadTs: picture.ts });
    expect((await room.picture({ nth: 2 })).threadTs).toBe(picture.ts);
    const [edit, first] = await room.jobs();
    expect(edit?.request).toMatchObject({ kind: 'edit', parentJobId: first?.id });
  });

  it("changes somebody's picture above it, where it may read that", async () => {
    const { ada, bob, channel } = await open();
    const root = bob.post(channel, 'look', { files: [await holiday()] });
    ada.mention(channel, 'make it night', { threadTs: root.ts });
    expect((await room.picture()).threadTs).toBe(root.ts);
    expect(sentPictures()).toBe(1);
  });

  it('names the shortcut where it may not read the thread, and buys nothing', async () => {
    const { ada, bob, channel, fake } = await open({ fake: { scopes: REQUIRED_SCOPES } });
    const root = bob.post(channel, 'look', { files: [await holiday()] });
    ada.mention(channel, 'make it night', { threadTs: root.ts });
    await room.told(ada, 'Edit image');
    expect(await room.jobs()).toEqual([]);
    expect(fake.botMessages(channel, bob)).toEqual([]);
  });

  it('asks Slack about a file of which a shared channel tells only the id', async () => {
    const { ada, channel, fake } = await open();
    ada.mention(channel, 'make it night', { files: [await holiday({ checkFileInfo: true })] });
    await room.picture();
    expect(sentPictures()).toBe(1);
    expect(fake.callsTo('files.info').length).toBeGreaterThan(0);
  });
});

describe('a direct message', () => {
  it('with a file changes it, in the direct messages', async () => {
    const { ada } = await open();
    ada.dm('as a woodcut', { files: [await holiday()] });
    expect(drawnMessage(await room.picture({ channel: ada.im }))).toContain('as a woodcut');
    expect(sentPictures()).toBe(1);
    expect(room.botMessages()).toEqual([]);
  });

  it('without words says what to do, and buys nothing', async () => {
    const { ada, fake } = await open();
    ada.dm('', { files: [await holiday()] });
    await fake.waitFor(
      () => fake.botMessages(ada.im).find((message) => drawnMessage(message).includes('Say what to change')),
      'a word about it',
    );
    expect(await room.jobs()).toEqual([]);
  });
});
