import { afterEach, describe, expect, it } from 'vitest';

import { BOT_SCOPES } from '../../src/slack/scopes.ts';
import { REQUIRED_SCOPES } from '../../src/slack/workspace.ts';
import { png } from '../contract/presenter-stage.ts';
import { drawnMessage } from '../support/slack-markdown.ts';
import { SlackRoom, type SlackRoomOptions } from '../support/slack-room.ts';

let room: SlackRoom;
afterEach(() => room.close());

async function open(options: SlackRoomOptions = {}): Promise<SlackRoom> {
  room = await SlackRoom.open(options);
  return room;
}

async function expectNothingBought(): Promise<void> {
  await room.ended();
  expect(room.bought).toBe(0);
}

describe('a channel that the app is not in', () => {
  it('takes the picture all the same, where it is public and the app may write there', async () => {
    const { fake } = await open();
    const channel = fake.channel({ botIsIn: false });
    expect(drawnMessage(await room.painted('a red fox', channel))).toContain('a red fox');
  });

  it.each(['public', 'private'] as const)(
    'that is %s has its picture sent to whoever asked, with a word about it',
    async (kind) => {
      const { ada, fake } = await open({ fake: { scopes: REQUIRED_SCOPES } });
      const channel = fake.channel({ kind, botIsIn: false, members: [ada] });
      ada.slash(channel, '/imagine', 'a red fox');
      await room.picture({ channel: ada.im });
      await room.told(ada, '/invite', channel);
      expect(room.botMessages(channel)).toEqual([]);
      expect(room.bought).toBe(1);
    },
  );

  it('buys nothing when the direct messages are closed as well, and says so in private', async () => {
    const { ada, fake } = await open();
    const channel = fake.channel({ kind: 'private', botIsIn: false, members: [ada] });
    fake.failNext('conversations.open', { error: 'user_disabled', times: Infinity });
    ada.slash(channel, '/imagine', 'a red fox');
    await room.told(ada, /cannot be posted|may not post/, channel);
    await expectNothingBought();
  });

  it('has the picture sent to its owner when it closes while it is painted', async () => {
    const { ada, fake } = await open({ speed: 4 });
    const channel = fake.channel({ kind: 'private', members: [ada] });
    ada.slash(channel, '/imagine', 'a red fox');
    await expect.poll(() => room.bought).toBe(1);
    fake.kickBot(channel);
    await room.picture({ channel: ada.im });
    expect(room.bought).toBe(1);
  });
});

describe('the direct messages of one person', () => {
  it('are one place, whether they write there or come by a shortcut', async () => {
    const { ada, fake } = await open({ environment: { LIMIT_DAILY_PER_CHANNEL: '2' } });
    ada.dm('a red fox');
    await room.picture({ channel: ada.im });
    const form = await ada.globalShortcut('imagine').opened();
    ada.submitView(form, { prompt: 'a blue whale' });
    await room.picture({ channel: ada.im, nth: 2 });
    const places = (await room.jobs()).map(({ request }) => request.origin.conversation.channelId);
    expect(places).toEqual([ada.im.id, ada.im.id]);
    ada.openHome();
    await fake.waitFor(
      () => JSON.stringify(fake.home(ada)?.content ?? '').includes("direct messages' pictures today: 2 of 2"),
      'the figure in App Home',
    );
    ada.dm('a grey cat');
    await fake.waitFor(
      () => room.botMessages(ada.im).find((message) => drawnMessage(message).includes('2 pictures a day')),
      'the limit of the place',
    );
    expect(room.bought).toBe(2);
  });
});

describe('an archived channel', () => {
  it('buys nothing, and says why in private', async () => {
    const { ada, channel } = await open();
    channel.archived = true;
    ada.slash(channel, '/imagine', 'a red fox');
    await room.told(ada, 'archived');
    await expectNothingBought();
  });
});

describe('a missing right', () => {
  it('to read files is named, and nothing is bought', async () => {
    const scopes = BOT_SCOPES.filter((scope) => scope !== 'files:read');
    const { ada, bob, channel, fake } = await open({ fake: { scopes } });
    ada.mention(channel, 'make it night', { files: [{ name: 'a.png', bytes: await png(1) }] });
    await room.told(ada, 'files:read');
    await expectNothingBought();
    expect(fake.botMessages(channel, bob)).toEqual([]);
  });

  it('to upload is named before anything is bought', async () => {
    const scopes = BOT_SCOPES.filter((scope) => scope !== 'files:write');
    const { ada, channel } = await open({ fake: { scopes } });
    ada.slash(channel, '/imagine', 'a red fox');
    await room.told(ada, 'files:write');
    await expectNothingBought();
  });

  it('to read files is named for words alone as well, because uploads could not be shown without it', async () => {
    const scopes = BOT_SCOPES.filter((scope) => scope !== 'files:read');
    const { ada, channel } = await open({ fake: { scopes } });
    ada.slash(channel, '/imagine', 'a red fox');
    await room.told(ada, 'files:read');
    await expectNothingBought();
  });

  it('is named before anybody fills in a form', async () => {
    const scopes = BOT_SCOPES.filter((scope) => scope !== 'files:read');
    const { ada, bob, channel, fake } = await open({ fake: { scopes } });
    ada.slash(channel, '/imagine');
    await room.told(ada, 'files:read');
    bob.shortcut(
      ada.post(channel, 'look', { files: [{ name: 'a.png', bytes: await png(1) }] }),
      'edit_image',
    );
    await room.told(bob, 'files:read');
    expect([fake.openView(ada), fake.openView(bob)]).toEqual([undefined, undefined]);
  });

  it('to read files that is lost after the money is spent keeps no picture back', async () => {
    const { ada, channel, fake } = await open({ speed: 4 });
    ada.slash(channel, '/imagine', 'a red fox');
    await expect.poll(() => room.bought).toBe(1);
    fake.team.scopes.delete('files:read');
    await room.picture();
    expect(room.bought).toBe(1);
  });

  it('that went away since the start is told by what Slack says', async () => {
    const { ada, channel, fake } = await open();
    fake.team.scopes.delete('files:read');
    const file = { name: 'a.png', bytes: await png(1), checkFileInfo: true };
    ada.mention(channel, 'make it night', { files: [file] });
    await room.told(ada, 'files:read');
    await expectNothingBought();
  });
});

describe('a file that is kept elsewhere', () => {
  it('is not fetched, and nothing is bought', async () => {
    const { ada, channel, fake } = await open();
    ada.mention(channel, 'make it night', {
      files: [{ name: 'a.png', bytes: await png(1), external: true }],
    });
    await room.told(ada, 'Attach the picture itself');
    await expectNothingBought();
    expect(fake.callsTo('download')).toEqual([]);
  });
});
