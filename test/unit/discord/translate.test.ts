import { Events, type Client, type Interaction, type Message } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { refusalToPost, refusalToPostAs } from '../../../src/discord/before-money.ts';
import { registerCommands } from '../../../src/discord/register.ts';
import { parseReply } from '../../../src/discord/reply-handle.ts';
import {
  accessOfInteraction,
  accessOfMessage,
  conversationOfChannel,
  conversationOfInteraction,
  isModerator,
  originOf,
  replyOf,
  requesterOfInteraction,
  requesterOfMessage,
} from '../../../src/discord/translate.ts';
import {
  startFakeDiscord,
  type FakeDiscord,
  type FakeUser,
  type GuildRecord,
  type Where,
} from '../../support/fake-discord/index.ts';
import { loginClient } from '../../support/fake-discord/real-client.ts';

let fake: FakeDiscord;
let client: Client<true>;
let guild: GuildRecord;
let ada: FakeUser;

beforeEach(async () => {
  fake = await startFakeDiscord();
  client = await loginClient(fake);
  guild = fake.guild();
  ada = fake.user('Ada');
  await registerCommands({
    rest: client.rest,
    applicationId: fake.botId,
    guildId: null,
    signal: new AbortController().signal,
  });
});

afterEach(async () => {
  await client.destroy();
  await fake.close();
});

async function command(where: Where, by: FakeUser = ada): Promise<Interaction> {
  const arrived = new Promise<Interaction>((resolve) => client.once(Events.InteractionCreate, resolve));
  await by.slash('renders usage', {}, where);
  return arrived;
}

async function posted(post: () => Promise<unknown>): Promise<Message> {
  const arrived = new Promise<Message>((resolve) => client.once(Events.MessageCreate, resolve));
  await post();
  return arrived;
}

describe('an interaction in the words of the core', () => {
  it('names the person by what the server calls them', async () => {
    const channel = fake.textChannel(guild);
    fake.member(guild, ada.id);
    const member = guild.members.get(ada.id);
    if (member) member.nick = 'Countess';
    expect(requesterOfInteraction(await command({ channel }))).toEqual({
      platform: 'discord',
      workspaceId: guild.id,
      userId: ada.id,
      displayName: 'Countess',
      locale: 'en-US',
    });
  });

  it('names a thread by its parent and itself', async () => {
    const channel = fake.textChannel(guild);
    const thread = fake.thread(channel);
    expect(conversationOfInteraction(await command({ channel: thread }))).toEqual({
      platform: 'discord',
      workspaceId: guild.id,
      channelId: channel.id,
      threadId: thread.id,
    });
  });

  it('has no workspace in direct messages', async () => {
    const interaction = await command({ dm: true });
    expect(conversationOfInteraction(interaction)).toMatchObject({ workspaceId: null, threadId: null });
    expect(requesterOfInteraction(interaction)).toMatchObject({ workspaceId: null, displayName: 'Ada' });
    expect(isModerator(interaction)).toBe(false);
  });

  it('takes a thread for age-restricted where its channel is', async () => {
    const channel = fake.textChannel(guild, { nsfw: true });
    const thread = fake.thread(channel);
    const role = fake.role(guild, 'painters');
    fake.member(guild, ada.id, role);
    const access = accessOfInteraction(await command({ channel: thread }));
    expect(access.ageRestricted).toBe(true);
    expect(access.channelIds).toEqual([thread.id, channel.id]);
    expect(access.roleIds).toContain(role.id);
  });

  it('knows place and roles where the bot has not joined', async () => {
    const foreign = fake.guild({ botJoined: false });
    const channel = fake.textChannel(foreign);
    const role = fake.role(foreign, 'painters');
    fake.member(foreign, ada.id, role);
    const interaction = await command({ channel });
    expect(conversationOfInteraction(interaction)).toMatchObject({
      workspaceId: foreign.id,
      channelId: channel.id,
    });
    expect(accessOfInteraction(interaction)).toEqual({
      roleIds: [role.id],
      channelIds: [channel.id],
      ageRestricted: false,
    });
  });

  it('calls a moderator who may manage messages in that channel', async () => {
    const channel = fake.textChannel(guild);
    expect(isModerator(await command({ channel }))).toBe(false);
    fake.permit(channel, ada, { allow: ['ManageMessages'] });
    expect(isModerator(await command({ channel }))).toBe(true);
  });

  it('has an event key and a way back that survive being stored', async () => {
    const interaction = await command({ channel: fake.textChannel(guild) });
    if (!interaction.isChatInputCommand()) throw new Error('no command arrived');
    const reply = replyOf(interaction, { messageId: '123456789012345678', ephemeral: false });
    const origin = originOf(interaction, 'command', reply);
    expect(origin.eventKey).toBe(`discord:${interaction.id}`);
    expect(parseReply(origin.replyHandle)).toEqual(reply);
    expect(reply).toMatchObject({ token: interaction.token, userId: ada.id, botMayPost: true });
  });
});

