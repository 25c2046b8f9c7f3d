import { ButtonStyle, ComponentType, Events } from 'discord.js';
import { afterEach, describe, expect, it } from 'vitest';

import { createLogger, type ImagineBot } from '../../../src/core/index.ts';
import { refuseWhileStopping } from '../../../src/discord/interactions.ts';
import { DiscordHandlersRig } from '../../support/discord-handlers-rig.ts';

let rig: DiscordHandlersRig;
let lines: string[] = [];

/** A rig whose lists fail with this. */
async function failingWith(fail: () => Error): Promise<DiscordHandlersRig> {
  lines = [];
  const logger = createLogger({ level: 'debug', destination: { write: (line) => void lines.push(line) } });
  const list: ImagineBot['list'] = () => Promise.reject(fail());
  rig = await DiscordHandlersRig.start({
    logger,
    parts: (parts) => ({ ...parts, bot: { ...parts.bot, list } }),
  });
  return rig;
}

afterEach(() => rig.close());

describe('the border of interactions', () => {
  it('tells the person of an error, and the log no more than its name', async () => {
    await failingWith(() => {
      const token = rig.fake.interactions[0]?.token ?? 'no token';
      return new Error(`POST https://discord.com/api/webhooks/1/${token} failed: a red fox`);
    });
    const interaction = await rig.ada.slash('renders recent', {}, { channel: rig.channel });
    expect(await rig.told(interaction)).toContain('Trying again can help');
    await rig.settled();
    const log = lines.join('');
    expect(log).toContain(interaction.id);
    expect(log).not.toContain(interaction.token);
    expect(log).not.toContain('red fox');
  });

  it('keeps the token out of the log when Discord refuses the answer', async () => {
    await failingWith(() => new Error('no list'));
    const fault = rig.fake.failNext(/^PATCH \/webhooks\//, { status: 403, code: 50013, times: 3 });
    const interaction = await rig.ada.slash('renders recent', {}, { channel: rig.channel });
    await rig.fake.waitFor(() => fault.hits === 1);
    await rig.settled();
    const log = lines.join('');
    expect(log).toContain('A person could not be told.');
    expect(log).not.toContain(interaction.token);
  });

  it('tells who asks while the program ends to ask again', async () => {
    await failingWith(() => new Error('no list'));
    rig.client.removeAllListeners(Events.InteractionCreate);
    rig.client.on(Events.InteractionCreate, (interaction) =>
      rig.track(refuseWhileStopping(interaction, rig.parts.logger)),
    );
    const interaction = await rig.ada.slash('imagine', { prompt: 'a red fox' }, { channel: rig.channel });
    expect(await rig.told(interaction)).toContain('Ask again in a moment');
    expect(interaction.response?.ephemeralFor).toBe(rig.ada.id);
    expect(await rig.jobs()).toEqual([]);
  });

  it('answers a button that nobody knows any more', async () => {
    await failingWith(() => new Error('no list'));
    const { ada, channel, fake } = rig;
    const place = await rig.client.channels.fetch(channel.id);
    if (!place?.isSendable()) throw new Error('there is no place to write');
    const message = await place.send({
      content: 'an old message',
      components: [
        {
          type: ComponentType.ActionRow,
          components: [
            {
              type: ComponentType.Button,
              style: ButtonStyle.Secondary,
              label: 'Old',
              custom_id: 'v0:something',
            },
          ],
        },
      ],
    });
    const record = fake.world.messages.get(message.id);
    if (!record) throw new Error('the message is not there');
    const click = ada.clickButton(record, 'Old');
    expect(await rig.told(click)).toContain('no longer known');
  });
});
