import { beforeAll, expect, it } from 'vitest';

import { startFakeDiscord } from '../../support/fake-discord/index.ts';
import { loadSpec, problemsOf } from '../../support/fake-discord/spec.ts';
import type { Spec } from '../../support/fake-discord/spec.ts';
import { api, picture, SILENT, V2 } from './api.ts';

let spec: Spec;
beforeAll(async () => {
  spec = (await loadSpec()).strict;
});

const wrong = (schema: string, value: unknown): string[] => problemsOf(spec.schema(schema), value);

it('answers guilds, channels, people and the application as the specification says', async () => {
  await using fake = await startFakeDiscord();
  const guild = fake.guild();
  const channel = fake.textChannel(guild);
  const thread = fake.thread(channel);
  const ada = fake.user('Ada');
  fake.member(guild, ada.id);
  const get = async (path: string): Promise<unknown> => (await api(fake, 'GET', path)).body;
  expect(wrong('GuildResponse', await get(`/guilds/${guild.id}`))).toEqual([]);
  expect(wrong('GuildChannelResponse', await get(`/channels/${channel.id}`))).toEqual([]);
  expect(wrong('ThreadResponse', await get(`/channels/${thread.id}`))).toEqual([]);
  expect(wrong('PrivateChannelResponse', await get(`/channels/${ada.dm.id}`))).toEqual([]);
  expect(wrong('GuildMemberResponse', await get(`/guilds/${guild.id}/members/${ada.id}`))).toEqual([]);
  expect(wrong('UserResponse', await get(`/users/${ada.id}`))).toEqual([]);
  expect(wrong('UserPIIResponse', await get('/users/@me'))).toEqual([]);
  expect(wrong('PrivateApplicationResponse', await get('/applications/@me'))).toEqual([]);
  expect(wrong('GatewayBotResponse', await get('/gateway/bot'))).toEqual([]);
  expect(wrong('ErrorResponse', await get('/channels/1'))).not.toContain('code');
});

it('answers messages of every kind as the specification says', async () => {
  await using fake = await startFakeDiscord();
  const channel = fake.textChannel(fake.guild());
  const ada = fake.user('Ada');
  const bytes = await picture();
  const photo = await ada.post(channel, {
    content: ada.mention,
    files: [{ name: 'a b.png', bytes, description: 'x' }],
  });
  const reply = await ada.post(channel, { content: 'night', replyTo: photo, mentionBot: true });
  const path = `/channels/${channel.id}/messages`;
  const embeds = [
    {
      title: 't',
      description: 'd',
      image: { url: 'attachment://a.png' },
      fields: [{ name: 'n', value: 'v' }],
    },
  ];
  const button = { type: 2, style: 1, custom_id: 'a', label: 'Go' };
  const rows = [
    { type: 1, components: [button, { type: 2, style: 5, url: 'https://x.test/', label: 'L' }] },
    { type: 1, components: [{ type: 3, custom_id: 's', options: [{ label: 'l', value: 'v' }] }] },
    { type: 1, components: [{ type: 8, custom_id: 'c', channel_types: [0] }] },
  ];
  const media = { url: 'attachment://a.png' };
  const v2 = [
    { type: 10, content: 'text' },
    { type: 12, items: [{ media, description: 'alt' }] },
    { type: 14 },
    { type: 13, file: media },
    {
      type: 17,
      components: [{ type: 9, components: [{ type: 10, content: 'in' }], accessory: { type: 11, media } }],
    },
    { type: 1, components: [button] },
  ];
  const files = { 'a.png': bytes };
  const classic = await api(
    fake,
    'POST',
    path,
    { ...SILENT, content: 'x', embeds, components: rows, nonce: 'n' },
    { files },
  );
  const modern = await api(fake, 'POST', path, { ...SILENT, flags: V2, components: v2 }, { files });
  await api(fake, 'PUT', `${path}/${photo.id}/reactions/👍/@me`);
  const reacted = await api(fake, 'GET', `${path}/${photo.id}`);
  expect(fake.violations).toEqual([]);
  for (const message of [reacted.body, fake.apiMessage(reply), classic.body, modern.body])
    expect(wrong('MessageResponse', message)).toEqual([]);
  const forward = await ada.post(channel, { forwardOf: photo });
  const [snapshot] = fake.apiMessage(forward).message_snapshots ?? [];
  expect(wrong('MessageSnapshotResponse', snapshot)).toEqual([]);
});

it('answers commands and interaction callbacks as the specification says', async () => {
  await using fake = await startFakeDiscord();
  const channel = fake.textChannel(fake.guild());
  const option = { type: 11, name: 'image1', description: 'x' };
  const sent = [
    { name: 'imagine', description: 'x', options: [option] },
    { name: 'Edit image', type: 3 },
  ];
  const registered = await api(fake, 'PUT', `/applications/${fake.botId}/commands`, sent);
  for (const command of Object.values(registered.body))
    expect(wrong('ApplicationCommandResponse', command)).toEqual([]);

  const ada = fake.user('Ada');
  const answer = async (token: { id: string; token: string }, body: object): Promise<unknown> =>
    (
      await api(fake, 'POST', `/interactions/${token.id}/${token.token}/callback?with_response=true`, body, {
        auth: false,
      })
    ).body;
  const image1 = { name: 'a.png', bytes: await picture() };
  const command = await ada.slash('imagine', { image1 }, { channel });
  expect(wrong('InteractionCallbackResponse', await answer(command, { type: 5 }))).toEqual([]);
  const button = { type: 2, style: 1, custom_id: 'a', label: 'Go' };
  const hook = `/webhooks/${fake.botId}/${command.token}`;
  const edited = await api(
    fake,
    'PATCH',
    `${hook}/messages/@original`,
    { ...SILENT, components: [{ type: 1, components: [button] }] },
    { auth: false },
  );
  expect(wrong('MessageResponse', edited.body)).toEqual([]);
  const followUp = await api(fake, 'POST', hook, { ...SILENT, content: 'x', flags: 64 }, { auth: false });
  expect(wrong('MessageResponse', followUp.body)).toEqual([]);
  const click = ada.clickButton(fake.world.message(channel.id, String(edited.body['id'])), 'a');
  const updated = await answer(click, { type: 7, data: { ...SILENT, content: 'y' } });
  expect(wrong('InteractionCallbackResponse', updated)).toEqual([]);
  const { resolved } = command.payload['data'] as { resolved: { attachments: Record<string, unknown> } };
  for (const attachment of Object.values(resolved.attachments))
    expect(wrong('MessageAttachmentResponse', attachment)).toEqual([]);
});