describe('a message in the words of the core', () => {
  it('names person, place and access', async () => {
    const channel = fake.textChannel(guild);
    const thread = fake.thread(channel);
    const message = await posted(() => ada.post(thread, { content: 'hello', mentionBot: true }));
    expect(requesterOfMessage(message)).toMatchObject({
      userId: ada.id,
      workspaceId: guild.id,
      locale: null,
    });
    expect(conversationOfChannel(message.channel)).toMatchObject({
      channelId: channel.id,
      threadId: thread.id,
    });
    expect(accessOfMessage(message).channelIds).toEqual([thread.id, channel.id]);
  });
});

describe('whether a picture can be posted', () => {
  it('asks for nothing in direct messages', async () => {
    expect(refusalToPost(await command({ dm: true }))).toBeNull();
  });

  it('names the right that is missing in a channel', async () => {
    const channel = fake.textChannel(guild);
    expect(refusalToPost(await command({ channel }))).toBeNull();
    fake.permit(channel, 'bot', { deny: ['AttachFiles'] });
    expect(refusalToPost(await command({ channel }))?.message).toContain('“Attach Files” is missing');
    fake.permit(channel, 'bot', { deny: ['SendMessages'] });
    expect(refusalToPost(await command({ channel }))?.message).toContain('“Send Messages” is missing');
  });

  it('asks for the right of threads in a thread', async () => {
    const channel = fake.textChannel(guild);
    const thread = fake.thread(channel);
    fake.permit(channel, 'bot', { deny: ['SendMessagesInThreads'] });
    expect(refusalToPost(await command({ channel: thread }))?.message).toContain('Send Messages in Threads');
    fake.permit(channel, 'bot', { deny: ['SendMessages'] });
    expect(refusalToPost(await command({ channel: thread }))).toBeNull();
  });

  it('needs no right to write for an answer to the person alone', async () => {
    const channel = fake.textChannel(guild);
    fake.permit(channel, 'bot', { deny: ['SendMessages'] });
    expect(refusalToPost(await command({ channel }), 'requester')).toBeNull();
  });

  it('knows that nothing but the token reaches a server that the bot has not joined', async () => {
    const channel = fake.textChannel(fake.guild({ botJoined: false }));
    const interaction = await command({ channel });
    if (!interaction.isChatInputCommand()) throw new Error('no command arrived');
    expect(replyOf(interaction, { messageId: null, ephemeral: false }).botMayPost).toBe(false);
  });

  it('is asked of bot and person alike where a picture is carried to', async () => {
    const channel = fake.textChannel(guild);
    fake.permit(channel, ada, { deny: ['SendMessages'] });
    const message = await posted(() =>
      ada.post(fake.textChannel(guild), { content: 'hello', mentionBot: true }),
    );
    const target = await client.channels.fetch(channel.id);
    const bot = message.guild?.members.me;
    if (!target?.isTextBased() || target.isDMBased() || !message.member || !bot)
      throw new Error('nothing to ask about');
    expect(refusalToPostAs(target, message.member)?.message).toContain('You may not post pictures there');
    expect(refusalToPostAs(target, bot)).toBeNull();
  });
});
