import { afterEach, describe, expect, it } from 'vitest';

import { WORDS } from '../../src/slack/words.ts';
import type { ChannelRecord, MessageRecord } from '../support/fake-slack/index.ts';
import { drawnMessage } from '../support/slack-markdown.ts';
import { SlackRoom, type SlackRoomOptions } from '../support/slack-room.ts';

let room: SlackRoom;
afterEach(() => room.close());

async function open(options: SlackRoomOptions = {}): Promise<SlackRoom> {
  room = await SlackRoom.open(options);
  return room;
}

/** What Ada asked for in the form for her eyes only, painted in her direct messages. */
async function secret(prompt = 'a secret garden'): Promise<MessageRecord> {
  const form = await room.ada.slash(room.channel, '/imagine').opened();
  room.ada.submitView(form, { prompt, visibility: 'me' });
  return room.picture({ channel: room.ada.im });
}

/** The app's messages of a place that show a picture. */
function pictures(channel: ChannelRecord = room.channel): MessageRecord[] {
  return room.botMessages(channel).filter((message) => room.fake.filesOf(message).length > 0);
}

function hasButton(message: MessageRecord, verb: string): boolean {
  return JSON.stringify(message.blocks).includes(`"ibs1:${verb}"`);
}

describe('a private picture', () => {
  it('comes to the direct messages of its owner, with a word about it that only they see', async () => {
    const { ada, bob, fake, channel } = await open();
    const picture = await secret();
    expect(drawnMessage(picture)).toContain('a secret garden');
    await room.told(ada, 'direct messages');
    expect(fake.messages(channel, bob)).toEqual([]);
    expect(fake.botMessages(bob.im)).toEqual([]);
  });

  it('is one that the flag --private asks for, and so is what is varied of it', async () => {
    const { ada, bob, fake, channel } = await open();
    ada.slash(channel, '/imagine', 'a secret garden --private');
    const picture = await room.picture({ channel: ada.im });
    ada.clickButton(picture, 'ibs1:vary');
    await room.picture({ channel: ada.im, nth: 2 });
    expect((await room.jobs()).map(({ request }) => request.audience)).toEqual(['requester', 'requester']);
    expect(fake.messages(channel, bob)).toEqual([]);
  });

  it('waits with its publication until the app may post where it was asked for', async () => {
    const { ada, fake } = await open();
    const closed = fake.channel({ kind: 'private', botIsIn: false, members: [ada] });
    ada.slash(closed, '/imagine', 'a secret garden --private');
    const picture = await room.picture({ channel: ada.im });
    ada.clickButton(picture, 'ibs1:share');
    await room.told(ada, 'I am not in that channel', ada.im);
    fake.inviteBot(closed);
    ada.clickButton(picture, 'ibs1:share');
    expect(drawnMessage(await room.picture({ channel: closed }))).toContain('a secret garden');
    expect(room.bought).toBe(1);
  });

  it('is published once where it was asked for, however often it is clicked', async () => {
    const { ada } = await open();
    const picture = await secret();
    ada.clickButton(picture, 'ibs1:share');
    ada.clickButton(picture, 'ibs1:share');
    const shared = await room.picture();
    expect(drawnMessage(shared)).toContain('a secret garden');
    await room.told(ada, 'It is being shared already.', ada.im);
    await room.told(ada, 'Shared.', ada.im);
    ada.clickButton(picture, 'ibs1:share');
    await room.told(ada, 'It is shared already.', ada.im);
    expect(pictures()).toHaveLength(1);
    expect(room.bought).toBe(1);
  });

  it('loses its button once it is shared, and keeps the others', async () => {
    const { ada, fake } = await open();
    const picture = await secret();
    expect(hasButton(picture, 'share')).toBe(true);
    ada.clickButton(picture, 'ibs1:share');
    await fake.waitFor(() => !hasButton(picture, 'share'), 'the button to be gone');
    expect(hasButton(picture, 'vary') && hasButton(picture, 'delete')).toBe(true);
    expect(fake.filesOf(picture)).toHaveLength(1);
    expect(picture.brokenImages).toEqual([]);
    expect(pictures(ada.im)).toEqual([picture]);
  });

  it('loses its button as well where Slack shows the picture beside its words', async () => {
    const { ada, fake } = await open();
    fake.settings.readiness = { blockRefusals: 100 };
    const file = await secret();
    const caption = room.botMessages(ada.im).find((message) => hasButton(message, 'share'));
    if (!caption) throw new Error('no message with the button');
    expect(caption.ts).not.toBe(file.ts);
    ada.clickButton(caption, 'ibs1:share');
    await fake.waitFor(() => !hasButton(caption, 'share'), 'the button to be gone');
    expect(hasButton(caption, 'delete')).toBe(true);
    expect(caption.brokenImages).toEqual([]);
    expect(fake.filesOf(file)).toHaveLength(1);
  });

  it('is not published where its owner has left the channel since', async () => {
    const { ada, channel } = await open();
    const hidden = await secret();
    channel.members.delete(ada.id);
    ada.clickButton(hidden, 'ibs1:share');
    expect(await room.told(ada, 'You are not in that channel', ada.im)).toBe(WORDS.youNotThere);
    expect(pictures()).toEqual([]);
    ada.join(channel);
    ada.clickButton(hidden, 'ibs1:share');
    await room.picture();
  });

  it('is taken back from where it was shared by its owner alone, and stays private', async () => {
    const { ada, bob, fake } = await open();
    const hidden = await secret();
    ada.clickButton(hidden, 'ibs1:share');
    const shared = await room.picture();
    const [file] = fake.filesOf(shared);
    bob.clickButton(shared, 'ibs1:delete');
    await room.told(bob, 'Only the person who asked');
    ada.clickButton(shared, 'ibs1:delete');
    await fake.waitFor(() => shared.deleted && file?.deleted, 'the copy to be gone');
    expect(pictures(ada.im)).toEqual([hidden]);
    expect(fake.filesOf(hidden)[0]?.deleted).toBe(false);
  });

  it('is taken back from where it stands beside its words', async () => {
    const { ada, fake, channel } = await open();
    const hidden = await secret();
    fake.settings.readiness = { blockRefusals: 100 };
    ada.clickButton(hidden, 'ibs1:share');
    const copy = await room.picture();
    const words = await fake.waitFor(
      () => room.botMessages().find((message) => hasButton(message, 'delete')),
      'the words of the copy',
    );
    expect(words.ts).not.toBe(copy.ts);
    await room.told(ada, 'Shared.', ada.im);
    ada.clickButton(words, 'ibs1:delete');
    await fake.waitFor(() => words.deleted && copy.deleted, 'words and picture to be gone');
    expect(fake.messages(channel)).toEqual([]);
    expect(pictures(ada.im)).toEqual([hidden]);
  });

  it('cannot be had by others through its token, until it is shared', async () => {
    const { ada, bob, fake, channel } = await open();
    const hidden = await secret();
    const visible = await room.painted('a red fox');
    const [, job] = await room.jobs();
    const { delivery } = bob.clickButton(visible, 'ibs1:vary');
    await room.picture({ nth: 2 });
    const steal = (verb: string): void => {
      const [action] = delivery.payload['actions'] as Record<string, unknown>[];
      const actions = [{ ...action, action_id: `ibs1:${verb}`, value: `ib1:${verb}:${job?.id ?? ''}` }];
      fake.redeliver({
        ...delivery,
        payload: { ...delivery.payload, trigger_id: verb, actions },
        attempts: [],
      });
    };
    const verbs = ['vary', 'edit', 'share', 'delete', 'retry', 'cancel', 'check'];
    verbs.forEach(steal);
    // As many as the address of the click takes; the others directly.
    const refusals = (): MessageRecord[] =>
      [channel, bob.im]
        .flatMap((place) => fake.botMessages(place, bob))
        .filter((message) => drawnMessage(message).includes('no longer known'));
    await fake.waitFor(() => refusals().length === verbs.length, 'the refusals');
    expect(room.bought).toBe(3);
    expect(hidden.deleted).toBe(false);
    expect(ada.id).toBe(job?.request.requester.userId);
    expect(JSON.stringify(fake.messages(channel, bob))).not.toContain('secret');
  });
});

