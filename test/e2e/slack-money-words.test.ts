import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { ChannelRecord, Fault, MessageRecord } from '../support/fake-slack/index.ts';
import { SlackRoom } from '../support/slack-room.ts';

let room: SlackRoom;
beforeEach(async () => {
  room = await SlackRoom.open();
});
afterEach(() => room.close());

const isPicture = ({ metadata }: Record<string, unknown>): boolean =>
  JSON.stringify(metadata ?? null).includes('imagine_render');

const REFUSALS: { what: string; fault: Fault; words: string }[] = [
  {
    what: 'is refused',
    fault: { error: 'restricted_action', times: Infinity },
    words: 'does not let me do that here (restricted_action)',
  },
  {
    what: 'meets a limit',
    fault: { status: 429, times: Infinity },
    words: 'The chat takes no more messages',
  },
];

/** What Ada is told, which is nothing of money: the picture is paid, and what she wished costs nothing. */
async function toldOfNoCharge(words: string, channel?: ChannelRecord): Promise<void> {
  expect(await room.told(room.ada, words, channel)).not.toContain('charged');
}

async function secret(): Promise<MessageRecord> {
  room.ada.slash(room.channel, '/imagine', 'a secret garden --private');
  return room.picture({ channel: room.ada.im });
}

describe.each(REFUSALS)('nothing is said of the charge of a paid picture where $what', ({ fault, words }) => {
  it('its share where it was asked for', async () => {
    const picture = await secret();
    room.fake.failNext('chat.postMessage', { ...fault, when: isPicture });
    room.ada.clickButton(picture, 'ibs1:share');
    await toldOfNoCharge(words, room.ada.im);
  });

  it('its share into a channel that is chosen', async () => {
    const other = room.fake.channel({ members: [room.ada] });
    const form = await room.ada.clickButton(await room.painted(), 'ibs1:share').opened();
    room.fake.failNext('chat.postMessage', { ...fault, when: isPicture });
    room.ada.submitView(form, { destination: other.id });
    await toldOfNoCharge(words);
  });

  it('its deletion', async () => {
    const picture = await room.painted();
    room.fake.failNext('chat.delete', fault);
    room.ada.clickButton(picture, 'ibs1:delete');
    await toldOfNoCharge(words);
    expect(picture.deleted).toBe(false);
  });

  it('its way to its owner by /renders show', async () => {
    await room.painted();
    const [job] = await room.jobs();
    room.fake.failNext('chat.postMessage', { ...fault, when: isPicture });
    room.ada.slash(room.channel, '/renders', `show ${job?.id ?? ''}`);
    await toldOfNoCharge(words);
  });
});

it('a form that cannot be opened to forget is told without the charge', async () => {
  room.fake.failNext('views.open', { status: 429, times: Infinity });
  room.ada.slash(room.channel, '/renders', 'forget');
  await toldOfNoCharge('The chat takes no more messages');
});

it('whoever asks for a picture hears that nothing was charged', async () => {
  room.fake.failNext('views.open', { status: 429, times: Infinity });
  room.ada.slash(room.channel, '/imagine');
  expect(await room.told(room.ada, 'The chat takes no more messages')).toContain('Nothing was charged.');
});
