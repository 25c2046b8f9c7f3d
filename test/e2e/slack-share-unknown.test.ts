import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { WORDS } from '../../src/slack/words.ts';
import type { ChannelRecord, MessageRecord } from '../support/fake-slack/index.ts';
import { HurriedClock } from '../support/hurried-clock.ts';
import { SlackRoom } from '../support/slack-room.ts';

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
  room.fake.failNext('chat.postMessage', {
    silentAfterTaking: true,
    when: (args) =>
      args['channel'] === channel.id && JSON.stringify(args['metadata'] ?? null).includes('imagine_render'),
  });
}

/** Stops the program in the middle of a share into a channel. */
async function stopOnceSharedIn(channel: ChannelRecord): Promise<void> {
  await room.fake.waitFor(() => pictures(channel).length === 1, 'the share to arrive');
  await room.stop();
}

describe('a share of a private picture', () => {
  it('that a stop cut off is not made again, and its owner hears so before the end', async () => {
    const { ada, channel } = room;
    ada.slash(channel, '/imagine', 'a secret garden --private');
    const picture = await room.picture({ channel: ada.im });
    silence(channel);
    ada.clickButton(picture, 'ibs1:share');
    await stopOnceSharedIn(channel);
    await room.told(ada, WORDS.shareUnknownOnce, ada.im);
    await room.start();
    ada.clickButton(picture, 'ibs1:share');
    await room.told(ada, 'It is shared already.', ada.im);
    expect(pictures(channel)).toHaveLength(1);
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
