import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { DiscordRoom } from '../support/discord-room.ts';
import type { FakeUser, MessageRecord } from '../support/fake-discord/index.ts';
import { openWithLatePrivate } from '../support/late-private.ts';

const SECRET = 'a secret garden';

let room: DiscordRoom;
/** The notice in the channel that a private picture waits: its token is dead, and its owner takes no direct messages. */
let notice: MessageRecord;

beforeEach(async () => {
  notice = await openWithLatePrivate({ prompt: SECRET, dmsClosed: true }, (opened) => (room = opened));
});
afterEach(() => room.close());

function show(person: FakeUser = room.ada): Promise<MessageRecord> {
  return person
    .clickButton(notice, 'Show my picture')
    .waitForResponse(({ files, components }) => files.length > 0 || components.length > 0);
}

function nothingLeaked(): void {
  expect(room.botMessages()).toEqual([notice]);
  expect(notice.files).toEqual([]);
  expect(JSON.stringify(notice)).not.toContain(SECRET);
}

describe('a private picture that waits behind “Show my picture”', () => {
  it('comes to its owner as often as they ask, after a restart too, and is bought once', async () => {
    const { ada } = room;
    const first = await show();
    await room.restart();
    const second = await show();
    for (const message of [first, second]) {
      expect(message.ephemeralFor).toBe(ada.id);
      expect(message.files).toHaveLength(1);
      expect(room.text(message)).toContain(SECRET);
    }
    nothingLeaked();
    expect(room.bought).toBe(2);
  });

  it('is not for a stranger, nor for a moderator, who learn nothing of it', async () => {
    const { bob, fake, guild } = room;
    const mia = fake.user('Mia');
    fake.member(guild, mia.id, fake.role(guild, 'Moderators', ['ManageMessages', 'Administrator']));
    for (const person of [bob, mia]) {
      const words = await room.told(person.clickButton(notice, 'Show my picture'));
      expect(words).toContain('waits for the person who asked');
      expect(words).not.toContain(SECRET);
    }
    nothingLeaked();
  });

  it('is refused to its owner alone where the bot may attach no files, however often they click', async () => {
    const { ada, channel, fake } = room;
    fake.permit(channel, 'bot', { deny: ['AttachFiles'] });
    for (let nth = 0; nth < 2; nth += 1)
      expect(await room.told(ada.clickButton(notice, 'Show my picture'))).toContain('Attach Files');
    nothingLeaked();
  });

  it('leaves everyone else in peace where Discord refuses the private answer', async () => {
    const { ada, channel, fake } = room;
    const [job] = await room.jobs();
    const refuse = (): unknown =>
      fake.failNext(/^PATCH \/webhooks\//, { status: 403, code: 50013, message: 'not with files' });
    refuse();
    expect(await room.told(ada.clickButton(notice, 'Show my picture'))).not.toBe('');
    refuse();
    expect(await room.told(await ada.slash('renders show', { render: job?.id ?? '' }, { channel }))).not.toBe(
      '',
    );
    nothingLeaked();
  });

  it('is published by Share from where it was shown, once', async () => {
    const { ada, fake } = room;
    const [one, other] = [await show(), await show()];
    nothingLeaked();
    for (const message of [one, other]) await ada.clickButton(message, 'Share here').waitForAck();
    await fake.waitFor(() => room.botMessages().length === 2, 'the share');
    await fake.waitFor(() => !JSON.stringify(one.components).includes('Share here'), 'no second Share');
    const late = await show();
    expect(JSON.stringify(late.components)).not.toContain('Share here');
    expect(room.botMessages()).toHaveLength(2);
  });

  it('is edited from where it was shown, and what comes of it is private', async () => {
    const { ada } = room;
    const opened = ada.clickButton(await show(), 'Edit');
    await opened.waitForAck();
    const edited = await room.pictureOf(await ada.submitModal(opened, { change: 'make it night' }));
    expect(edited.ephemeralFor).toBe(ada.id);
    nothingLeaked();
  });

  it('goes by Delete, together with its notice', async () => {
    const { ada, fake } = room;
    const shown = await show();
    ada.clickButton(shown, 'Delete');
    await fake.waitFor(() => shown.deleted && notice.deleted, 'the picture and its notice to go');
    expect(room.botMessages()).toEqual([]);
  });
});
