import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { picturesMessage } from '../../../src/discord/layout.ts';
import { DEFAULT_MAX_FILE_BYTES } from '../../../src/discord/limits.ts';
import { createDiscordCalls } from '../../../src/discord/rest-calls.ts';
import { uploadsOf } from '../../../src/discord/uploads.ts';
import { textOf } from '../../support/discord-fixture.ts';
import { sizedPicture } from '../../support/sized-pictures.ts';
import { useHandlersRig } from '../../support/use-handlers-rig.ts';

const { signal } = new AbortController();
const start = useHandlersRig();

describe('the edit form', () => {
  it('edits the picture of anybody’s message, with further pictures after it', async () => {
    const bot = await start();
    const bob = bot.fake.user('Bob');
    const message = await bob.post(bot.channel, { files: [await sizedPicture(64)] });
    const opened = bot.ada.messageCommand('Edit image', message);
    expect((await opened.waitForAck()).kind).toBe('modal');
    const sent = await bot.ada.submitModal(opened, {
      change: 'make it night',
      shape: ['16:9'],
      pictures: [await sizedPicture(80)],
    });
    const shown = await bot.pictures(sent);
    const job = await bot.job();
    expect(job.request).toMatchObject({ kind: 'edit', prompt: 'make it night', audience: 'channel' });
    expect(job.request.parameters.aspectRatio).toBe('16:9');
    expect(job.request.sources.map(({ kind }) => kind)).toEqual(['stored', 'stored']);
    expect(shown.ephemeralFor).toBeNull();
  });

  it('edits a forwarded picture that the bot cannot read by itself', async () => {
    const bot = await start({ messageContent: false });
    const bob = bot.fake.user('Bob');
    const original = await bob.post(bot.fake.textChannel(bot.guild), { files: [await sizedPicture(64)] });
    const forward = await bob.post(bot.channel, { forwardOf: original });
    const opened = bot.ada.messageCommand('Edit image', forward);
    await opened.waitForAck();
    await bot.pictures(await bot.ada.submitModal(opened, { change: 'make it night' }));
    expect((await bot.job()).request.sources).toHaveLength(1);
  });

  it('is refused for a private picture that is kept, wherever somebody else comes upon it', async () => {
    const bot = await start();
    const { ada, channel, fake, running } = bot;
    await bot.pictures(await ada.slash('imagine', { prompt: 'a fox', visibility: 'requester' }, { channel }));
    const job = await bot.job();
    const pictures = await running.bot.outgoing(job, { smaller: false, signal });
    const uploads = uploadsOf(pictures, DEFAULT_MAX_FILE_BYTES);
    const copy = picturesMessage(running.bot.view(job), uploads);
    const calls = createDiscordCalls(bot.client.rest);
    const { id } = await calls.post(channel.id, copy, { nonceKey: 'copy', replyTo: null }, signal);
    const message = await fake.waitFor(() => fake.world.messages.get(id), 'the copy');
    for (const name of ['Edit image', 'Use as reference']) {
      const clicked = fake.user('Bob').messageCommand(name, message);
      expect(await bot.told(clicked)).toContain('no longer known');
      expect((await clicked.waitForAck()).kind).not.toBe('modal');
    }
    expect(await bot.jobs()).toHaveLength(1);
  });

  it('opens after one look for the job, since Discord waits three seconds', async () => {
    let looks = 0;
    const bot = await start({
      parts: (parts) => {
        const job: typeof parts.bot.job = (jobId) => {
          looks += 1;
          return parts.bot.job(jobId);
        };
        return { ...parts, bot: { ...parts.bot, job } };
      },
    });
    const { ada, channel } = bot;
    const picture = await bot.pictures(await ada.slash('imagine', { prompt: 'a fox' }, { channel }));
    await bot.job();
    looks = 0;
    await ada.clickButton(picture, 'Edit').waitForAck();
    expect(looks).toBe(1);
  });

  it('offers first to keep for oneself what comes of a private picture, also of a forgotten one', async () => {
    const bot = await start();
    const { ada, channel } = bot;
    const asked = await ada.slash('imagine', { prompt: 'a fox', visibility: 'requester' }, { channel });
    const picture = await bot.pictures(asked);
    const { request } = await bot.job();
    const chosen = async (): Promise<string> => {
      const { data } = await ada.clickButton(picture, 'Edit').waitForAck();
      return JSON.stringify(data);
    };
    const onlyMe = /"value":"requester","label":"[^"]*","default":true/;
    expect(await chosen()).toMatch(onlyMe);
    await bot.running.bot.forget(request.requester);
    expect(await chosen()).toMatch(onlyMe);
  });

  it('refuses a message without a picture instead of asking', async () => {
    const bot = await start();
    const message = await bot.ada.post(bot.channel, { content: 'hello' });
    const clicked = bot.ada.messageCommand('Edit image', message);
    expect(await bot.told(clicked)).toContain('no picture');
    expect((await clicked.waitForAck()).ephemeral).toBe(true);
  });
});

describe('the tray', () => {
  it('gathers pictures across messages in order, and gives them to the next request alone', async () => {
    const bot = await start();
    const { ada, channel } = bot;
    for (const width of [64, 80]) {
      const message = await ada.post(channel, { files: [await sizedPicture(width)] });
      const added = ada.messageCommand('Use as reference', message);
      const tray = await added.waitForResponse((shown) => shown.components.length > 0);
      expect(tray.ephemeralFor).toBe(ada.id);
    }
    await bot.pictures(await ada.slash('imagine', { prompt: 'both together' }, { channel }));
    const widths = await Promise.all(
      (await bot.job()).request.sources.map(async (source) => {
        const bytes = source.kind === 'stored' ? await bot.running.bot.picture(source.hash) : null;
        return bytes && (await sharp(bytes).metadata()).width;
      }),
    );
    expect(widths).toEqual([64, 80]);
    await bot.settled();
    await bot.pictures(await ada.slash('imagine', { prompt: 'nothing of them' }, { channel }));
    expect((await bot.job()).request.sources).toHaveLength(0);
  });

  it('lets single pictures be removed, and all of them', async () => {
    const bot = await start();
    const message = await bot.ada.post(bot.channel, {
      files: [await sizedPicture(64), await sizedPicture(80)],
    });
    const added = bot.ada.messageCommand('Use as reference', message);
    const tray = await added.waitForResponse((shown) => shown.files.length === 2);
    const key = `${added.id.padStart(20, '0')}-00`;
    bot.ada.select(tray, 'ibd1:tray:remove', [key]);
    await bot.fake.waitFor(() => tray.files.length === 1, 'one picture to leave the tray');
    bot.ada.clickButton(tray, 'ibd1:tray:clear');
    await bot.fake.waitFor(() => textOf(tray).includes('empty'), 'the tray to be empty');
    expect(tray.files).toHaveLength(0);
  });
});