describe('a picture that is carried to another channel', () => {
  async function shareTo(destination: ChannelRecord): Promise<void> {
    const form = await room.ada.clickButton(await room.painted(), 'ibs1:share').opened();
    room.ada.submitView(form, { destination: destination.id });
  }

  it('is posted there, where the sharer is a member', async () => {
    const { ada, fake } = await open();
    const other = fake.channel({ members: [ada] });
    await shareTo(other);
    const shared = await room.picture({ channel: other });
    expect(drawnMessage(shared)).toContain('a red fox');
    await room.told(ada, 'Shared.');
    expect(room.bought).toBe(1);
  });

  it('is changed there as the picture that it is, by the menu and in its thread', async () => {
    const { ada, bob, fake } = await open();
    const other = fake.channel({ members: [ada, bob] });
    await shareTo(other);
    const copy = await room.picture({ channel: other });
    await room.told(ada, 'Shared.');
    const form = await bob.shortcut(copy, 'edit_image').opened();
    bob.submitView(form, { prompt: 'make it night' });
    await room.picture({ channel: other, nth: 2 });
    ada.mention(other, 'make it winter', { threadTs: copy.ts });
    await room.picture({ channel: other, nth: 3 });
    const [winter, night, first] = await room.jobs();
    for (const edit of [winter, night])
      expect(edit).toMatchObject({ rootJobId: first?.id, request: { parentJobId: first?.id } });
  });

  it('is not posted where the sharer is no member, or the app is none', async () => {
    const { ada, fake } = await open();
    const theirs = fake.channel({ kind: 'private' });
    await shareTo(theirs);
    await room.told(ada, 'You are not in that channel');
    const foreign = fake.channel({ kind: 'private', botIsIn: false, members: [ada] });
    const form = await ada.clickButton(await room.picture(), 'ibs1:share').opened();
    ada.submitView(form, { destination: foreign.id });
    await room.told(ada, 'I am not in that channel');
    expect([...pictures(theirs), ...pictures(foreign)]).toEqual([]);
  });
});

describe('a private picture of the direct messages', () => {
  it('is published once, in a channel that is chosen', async () => {
    const { ada, fake, channel } = await open();
    const form = await ada.globalShortcut('imagine').opened();
    ada.submitView(form, { prompt: 'a secret garden' });
    const picture = await room.picture({ channel: ada.im });
    expect(pictures()).toEqual([]);
    ada.join(channel);
    const share = await ada.clickButton(picture, 'ibs1:share').opened();
    ada.submitView(share, { destination: channel.id });
    await room.picture();
    await fake.waitFor(() => pictures().length === 1);
  });
});
