import { Events } from 'discord.js';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { createInteractions } from '../../../src/discord/interactions.ts';
import { sizedPicture } from '../../support/sized-pictures.ts';
import { useHandlersRig } from '../../support/use-handlers-rig.ts';

const start = useHandlersRig();

describe('/imagine', () => {
  it('takes the attached pictures in order and brings the result to its own answer', async () => {
    const bot = await start();
    const { ada, channel, emulator, ...rest } = bot;
    const files = {
      image3: await sizedPicture(96),
      image1: await sizedPicture(64),
      image2: await sizedPicture(80),
    };
    const interaction = await ada.slash('imagine', { prompt: 'the hat of image 2', ...files }, { channel });
    const shown = await bot.pictures(interaction);
    const job = await bot.job();
    expect(job.state).toBe('delivered');
    expect(job.request).toMatchObject({
      kind: 'edit',
      prompt: 'the hat of image 2',
      audience: 'channel',
      origin: { eventKey: `discord:${interaction.id}`, trigger: 'command' },
    });
    const widths = await Promise.all(
      job.request.sources.map(async (source) => {
        const bytes = source.kind === 'stored' ? await bot.running.bot.picture(source.hash) : null;
        return bytes && (await sharp(bytes).metadata()).width;
      }),
    );
    expect(widths).toEqual([64, 80, 96]);
    expect(emulator.ledger().map(({ imageUrls }) => imageUrls.length)).toEqual([3]);
    expect(shown.ephemeralFor).toBeNull();
    expect(rest.fake.visibleMessages(channel, ada)).toHaveLength(1);
  });

  it('acknowledges before it looks at any picture', async () => {
    const gate = Promise.withResolvers<undefined>();
    const bot = await start({
      parts: (parts) => ({
        ...parts,
        presenter: {
          ...parts.presenter,
          loadMedia: async (url, signal) => {
            await gate.promise;
            return parts.presenter.loadMedia(url, signal);
          },
        },
      }),
    });
    const { ada, channel } = bot;
    const interaction = await ada.slash(
      'imagine',
      { prompt: 'a hat', image1: await sizedPicture(64) },
      { channel },
    );
    const ack = await interaction.waitForAck();
    expect(ack).toMatchObject({ kind: 'deferred_message', ephemeral: false });
    gate.resolve(undefined);
    await bot.pictures(interaction);
  });

  it('lets options win over typed flags, and reads the flags where no option was chosen', async () => {
    const bot = await start();
    const { ada, channel } = bot;
    const prompt = 'a fox --ar 16:9 --seed 5 --count 3 --private --think minimal';
    const chosen = { aspect_ratio: '1:1', count: 1, visibility: 'channel', format: 'png', seed: 7 };
    await ada.slash('imagine', { prompt, ...chosen, spoiler: true }, { channel });
    const { request } = await bot.job();
    expect(request).toMatchObject({ prompt: 'a fox', count: 1, audience: 'channel', spoiler: true });
    expect(request.parameters).toMatchObject({
      aspectRatio: '1:1',
      seed: 7,
      outputFormat: 'png',
      thinkingLevel: 'minimal',
    });
  });

  it.each([{ visibility: 'requester', prompt: 'a secret' }, { prompt: 'a secret --private' }])(
    'answers in private from the first moment: %j',
    async (options) => {
      const bot = await start();
      const { ada, channel } = bot;
      const interaction = await ada.slash('imagine', options, { channel });
      expect(await interaction.waitForAck()).toMatchObject({ ephemeral: true });
      await bot.pictures(interaction);
      expect((await bot.job()).request).toMatchObject({ audience: 'requester', prompt: 'a secret' });
      expect(bot.fake.visibleMessages(channel, bot.fake.user('Bob'))).toEqual([]);
    },
  );

  it('tells a wrong flag to its person alone and buys nothing', async () => {
    const bot = await start();
    const { ada, channel, emulator } = bot;
    const interaction = await ada.slash('imagine', { prompt: 'a fox --aspct 16:9' }, { channel });
    expect(await bot.told(interaction)).toContain('not a flag I know');
    expect(await bot.jobs()).toEqual([]);
    expect(emulator.ledger()).toEqual([]);
  });

  it('buys nothing where it may not attach files, and names the right', async () => {
    const bot = await start();
    const { ada, channel, emulator, fake } = bot;
    fake.permit(channel, 'bot', { deny: ['AttachFiles'] });
    const interaction = await ada.slash('imagine', { prompt: 'a fox' }, { channel });
    expect(await bot.told(interaction)).toContain('Attach Files');
    expect(await bot.jobs()).toEqual([]);
    expect(emulator.ledger()).toEqual([]);
    expect(fake.visibleMessages(channel, fake.user('Bob'))).toEqual([]);
  });

  it('tells its person alone when an attachment is no picture', async () => {
    const bot = await start();
    const { ada, channel, fake } = bot;
    const file = { name: 'notes.png', bytes: Buffer.from('just some words') };
    const interaction = await ada.slash('imagine', { prompt: 'a fox', image1: file }, { channel });
    expect(await bot.told(interaction)).not.toBe('');
    expect(await bot.jobs()).toEqual([]);
    expect(fake.visibleMessages(channel, fake.user('Bob'))).toEqual([]);
  });

  it('tells its person alone which limit stands in the way', async () => {
    const bot = await start({ people: { dailyPerUser: 1 } });
    const { ada, channel, fake } = bot;
    const interaction = await ada.slash('imagine', { prompt: 'a fox', count: 2 }, { channel });
    expect(await bot.told(interaction)).toContain('1 picture a day');
    expect(fake.visibleMessages(channel, fake.user('Bob'))).toEqual([]);
  });

  it('drops an interaction that Discord has given up, and buys nothing', async () => {
    const bot = await start();
    const { ada, channel, emulator, fake } = bot;
    const route = 'POST /interactions/{interaction_id}/{interaction_token}/callback';
    const fault = fake.failNext(route, { status: 404, code: 10062 });
    await ada.slash('imagine', { prompt: 'a fox' }, { channel });
    await fake.waitFor(() => fault.hits === 1);
    await bot.settled();
    expect(await bot.jobs()).toEqual([]);
    expect(emulator.ledger()).toEqual([]);
  });

  it('goes on when its acknowledgement arrived and the answer to that did not', async () => {
    const bot = await start();
    const { ada, channel, emulator, fake } = bot;
    const route = 'POST /interactions/{interaction_id}/{interaction_token}/callback';
    fake.failNext(route, { cutAfterTaking: true });
    const interaction = await ada.slash('imagine', { prompt: 'a fox' }, { channel });
    await bot.pictures(interaction);
    expect(emulator.ledger()).toHaveLength(1);
    expect(fake.requestsTo(route)).toHaveLength(2);
  });

  it('makes one job of an interaction that comes twice', async () => {
    const bot = await start();
    const { ada, channel, emulator, fake } = bot;
    const interaction = await ada.slash('imagine', { prompt: 'a fox' }, { channel });
    await interaction.waitForAck();
    fake.gateway.replayOnResume();
    fake.gateway.dropConnection();
    await bot.pictures(interaction);
    await fake.waitFor(() => fake.gateway.resumes > 0);
    await bot.settled();
    expect(await bot.jobs()).toHaveLength(1);
    expect(emulator.ledger()).toHaveLength(1);
  });

  it('makes one job, and leaves its message alone, where two processes hear one interaction', async () => {
    const bot = await start({ people: { activePerUser: 1 } });
    const { ada, channel, client, emulator, fake, parts } = bot;
    const other = createInteractions(parts);
    client.on(Events.InteractionCreate, (interaction) => bot.track(other(interaction)));
    const interaction = await ada.slash('imagine', { prompt: 'a fox' }, { channel });
    await bot.pictures(interaction);
    await bot.settled();
    expect(await bot.jobs()).toHaveLength(1);
    expect(emulator.ledger()).toHaveLength(1);
    expect(interaction.followUps).toEqual([]);
    expect(fake.visibleMessages(channel, ada)).toHaveLength(1);
  });

  it('works from what is attached, then from what was put into the tray, and empties it', async () => {
    const bot = await start();
    const { ada, channel, emulator } = bot;
    const message = await ada.post(channel, { files: [await sizedPicture(80)] });
    await bot.toldMessage(ada.messageCommand('Use as reference', message));
    const refused = await ada.slash('imagine', { prompt: 'a hat --nothing 1' }, { channel });
    await bot.told(refused);
    const first = await ada.slash(
      'imagine',
      { prompt: 'a hat', image1: await sizedPicture(64) },
      { channel },
    );
    await bot.pictures(first);
    await bot.settled();
    const [, source] = (await bot.job()).request.sources;
    const bytes = source?.kind === 'stored' ? await bot.running.bot.picture(source.hash) : null;
    expect(bytes && (await sharp(bytes).metadata()).width).toBe(80);
    await bot.pictures(await ada.slash('imagine', { prompt: 'a coat' }, { channel }));
    expect(emulator.ledger().map(({ imageUrls }) => imageUrls.length)).toEqual([2, 0]);
  });

  it('paints where it is only somebody’s own app', async () => {
    const bot = await start();
    const { ada, fake } = bot;
    const channel = fake.textChannel(fake.guild({ botJoined: false }));
    const interaction = await ada.slash('imagine', { prompt: 'a fox' }, { channel });
    expect((await bot.pictures(interaction)).ephemeralFor).toBeNull();
  });

  it('acknowledges fifty at once', async () => {
    // As slow as the service: painter, judge and bot share one thread here, and none of the pictures is waited for.
    const { channel, fake } = await start({ speed: 1 });
    const people = Array.from({ length: 50 }, (_, index) => fake.user(`Person ${index}`));
    const interactions = await Promise.all(
      people.map((person) => person.slash('imagine', { prompt: 'a fox' }, { channel })),
    );
    const acks = await Promise.all(interactions.map((interaction) => interaction.waitForAck()));
    for (const { afterMs } of acks) expect(afterMs).toBeLessThan(3000);
  });
});
