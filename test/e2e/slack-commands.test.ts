import { afterEach, describe, expect, it } from 'vitest';

import { png } from '../contract/presenter-stage.ts';
import type { FakeUser } from '../support/fake-slack/index.ts';
import { drawnMessage } from '../support/slack-markdown.ts';
import { SlackRoom, type SlackRoomOptions } from '../support/slack-room.ts';

let room: SlackRoom;
afterEach(() => room.close());

async function open(options: SlackRoomOptions = {}): Promise<SlackRoom> {
  room = await SlackRoom.open(options);
  return room;
}

describe('/imagine with words', () => {
  it('takes the flags at their end, and shows what came of them', async () => {
    const { fake } = await open();
    const message = await room.painted('a red fox --ar 16:9 --seed 7 --png --count 2');
    expect(room.emulator.ledger()).toHaveLength(2);
    const [first] = room.emulator.ledger();
    expect(first).toMatchObject({
      prompt: 'a red fox',
      parameters: { aspect_ratio: '16:9', output_format: 'png' },
    });
    const files = fake.filesOf(message);
    expect(files.map(({ mimetype }) => mimetype)).toEqual(['image/png', 'image/png']);
    expect(files[0]?.altTxt).toContain('a red fox');
    expect(drawnMessage(message)).toMatch(/16:9 · .*Ada/);
  });

  it('refuses a flag that it does not know in private, and buys nothing', async () => {
    const { ada, bob, channel, fake } = await open();
    ada.slash(channel, '/imagine', 'a red fox --ar 99:1');
    await room.told(ada, '99:1');
    expect(await room.jobs()).toEqual([]);
    expect(fake.messages(channel, bob)).toEqual([]);
  });

  it('tells what the model blocks, and that it costs nothing', async () => {
    const { ada, channel, fake } = await open();
    ada.slash(channel, '/imagine', 'a red fox #block');
    const status = await fake.waitFor(
      () => room.botMessages().find((message) => drawnMessage(message).includes('FAILED')),
      'a failed job',
    );
    await room.ended();
    expect(drawnMessage(status)).toContain('Blocked by the model');
    expect(drawnMessage(status)).toContain('Nothing was charged.');
    expect(room.botMessages()).toEqual([status]);
  });

  it('calls nobody and formats nothing, whatever the words and the name are', async () => {
    const { channel, fake } = await open();
    const mallory = fake.user('<!here>');
    const words = `<!channel> <@${room.bob.id}> @here <#C1|general> *bold* <https://evil.example|click> :smile:`;
    mallory.slash(channel, '/imagine', words);
    const picture = await room.picture();
    mallory.dm(words);
    const direct = await room.picture({ channel: mallory.im });
    mallory.slash(channel, '/renders', 'recent');
    await room.told(mallory, /Painted.*\*bold\*/);
    for (const message of [picture, direct, ...fake.botMessages(channel, mallory)]) {
      const { users, channels, usergroups, broadcasts } = fake.mentionsIn(message);
      expect([users, channels, usergroups, broadcasts].flat()).toEqual([]);
      expect(JSON.stringify(message.blocks)).not.toContain('"mrkdwn"');
      expect(JSON.stringify(message.blocks)).not.toContain('"url":"https://evil.example');
    }
    expect(drawnMessage(picture)).toContain('*bold* <https://evil.example|click> :smile:');
  });
});

describe('help', () => {
  it('is told for the word alone, however the bot is asked, and nothing is bought', async () => {
    const { ada, channel, fake } = await open();
    ada.slash(channel, '/imagine', 'help');
    await room.told(ada, 'opens a form');
    const other = fake.channel();
    ada.mention(other, 'Help');
    await room.told(ada, 'opens a form', other);
    ada.dm('help');
    await fake.waitFor(
      () => fake.botMessages(ada.im).find((message) => drawnMessage(message).includes('opens a form')),
      'help in the direct messages',
    );
    expect(await room.jobs()).toEqual([]);
  });

  it('is something to paint with more words, or with a picture', async () => {
    const { ada, channel } = await open();
    ada.mention(channel, 'help a fox over the river');
    await room.picture();
    ada.mention(channel, 'help', { files: [{ name: 'a.png', bytes: await png(1) }] });
    await room.picture({ nth: 2 });
    expect(room.emulator.ledger().map(({ prompt }) => prompt)).toEqual(['help a fox over the river', 'help']);
  });
});

