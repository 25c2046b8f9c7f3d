import {
  ActionRowBuilder,
  ApplicationCommandType,
  ButtonBuilder,
  ButtonStyle,
  ChannelSelectMenuBuilder,
  ContextMenuCommandBuilder,
  Events,
  FileUploadBuilder,
  LabelBuilder,
  MessageFlags,
  ModalBuilder,
  SlashCommandBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import type { Interaction, Client } from 'discord.js';
import { expect, it } from 'vitest';

import type { FakeDiscord } from '../../support/fake-discord/index.ts';
import { startFakeDiscord } from '../../support/fake-discord/index.ts';
import { loginClient } from '../../support/fake-discord/real-client.ts';
import { api, EPHEMERAL, picture, SILENT } from './api.ts';

const COMMANDS = [
  new SlashCommandBuilder()
    .setName('imagine')
    .setDescription('Paints a picture')
    .addStringOption((option) =>
      option.setName('prompt').setDescription('What').setRequired(true).setAutocomplete(true),
    )
    .addAttachmentOption((option) => option.setName('image1').setDescription('A reference')),
  new ContextMenuCommandBuilder().setName('Edit image').setType(ApplicationCommandType.Message),
];

async function start(
  listener: (interaction: Interaction) => Promise<unknown>,
): Promise<{ fake: FakeDiscord; client: Client<true>; errors: unknown[] }> {
  const fake = await startFakeDiscord();
  const client = await loginClient(fake);
  await client.application.commands.set(COMMANDS);
  const errors: unknown[] = [];
  client.on(Events.InteractionCreate, (interaction) => {
    listener(interaction).catch((error: unknown) => errors.push(error));
  });
  return { fake, client, errors };
}

async function stop(fake: FakeDiscord, client: Client): Promise<void> {
  await client.destroy();
  await fake.close();
}

it('takes a slash command with a file from the dispatch to the picture in the message', async () => {
  const bytes = await picture();
  const { fake, client, errors } = await start(async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    const deferred = await interaction.deferReply({ withResponse: true });
    const reference = interaction.options.getAttachment('image1', true);
    const received = Buffer.from(await (await fetch(reference.url)).arrayBuffer());
    await interaction.editReply({
      content: `${deferred.interaction.responseMessageId}: ${interaction.options.getString('prompt', true)}`,
      files: [{ attachment: received, name: 'fox.png', description: 'a fox' }],
    });
  });
  const channel = fake.textChannel(fake.guild());
  const ada = fake.user('Ada');
  const interaction = await ada.slash(
    'imagine',
    { prompt: 'a fox', image1: { name: 'in.png', bytes } },
    { channel },
  );
  const ack = await interaction.waitForAck();
  const message = await interaction.waitForResponse((response) => response.files.length > 0);

  expect(ack.kind).toBe('deferred_message');
  expect(ack.afterMs).toBeGreaterThan(0);
  expect(message.content).toBe(`${message.id}: a fox`);
  expect(Buffer.from(message.files[0]?.bytes ?? [])).toEqual(bytes);
  expect(message.files[0]).toMatchObject({ description: 'a fox', width: 8, height: 4 });
  expect(fake.visibleMessages(channel, ada)).toEqual([message]);
  expect(errors).toEqual([]);
  expect(fake.violations).toEqual([]);
  await stop(fake, client);
});

it('offers what autocomplete answers', async () => {
  const { fake, client } = await start(async (interaction) => {
    if (interaction.isAutocomplete())
      await interaction.respond([{ name: 'a fox', value: interaction.options.getFocused() }]);
  });
  const channel = fake.textChannel(fake.guild());
  const interaction = await fake.user('Ada').autocomplete('imagine', 'prompt', 'a f', { channel });
  await interaction.waitForAck();
  expect(interaction.choices).toEqual([{ name: 'a fox', value: 'a f' }]);
  await stop(fake, client);
});

it('opens a modal from a message command and sends it back with text and files', async () => {
  const got: unknown[] = [];
  const { fake, client, errors } = await start(async (interaction) => {
    if (interaction.isMessageContextMenuCommand()) {
      got.push(interaction.targetMessage.attachments.first()?.name);
      const modal = new ModalBuilder().setCustomId('edit').setTitle('Edit image');
      modal.addLabelComponents(
        new LabelBuilder()
          .setLabel('What to change')
          .setTextInputComponent(
            new TextInputBuilder().setCustomId('what').setStyle(TextInputStyle.Paragraph),
          ),
        new LabelBuilder()
          .setLabel('References')
          .setFileUploadComponent(new FileUploadBuilder().setCustomId('files').setRequired(false)),
      );
      await interaction.showModal(modal);
    } else if (interaction.isModalSubmit()) {
      got.push(interaction.fields.getTextInputValue('what'));
      got.push(interaction.fields.getUploadedFiles('files')?.first()?.name);
      await interaction.reply({ content: 'on it', flags: MessageFlags.Ephemeral });
    }
  });
  const channel = fake.textChannel(fake.guild());
  const [ada, ben] = [fake.user('Ada'), fake.user('Ben')];
  const bytes = await picture();
  const photo = await ben.post(channel, { files: [{ name: 'photo.png', bytes }] });
  const opened = ada.messageCommand('Edit image', photo);
  await opened.waitForAck();
  await expect(ada.submitModal(opened, {})).rejects.toThrow('the modal wants the field what');
  const submitted = await ada.submitModal(opened, { what: 'night', files: [{ name: 'ref.png', bytes }] });
  const response = await submitted.waitForResponse();

  expect(got).toEqual(['photo.png', 'night', 'ref.png']);
  expect(fake.visibleMessages(channel, ada)).toContain(response);
  expect(fake.visibleMessages(channel, ben)).not.toContain(response);
  expect(errors).toEqual([]);
  expect(fake.violations).toEqual([]);
  await stop(fake, client);
});

