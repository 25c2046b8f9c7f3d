import { Events, GatewayCloseCodes } from 'discord.js';
import type { Message } from 'discord.js';
import { expect, it } from 'vitest';

import { startFakeDiscord } from '../../support/fake-discord/index.ts';
import { loginClient, makeClient } from '../../support/fake-discord/real-client.ts';
import { picture } from './api.ts';

it('logs a real client in and gives it its guilds and channels', async () => {
  await using fake = await startFakeDiscord();
  const guild = fake.guild({ name: 'Painters' });
  const channel = fake.textChannel(guild, { nsfw: true, botMayNot: ['AttachFiles'] });
  const thread = fake.thread(channel);
  const client = await loginClient(fake);

  expect(client.user.id).toBe(fake.botId);
  expect(client.guilds.cache.get(guild.id)?.name).toBe('Painters');
  const seen = client.channels.cache.get(channel.id);
  expect(
    seen?.isTextBased() && !seen.isDMBased() && seen.permissionsFor(client.user)?.has('AttachFiles'),
  ).toBe(false);
  expect(client.channels.cache.get(thread.id)?.isThread()).toBe(true);
  expect(fake.gateway.identifies).toBe(1);
  await client.destroy();
});

it('hands over what people post, with and without the message-content intent', async () => {
  await using fake = await startFakeDiscord();
  const channel = fake.textChannel(fake.guild());
  const ada = fake.user('Ada');
  const [granted, plain] = [await loginClient(fake), await loginClient(fake, { messageContent: false })];
  const seen = new Map<string, Message>();
  plain.on(Events.MessageCreate, (message) => seen.set(message.id, message));
  const full: Message[] = [];
  granted.on(Events.MessageCreate, (message) => full.push(message));

  const file = { name: 'cat.png', bytes: await picture() };
  const bare = await ada.post(channel, { content: 'look', files: [file] });
  const mentioned = await ada.post(channel, { content: 'edit it', files: [file], mentionBot: true });
  const direct = await ada.post(ada.dm, { content: 'psst' });
  await expect.poll(() => seen.has(direct.id) && full.length === 3).toBe(true);

  expect(full[0]?.content).toBe('look');
  expect(full[0]?.attachments.first()?.width).toBe(8);
  expect(seen.get(bare.id)?.content).toBe('');
  expect(seen.get(bare.id)?.attachments.size).toBe(0);
  expect(seen.get(mentioned.id)?.content).toContain('edit it');
  expect(seen.get(mentioned.id)?.attachments.size).toBe(1);
  expect(seen.get(direct.id)?.content).toBe('psst');
  await Promise.all([granted.destroy(), plain.destroy()]);
});

it('carries replies and forwards', async () => {
  await using fake = await startFakeDiscord();
  const channel = fake.textChannel(fake.guild());
  const ada = fake.user('Ada');
  const client = await loginClient(fake);
  const seen: Message[] = [];
  client.on(Events.MessageCreate, (message) => seen.push(message));
  const first = await ada.post(channel, {
    content: 'a fox',
    files: [{ name: 'f.png', bytes: await picture() }],
  });
  await ada.post(channel, { content: 'make it night', replyTo: first, mentionBot: true });
  await ada.post(channel, { forwardOf: first });
  await expect.poll(() => seen.length).toBe(3);

  expect(seen[1]?.reference?.messageId).toBe(first.id);
  expect((await seen[1]?.fetchReference())?.attachments.size).toBe(1);
  expect(seen[2]?.messageSnapshots.first()?.attachments.first()?.name).toBe('f.png');
  expect(fake.violations).toEqual([]);
  await client.destroy();
});

it('resumes after a drop and replays what was missed, in order', async () => {
  await using fake = await startFakeDiscord();
  const channel = fake.textChannel(fake.guild());
  const ada = fake.user('Ada');
  const client = await loginClient(fake);
  const seen: string[] = [];
  client.on(Events.MessageCreate, (message) => seen.push(message.content));
  await ada.post(channel, { content: 'one' });
  await expect.poll(() => seen).toEqual(['one']);

  fake.gateway.dropConnection();
  await fake.waitFor(() => fake.gateway.connected.length === 0, 'the drop');
  await ada.post(channel, { content: 'two' });
  await ada.post(channel, { content: 'three' });
  await expect.poll(() => seen, { timeout: 10_000 }).toEqual(['one', 'two', 'three']);
  expect(fake.gateway.resumes).toBe(1);
  expect(fake.gateway.identifies).toBe(1);
  await client.destroy();
});

it('replays events that the client already had, when told to', async () => {
  await using fake = await startFakeDiscord();
  const channel = fake.textChannel(fake.guild());
  const ada = fake.user('Ada');
  const client = await loginClient(fake);
  await client.application.commands.set([{ name: 'imagine', description: 'Paints' }]);
  const seen: string[] = [];
  client.on(Events.InteractionCreate, (interaction) => seen.push(interaction.id));
  const { id } = await ada.slash('imagine', {}, { channel });
  await expect.poll(() => seen).toEqual([id]);

  fake.gateway.replayOnResume(1);
  fake.gateway.dropConnection();
  await expect.poll(() => seen, { timeout: 10_000 }).toEqual([id, id]);
  await client.destroy();
});

it('reconnects on request, and identifies anew when the session is invalid', async () => {
  await using fake = await startFakeDiscord();
  fake.guild();
  const client = await loginClient(fake);
  const resumed = new Promise<void>((resolve) => client.once(Events.ShardResume, () => resolve()));
  fake.gateway.requestReconnect();
  await resumed;
  expect(fake.gateway.resumes).toBe(1);
  const ready = new Promise<void>((resolve) => client.once(Events.ShardReady, () => resolve()));
  fake.gateway.invalidateSessions();
  await ready;
  expect(fake.gateway.identifies).toBe(2);
  await client.destroy();
});

it('closes with 4014 when the intent is asked for and the toggle is off', async () => {
  await using fake = await startFakeDiscord({ messageContentAllowed: false });
  const client = makeClient(fake);
  await expect(client.login(fake.token)).rejects.toThrow(/disallowed intents/iu);
  expect(fake.gateway.identifies).toBe(1);
  await client.destroy();

  const modest = await loginClient(fake, { messageContent: false });
  expect(modest.isReady()).toBe(true);
  await modest.destroy();
});

it('turns away a wrong token at REST, and closes as it is told at the gateway', async () => {
  await using fake = await startFakeDiscord();
  const stranger = makeClient(fake);
  await expect(stranger.login('not.the.token')).rejects.toThrow(/token/iu);
  await stranger.destroy();
  fake.gateway.refuseNextIdentify(GatewayCloseCodes.AuthenticationFailed);
  const client = makeClient(fake);
  await expect(client.login(fake.token)).rejects.toThrow();
  await client.destroy();
});

it('gives each shard its own guilds, and direct messages to shard 0', async () => {
  await using fake = await startFakeDiscord({ recommendedShards: 2 });
  const guilds = [fake.guild(), fake.guild(), fake.guild()];
  const ada = fake.user('Ada');
  const client = await loginClient(fake, { shards: 'auto' });
  await fake.waitForReady(2);
  const direct = new Promise<Message>((resolve) => client.once(Events.MessageCreate, resolve));
  await ada.post(ada.dm, { content: 'hi' });

  expect((await direct).content).toBe('hi');
  expect(client.guilds.cache.size).toBe(guilds.length);
  expect(fake.gateway.sessions.map((session) => session.shardId).sort()).toEqual([0, 1]);
  await client.destroy();
}, 30_000);