describe('/imagine alone', () => {
  it('opens a form, and paints what it says from the two files in it', async () => {
    const { ada, channel } = await open();
    const form = await ada.slash(channel, '/imagine').opened();
    const files = [
      { name: 'one.png', bytes: await png(1) },
      { name: 'two.png', bytes: await png(2) },
    ];
    ada.submitView(form, { prompt: 'put these together', ratio: '3:2', seed: '7', files });
    await room.picture();
    const [bought] = room.emulator.ledger();
    expect(bought).toMatchObject({ prompt: 'put these together', parameters: { aspect_ratio: '3:2' } });
    expect(bought?.imageUrls).toHaveLength(2);
    const [job] = await room.jobs();
    expect(job?.request).toMatchObject({ kind: 'edit', parameters: { seed: 7 }, audience: 'channel' });
  });

  it('says at the field what is wrong with it, and stays open', async () => {
    const { ada, channel } = await open();
    const form = await ada.slash(channel, '/imagine').opened();
    const sent = ada.submitView(form, { prompt: 'a red fox --ar 99:1' });
    expect(String((await sent.errors())['prompt'])).toContain('99:1');
    ada.submitView(form, { prompt: 'a red fox' });
    await room.picture();
    expect(room.bought).toBe(1);
  });
});

describe('/renders', () => {
  async function ask(user: FakeUser, text: string, words: string | RegExp): Promise<string> {
    user.slash(room.channel, '/renders', text);
    return room.told(user, words);
  }

  it('tells one person what they asked for and used, and nobody else', async () => {
    const { ada, bob, fake, channel } = await open({ environment: { LIMIT_DAILY_PER_USER: '20' } });
    await room.painted();
    await ask(ada, 'recent', /Painted.*a red fox/);
    await ask(ada, 'usage', 'Your pictures today: 1 of 20');
    await ask(bob, 'recent', 'no pictures here yet');
    expect(fake.messages(channel, bob).filter(({ ephemeralFor }) => ephemeralFor === ada.id)).toEqual([]);
    await ask(ada, 'nonsense', 'Type');
  });

  it('shows a picture once more to its owner alone', async () => {
    const { ada, bob } = await open();
    await room.painted();
    const [job] = await room.jobs();
    await ask(bob, `show ${job?.id ?? ''}`, 'no such picture');
    await ask(ada, `show ${job?.id.toLowerCase() ?? ''}`, 'sent it to you directly');
    expect(drawnMessage(await room.picture({ channel: ada.im }))).toContain('a red fox');
    expect(room.bought).toBe(1);
  });

  it('forgets what one person asked for, and nothing of others', async () => {
    const { ada, bob, channel } = await open();
    await room.painted();
    bob.slash(channel, '/imagine', 'a blue whale');
    await room.picture({ nth: 2 });
    const form = await ada.slash(channel, '/renders', 'forget').opened();
    expect(JSON.stringify(form.content)).toContain('cannot be undone');
    await ask(bob, 'recent', 'a blue whale');
    expect((await room.jobs()).map(({ request }) => request.prompt)).toContain('a red fox');
    ada.submitView(form);
    await room.told(ada, 'Forgotten: the words and pictures of one request');
    expect((await room.jobs()).map(({ request }) => request.prompt)).not.toContain('a red fox');
    await ask(bob, 'recent', 'a blue whale');
  });
});

describe('App Home', () => {
  it('shows what one asked for, and its button paints in the direct messages', async () => {
    const { ada, bob, fake } = await open();
    await room.painted();
    ada.openHome();
    bob.openHome();
    const home = await fake.waitFor(() => fake.home(ada), 'a page for Ada');
    const other = await fake.waitFor(() => fake.home(bob), 'a page for Bob');
    expect(JSON.stringify(home.content)).toContain('a red fox');
    expect(JSON.stringify(other.content)).not.toContain('a red fox');
    const form = await ada.clickButton(home, 'ibs1:imagine').opened();
    ada.submitView(form, { prompt: 'a blue whale' });
    expect(drawnMessage(await room.picture({ channel: ada.im }))).toContain('a blue whale');
  });
});
