import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { OPEN_SHARE_WORDS } from '../../src/core/index.ts';
import { WORDS } from '../../src/slack/words.ts';
import type { ChannelRecord, MessageRecord } from '../support/fake-slack/index.ts';
import { HurriedClock } from '../support/hurried-clock.ts';
import { drawnMessage } from '../support/slack-markdown.ts';
import { SlackRoom } from '../support/slack-room.ts';

/** Longer than any test: the call is never taken. */
const NEVER_MS = 600_000;
/** Two seconds pass between an upload and the post. */
const POST_WITHIN_MS = 10_000;

let room: SlackRoom;
beforeEach(async () => {
  // Not in a hurry: a stop leaves a handler a second for its last words.
  room = await SlackRoom.open({ fake: { clock: new HurriedClock(1) } });
});
afterEach(() => room.close());

function pictures(channel: ChannelRecord): MessageRecord[] {
  return room.botMessages(channel).filter((message) => room.fake.filesOf(message).length > 0);
}

/** The next picture arrives in a channel, and nobody hears of it. */
function silence(channel: ChannelRecord): void {
  room.fake.failNext('chat.postMessage', { silentAfterTaking: true, when: isPictureIn(channel) });
}

function isPictureIn({ id }: ChannelRecord): (args: Record<string, unknown>) => boolean {
  return ({ channel, metadata }) =>
    channel === id && JSON.stringify(metadata ?? null).includes('imagine_render');
}

/** What Ada was told with these words in her direct messages. */
function textsFor(words: string): MessageRecord[] {
  const told = room.fake.botMessages(room.ada.im, room.ada);
  return told.filter((message) => drawnMessage(message).includes(words));
}

/** Stops the program in the middle of a share into a channel. */
async function stopOnceSharedIn(channel: ChannelRecord): Promise<void> {
  await room.fake.waitFor(() => pictures(channel).length === 1, 'the share to arrive');
  await room.stop();
}

async function secret(askedIn = room.channel): Promise<MessageRecord> {
  room.ada.slash(askedIn, '/imagine', 'a secret garden --private');
  return room.picture({ channel: room.ada.im });
}

describe('a share of a private picture', () => {
  it('that a stop cut off is told as that before the end, and found by the next click', async () => {
    const { ada, channel } = room;
    const picture = await secret();
    silence(channel);
    ada.clickButton(picture, 'ibs1:share');
    await stopOnceSharedIn(channel);
    await room.told(ada, OPEN_SHARE_WORDS.not_heard, ada.im);
    await room.start();
    ada.clickButton(picture, 'ibs1:share');
    await room.told(ada, WORDS.shared, ada.im);
    expect(pictures(channel)).toHaveLength(1);
    ada.clickButton(picture, 'ibs1:share');
    await room.told(ada, 'It is shared already.', ada.im);
    expect(pictures(channel)).toHaveLength(1);
  });

  it('that never came to be posted is posted by the next click', async () => {
    const { ada, channel, fake } = room;
    const picture = await secret();
    const held = fake.failNext('chat.postMessage', { delayMs: NEVER_MS, when: isPictureIn(channel) });
    ada.clickButton(picture, 'ibs1:share');
    await expect.poll(() => held.hits, { timeout: POST_WITHIN_MS }).toBe(1);
    await room.stop();
    await room.told(ada, OPEN_SHARE_WORDS.not_heard, ada.im);
    await room.start();
    ada.clickButton(picture, 'ibs1:share');
    await room.told(ada, WORDS.shared, ada.im);
    expect(pictures(channel)).toHaveLength(1);
  });

  it('into a channel that was chosen goes on there and nowhere else', async () => {
    const { ada, channel, fake } = room;
    const other = fake.channel({ members: [ada] });
    ada.join(channel);
    const picture = await secret(ada.im);
    const share = async (destination: ChannelRecord): Promise<void> => {
      const choice = await ada.clickButton(picture, 'ibs1:share').opened();
      ada.submitView(choice, { destination: destination.id });
    };
    silence(channel);
    await share(channel);
    await stopOnceSharedIn(channel);
    await room.start();
    await share(other);
    await fake.waitFor(
      () => textsFor(OPEN_SHARE_WORDS.elsewhere).length === 1,
      'the word on the first channel',
    );
    await share(channel);
    await fake.waitFor(() => textsFor(WORDS.shared).length === 1, 'the share to be found');
    expect(pictures(channel)).toHaveLength(1);
    expect(pictures(other)).toEqual([]);
  });
});

describe('a share of a public picture', () => {
  it('that a stop cut off is told as that, and is open to a new wish', async () => {
    const { ada, fake } = room;
    const other = fake.channel({ members: [ada] });
    const picture = await room.painted();
    const share = async (): Promise<void> => {
      const form = await ada.clickButton(picture, 'ibs1:share').opened();
      ada.submitView(form, { destination: other.id });
    };
    silence(other);
    await share();
    await stopOnceSharedIn(other);
    await room.told(ada, WORDS.shareUnknown);
    await room.start();
    await share();
    await room.told(ada, WORDS.shared);
    expect(pictures(other)).toHaveLength(2);
  });
});
