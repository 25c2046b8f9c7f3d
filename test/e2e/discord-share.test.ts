import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DiscordRoom } from '../support/discord-room.ts';
import type {
  ChannelRecord,
  FakeInteraction,
  FakeUser,
  Grant,
  MessageRecord,
} from '../support/fake-discord/index.ts';

let room: DiscordRoom;
let shown: MessageRecord;
let jobId: string;

beforeEach(async () => {
  room = await DiscordRoom.open();
  shown = await room.painted();
  jobId = (await room.bot.list({ limit: 1 }))[0]?.id ?? '';
});
afterEach(() => room.close());

/** The private message with the menu of channels. */
function picker(sharer: FakeUser = room.ada): Promise<MessageRecord> {
  return sharer.clickButton(shown, 'Share').waitForResponse();
}

function choose(menu: MessageRecord, target: ChannelRecord, sharer: FakeUser = room.ada): FakeInteraction {
  return sharer.selectChannel(menu, `ibd1:share:to:${jobId}`, target);
}

function posted(target: ChannelRecord): MessageRecord[] {
  return room.botMessages(target);
}

describe('Share of a public render', () => {
  it('posts the stored picture in the chosen channel, with a link back, and buys nothing', async () => {
    const { ada, guild, fake } = room;
    const target = fake.textChannel(guild, { name: 'gallery' });
    const menu = await picker();
    expect(menu.ephemeralFor).toBe(ada.id);
    choose(menu, target);
    await fake.waitFor(() => room.text(menu).includes('It is posted'), 'the answer to the sharer');
    const [copy, ...more] = posted(target);
    expect(more).toEqual([]);
    expect(copy?.files[0]?.bytes).toEqual(shown.files[0]?.bytes);
    const link = `https://discord.com/channels/${guild.id}/${shown.channelId}/${shown.id}`;
    expect(JSON.stringify(copy?.components)).toContain(link);
    expect(room.bought).toBe(1);
  });

  it('posts once when the channel is chosen twice, and says so', async () => {
    const { guild, fake } = room;
    const target = fake.textChannel(guild);
    const [one, other] = await Promise.all([picker(), picker()]);
    const choices = [choose(one, target), choose(other, target)];
    await fake.waitFor(
      () => [one, other].some((menu) => room.text(menu).includes('It is posted')),
      'one answer of success',
    );
    await fake.waitFor(
      () =>
        choices.some(({ followUps }) => followUps.some((told) => room.text(told).includes('a moment ago'))),
      'one answer that it was posted before',
    );
    expect(posted(target)).toHaveLength(1);
  });

  const SILENT = { deny: ['SendMessages'] } as const satisfies Grant;
  const NO_FILES = { deny: ['AttachFiles'] } as const satisfies Grant;
  it.each([
    ['the sharer may not write', 'ada', SILENT, 'You may not', 'Send Messages'],
    ['the sharer may not attach files', 'ada', NO_FILES, 'You may not', 'Attach Files'],
    ['the bot may not write', 'bot', SILENT, 'The bot may not', 'Send Messages'],
    ['the bot may not attach files', 'bot', NO_FILES, 'The bot may not', 'Attach Files'],
    ['the bot sees nothing', 'bot', { deny: ['ViewChannel'] }, 'The bot may not', 'View Channel'],
  ] as const)('posts nothing where %s, and then where both may', async (_, who, grant, whom, right) => {
    const { ada, guild, fake } = room;
    const target = fake.textChannel(guild);
    fake.permit(target, who === 'bot' ? 'bot' : ada, grant);
    const menu = await picker();
    const told = await room.told(choose(menu, target));
    expect(told).toContain(whom);
    expect(told).toContain(right);
    expect(posted(target)).toEqual([]);
    // The same menu serves for another try, there too once the right is given.
    fake.permit(target, who === 'bot' ? 'bot' : ada, {
      allow: ['ViewChannel', 'SendMessages', 'AttachFiles'],
    });
    choose(menu, target);
    await fake.waitFor(() => posted(target).length === 1, 'the share');
  });

  it('needs the right to write in threads for a thread', async () => {
    const { ada, guild, fake } = room;
    const parent = fake.textChannel(guild);
    const thread = fake.thread(parent);
    fake.permit(parent, ada, { deny: ['SendMessagesInThreads'] });
    const menu = await picker();
    expect(await room.told(choose(menu, thread))).toContain('Send Messages in Threads');
    expect(posted(thread)).toEqual([]);
  });

  it('is open to every member, within their own rights', async () => {
    const { bob, guild, fake } = room;
    const target = fake.textChannel(guild);
    fake.permit(target, bob, { deny: ['SendMessages'] });
    const menu = await picker(bob);
    expect(menu.ephemeralFor).toBe(bob.id);
    expect(await room.told(choose(menu, target, bob))).toContain('You may not');
    expect(posted(target)).toEqual([]);
  });

  it('leaves a copy whose Delete takes the copy alone away', async () => {
    const { ada, bob, guild, fake } = room;
    const target = fake.textChannel(guild);
    choose(await picker(), target);
    const [copy] = await fake.waitFor(() => posted(target).length === 1 && posted(target), 'the share');
    if (!copy) throw new Error('there is no copy');
    expect(await room.told(bob.clickButton(copy, 'Delete'))).toContain('Only the person who asked');
    ada.clickButton(copy, 'Delete');
    await fake.waitFor(() => copy.deleted, 'the copy to go');
    expect(shown.deleted).toBe(false);
  });
});
