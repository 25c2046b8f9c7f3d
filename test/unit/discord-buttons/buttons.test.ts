import { describe, expect, it } from 'vitest';

import { textOf } from '../../support/discord-fixture.ts';
import type { DiscordHandlersRig } from '../../support/discord-handlers-rig.ts';
import type { MessageRecord } from '../../support/fake-discord/index.ts';
import { useHandlersRig } from '../../support/use-handlers-rig.ts';

const start = useHandlersRig();

async function painted(
  bot: DiscordHandlersRig,
  options: Record<string, string> = {},
): Promise<MessageRecord> {
  const { ada, channel } = bot;
  const shown = await bot.pictures(await ada.slash('imagine', { prompt: 'a fox', ...options }, { channel }));
  await bot.job();
  return shown;
}

/** One picture of the next job is painted, and its file cannot be fetched in time. */
function losesTheFileOf({ stores: { jobs } }: DiscordHandlersRig, index: number): void {
  const saveTake = jobs.saveTake.bind(jobs);
  const failure = { code: 'deadline', charged: 'yes', retry: 'user_may', detail: null } as const;
  jobs.saveTake = (jobId, take, from) => {
    if (take.index !== index || take.state !== 'painted') return saveTake(jobId, take, from);
    jobs.saveTake = saveTake;
    return saveTake(jobId, { ...take, state: 'failed', pictures: null, failure }, from);
  };
}

describe('a click', () => {
  it('on Vary makes a new message and leaves the old one', async () => {
    const bot = await start();
    const message = await painted(bot);
    const varied = await bot.pictures(bot.ada.clickButton(message, 'Vary'));
    expect(varied.id).not.toBe(message.id);
    expect((await bot.job()).request).toMatchObject({ kind: 'vary', prompt: 'a fox' });
  });

  it('on Vary of a private picture stays private', async () => {
    const bot = await start();
    const message = await painted(bot, { visibility: 'requester' });
    const varied = await bot.pictures(bot.ada.clickButton(message, 'Vary'));
    expect(varied.ephemeralFor).toBe(bot.ada.id);
  });

  it('on Vary of a private picture that was shared is as public as an edit of it', async () => {
    const bot = await start();
    const message = await painted(bot, { visibility: 'requester' });
    await bot.ada.clickButton(message, 'Share here').waitForAck();
    await bot.settled();
    const varied = await bot.pictures(bot.ada.clickButton(message, 'Vary'));
    expect(varied.ephemeralFor).toBeNull();
    expect((await bot.job()).request.audience).toBe('channel');
  });

  it('on Edit opens the form, whose job is the parent of the new one', async () => {
    const bot = await start();
    const message = await painted(bot);
    const parent = await bot.job();
    const opened = bot.ada.clickButton(message, 'Edit');
    expect((await opened.waitForAck()).kind).toBe('modal');
    await bot.pictures(await bot.ada.submitModal(opened, { change: 'make it night' }));
    expect((await bot.job()).request).toMatchObject({ kind: 'edit', parentJobId: parent.id });
  });

  it('on Check again of a delivered job brings the late picture in a message of its own', async () => {
    const bot = await start();
    losesTheFileOf(bot, 1);
    const message = await painted(bot, { prompt: 'a fox --count 2' });
    const { id } = await bot.job();
    const files = [...message.files];
    expect(files).toHaveLength(1);
    const shown = await bot.pictures(bot.ada.clickButton(message, 'Check again (free)'));
    expect(shown.id).not.toBe(message.id);
    expect(message.files).toEqual(files);
    expect(await bot.job()).toMatchObject({
      retryOfJobId: id,
      takes: [{ state: 'painted', boughtByJobId: id }],
    });
  });

  it('on Delete by somebody else is refused to them alone', async () => {
    const bot = await start();
    const message = await painted(bot);
    const clicked = bot.fake.user('Bob').clickButton(message, 'Delete');
    expect(await bot.told(clicked)).toContain('Only the person who asked');
    expect(message.deleted).toBe(false);
  });

  it('on Delete of a private message takes it away by its own interaction', async () => {
    const bot = await start();
    const message = await painted(bot, { visibility: 'requester' });
    bot.ada.clickButton(message, 'Delete');
    await bot.fake.waitFor(() => message.deleted, 'the private message to go');
  });
});

describe('Share', () => {
  it('publishes a private picture once, where it was asked for', async () => {
    const bot = await start();
    const message = await painted(bot, { visibility: 'requester' });
    const clicks = [bot.ada.clickButton(message, 'Share here'), bot.ada.clickButton(message, 'Share here')];
    await Promise.all(clicks.map((click) => click.waitForAck()));
    await bot.settled();
    const bob = bot.fake.user('Bob');
    const seen = bot.fake.visibleMessages(bot.channel, bob);
    expect(seen.map(({ files }) => files.length)).toEqual([1]);
    expect((await bot.job()).sharedAt).not.toBeNull();
  });

  it('carries a public picture to a chosen channel once, with a link back', async () => {
    const bot = await start();
    const target = bot.fake.textChannel(bot.guild, { name: 'gallery' });
    const message = await painted(bot);
    const jobId = (await bot.job()).id;
    const picker = await bot.ada.clickButton(message, 'Share').waitForResponse();
    expect(picker.ephemeralFor).toBe(bot.ada.id);
    const custom = `ibd1:share:to:${jobId}`;
    await bot.ada.selectChannel(picker, custom, target).waitForAck();
    await bot.settled();
    const [posted, ...more] = bot.fake.visibleMessages(target, bot.ada);
    expect(more).toHaveLength(0);
    expect(posted?.files).toHaveLength(1);
    expect(JSON.stringify(posted?.components)).toContain(`/${bot.channel.id}/${message.id}`);
    expect(textOf(picker)).toContain('It is posted');
  });

  it('posts nothing where the sharer may not write, and nothing where the bot may not', async () => {
    const bot = await start();
    const silent = bot.fake.textChannel(bot.guild, {
      everyoneMayNot: ['SendMessages'],
      botMay: ['SendMessages'],
    });
    const closed = bot.fake.textChannel(bot.guild, { botMayNot: ['AttachFiles'] });
    const message = await painted(bot);
    const custom = `ibd1:share:to:${(await bot.job()).id}`;
    const picker = await bot.ada.clickButton(message, 'Share').waitForResponse();
    expect(textOf(await bot.ada.selectChannel(picker, custom, silent).waitForFollowUp())).toContain(
      'You may not',
    );
    expect(textOf(await bot.ada.selectChannel(picker, custom, closed).waitForFollowUp())).toContain(
      'Attach Files',
    );
    for (const channel of [silent, closed]) expect(bot.fake.world.messagesIn(channel.id)).toHaveLength(0);
  });

  it('keeps what was made behind an age gate behind one', async () => {
    const bot = await start();
    const gated = bot.fake.textChannel(bot.guild, { nsfw: true });
    const shown = await bot.pictures(await bot.ada.slash('imagine', { prompt: 'a fox' }, { channel: gated }));
    const custom = `ibd1:share:to:${(await bot.job()).id}`;
    const picker = await bot.ada.clickButton(shown, 'Share').waitForResponse();
    expect(textOf(await bot.ada.selectChannel(picker, custom, bot.channel).waitForFollowUp())).toContain(
      'age-restricted',
    );
  });
});
