import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { HOUR_MS, StoreError, silentLogger, type NoteStore } from '../../../src/core/index.ts';
import { readTray, useUpTray } from '../../../src/discord/tray.ts';
import { textOf } from '../../support/discord-fixture.ts';
import type { DiscordHandlersRig } from '../../support/discord-handlers-rig.ts';
import type { FileInput, MessageRecord } from '../../support/fake-discord/index.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { createMemoryNotes } from '../../support/memory-stores.ts';
import { useHandlersRig } from '../../support/use-handlers-rig.ts';

const REMOVE = 'ibd1:tray:remove';

const start = useHandlersRig();

function pictures(count: number): Promise<FileInput[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const create = { width: 64 + at, height: 64, channels: 3, background: '#46c' } as const;
      return { name: `${at}.png`, bytes: await sharp({ create }).png().toBuffer() };
    }),
  );
}

/** Puts these into Ada's tray, which she is shown. */
async function gather(bot: DiscordHandlersRig, files: readonly FileInput[]): Promise<MessageRecord> {
  const message = await bot.ada.post(bot.channel, { files });
  return bot.ada
    .messageCommand('Use as reference', message)
    .waitForResponse((shown) => shown.files.length > 0);
}

describe('a tray in the way', () => {
  it('is named where its pictures are too many with the attached one, and makes room there', async () => {
    const bot = await start();
    await gather(bot, await pictures(14));
    const [image1] = await pictures(1);
    if (!image1) throw new Error('No picture was made.');
    const refused = await bot.ada.slash('imagine', { prompt: 'all', image1 }, { channel: bot.channel });
    const told = await bot.toldMessage(refused);
    expect(textOf(told)).toContain('Your tray holds 14 pictures');
    const [first] = await readTray(bot.parts, {
      platform: 'discord',
      workspaceId: bot.guild.id,
      userId: bot.ada.id,
      displayName: 'Ada',
      locale: null,
    });
    bot.ada.select(told, REMOVE, [first?.key ?? '']);
    await bot.fake.waitFor(() => textOf(told).includes('13 of 14'), 'the tray without one');
    await bot.pictures(await bot.ada.slash('imagine', { prompt: 'all', image1 }, { channel: bot.channel }));
    expect((await bot.job()).request.sources).toHaveLength(14);
  });

  it('is named where one of its pictures was forgotten by whoever made it', async () => {
    const bot = await start();
    const bob = bot.fake.user('Bob');
    const made = await bot.pictures(
      await bob.slash('imagine', { prompt: 'a hat' }, { channel: bot.channel }),
    );
    const { request } = await bot.job(({ state }) => state === 'delivered', bob);
    const added = bot.ada.messageCommand('Use as reference', made);
    await added.waitForResponse((shown) => shown.files.length > 0);
    await bot.running.bot.forget(request.requester);
    const refused = await bot.ada.slash('imagine', { prompt: 'with it' }, { channel: bot.channel });
    const told = await bot.toldMessage(refused);
    expect(textOf(told)).toContain('Your tray holds a picture');
    bot.ada.clickButton(told, 'ibd1:tray:clear');
    await bot.fake.waitFor(() => textOf(told).includes('empty'), 'the tray to be empty');
    await bot.pictures(await bot.ada.slash('imagine', { prompt: 'without' }, { channel: bot.channel }));
  });
});

describe('a tray', () => {
  it('says how many pictures of one message it has no room for', async () => {
    const bot = await start();
    const shown = await gather(bot, await pictures(16));
    expect(textOf(shown)).toContain('14 of 14');
    expect(textOf(shown)).toContain('2 were left out');
  });

  it('that cannot be cleared says nothing against the job that was made of it', async () => {
    const notes = createMemoryNotes(new ManualClock());
    const failing: NoteStore = {
      ...notes,
      delete: () => Promise.reject(new StoreError('unreadable', 'The disk is gone.')),
    };
    const bot = await start({ notes: failing });
    await gather(bot, await pictures(1));
    const asked = await bot.ada.slash('imagine', { prompt: 'with it' }, { channel: bot.channel });
    await bot.pictures(asked);
    await bot.settled();
    expect(asked.followUps).toEqual([]);
  });

  it('keeps what was added while a job was made of the rest', async () => {
    const clock = new ManualClock();
    const notes = createMemoryNotes(clock);
    const ada = {
      platform: 'discord',
      workspaceId: null,
      userId: '1',
      displayName: 'Ada',
      locale: null,
    } as const;
    const parts = { notes, logger: silentLogger };
    const namespace = 'discord-tray ["discord",null,"1"]';
    const add = (key: string): Promise<void> =>
      notes.set(namespace, key, JSON.stringify({ kind: 'stored', hash: key }), clock.now() + HOUR_MS);
    await add('1');
    const used = await readTray(parts, ada);
    await add('2');
    await useUpTray(used, ada, parts);
    expect((await readTray(parts, ada)).map(({ key }) => key)).toEqual(['2']);
  });
});
