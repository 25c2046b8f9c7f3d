import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { textOf } from '../../support/discord-fixture.ts';
import { sizedPicture } from '../../support/sized-pictures.ts';
import { useHandlersRig } from '../../support/use-handlers-rig.ts';

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