it('presses buttons and chooses channels, with the rights of the person there', async () => {
  const chosen: unknown[] = [];
  const { fake, client, errors } = await start(async (interaction) => {
    if (interaction.isChatInputCommand())
      await interaction.reply({
        content: 'ready',
        components: [
          new ActionRowBuilder<ButtonBuilder>().addComponents(
            new ButtonBuilder().setCustomId('share:1').setLabel('Share').setStyle(ButtonStyle.Primary),
          ),
        ],
      });
    else if (interaction.isButton())
      await interaction.update({
        components: [
          new ActionRowBuilder<ChannelSelectMenuBuilder>().addComponents(
            new ChannelSelectMenuBuilder().setCustomId('where'),
          ),
        ],
      });
    else if (interaction.isChannelSelectMenu()) {
      const target = interaction.channels.first();
      chosen.push(target?.id, target && 'permissions' in target ? target.permissions : null);
      await interaction.deferUpdate();
    }
  });
  const guild = fake.guild();
  const [channel, other] = [fake.textChannel(guild), fake.textChannel(guild, { name: 'gallery' })];
  const ada = fake.user('Ada');
  const message = await (await ada.slash('imagine', { prompt: 'x' }, { channel })).waitForResponse();
  expect(() => ada.clickButton(message, 'Delete')).toThrow('the message has no button Delete');
  await ada.clickButton(message, 'Share').waitForAck();
  const picked = await ada.selectChannel(message, 'where', other).waitForAck();

  expect(picked.kind).toBe('deferred_update');
  expect(chosen[0]).toBe(other.id);
  expect(errors).toEqual([]);
  expect(fake.violations).toEqual([]);
  await stop(fake, client);
});

it('refuses a second answer with 40060 and one after 3 seconds with 10062', async () => {
  const { fake, client } = await start(() => Promise.resolve());
  const channel = fake.textChannel(fake.guild());
  const ada = fake.user('Ada');
  const defer = (interaction: { id: string; token: string }): Promise<{ status: number; body: unknown }> =>
    api(
      fake,
      'POST',
      `/interactions/${interaction.id}/${interaction.token}/callback`,
      { type: 5 },
      { auth: false },
    );
  const first = await ada.slash('imagine', { prompt: 'x' }, { channel });
  expect((await defer(first)).status).toBe(204);
  expect((await defer(first)).body).toMatchObject({ code: 40060 });

  const late = await ada.slash('imagine', { prompt: 'x' }, { channel });
  await fake.clock.advance(3001);
  expect(await defer(late)).toMatchObject({ status: 404, body: { code: 10062 } });
  await stop(fake, client);
});

it('lets a token die after 15 minutes, and the bot edit its public answer by its own token', async () => {
  const { fake, client } = await start(async (interaction) => {
    if (interaction.isChatInputCommand()) await interaction.deferReply();
  });
  const channel = fake.textChannel(fake.guild());
  const interaction = await fake.user('Ada').slash('imagine', { prompt: 'x' }, { channel });
  const message = await interaction.waitForResponse();
  await fake.clock.advance(15 * 60_000);
  const path = `/webhooks/${fake.botId}/${interaction.token}/messages/@original`;
  const dead = await api(fake, 'PATCH', path, { content: 'late', ...SILENT }, { auth: false });
  expect(dead).toMatchObject({ status: 401, body: { code: 50027 } });

  const own = `/channels/${channel.id}/messages/${message.id}`;
  expect((await api(fake, 'PATCH', own, { content: 'late', ...SILENT })).status).toBe(200);
  expect(interaction.response?.content).toBe('late');
  await stop(fake, client);
});

it('keeps the answers of a user install to five follow-ups, and the bot out of the channel', async () => {
  const { fake, client } = await start(() => Promise.resolve());
  const ada = fake.user('Ada');
  const channel = fake.privateChannel(ada, fake.user('Ben'), fake.user('Cleo'));
  const interaction = await ada.slash('imagine', { prompt: 'x' }, { channel });
  const hook = `/webhooks/${fake.botId}/${interaction.token}`;
  const send = (content: string, flags = 0): Promise<{ status: number; body: unknown }> =>
    api(fake, 'POST', hook, { content, flags, ...SILENT }, { auth: false });
  expect(await send('too early')).toMatchObject({ status: 404, body: { code: 10015 } });
  const callback = `/interactions/${interaction.id}/${interaction.token}/callback`;
  await api(fake, 'POST', callback, { type: 5, data: { flags: EPHEMERAL } }, { auth: false });
  // The first one fills the deferred answer, which stays as private as it was.
  expect((await send('filled')).body).toMatchObject({ id: interaction.originalId, flags: EPHEMERAL });
  for (let count = 0; count < 5; count += 1) expect((await send(`${count}`)).status).toBe(200);
  expect((await send('six')).body).toMatchObject({ code: 40094 });
  expect((await api(fake, 'GET', `/channels/${channel.id}`)).body).toMatchObject({ code: 50001 });
  expect(interaction.payload).toMatchObject({ context: 2, authorizing_integration_owners: { '1': ada.id } });
  await stop(fake, client);
});
