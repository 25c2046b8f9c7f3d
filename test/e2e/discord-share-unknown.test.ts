import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { OPEN_SHARE_WORDS } from '../../src/core/index.ts';
import { DIALOG_WORDS } from '../../src/discord/dialog-words.ts';
import { DiscordRoom } from '../support/discord-room.ts';
import type { FakeInteraction, MessageRecord } from '../support/fake-discord/index.ts';
import { HurriedClock } from '../support/hurried-clock.ts';

const POST = 'POST /channels/{channel_id}/messages';
/** Longer than any test: the answer never comes. */
const NEVER_MS = 600_000;

let room: DiscordRoom;
beforeEach(async () => {
  // Not in a hurry: a stop leaves a handler half a second for its last words.
  room = await DiscordRoom.open({ fake: { clock: new HurriedClock(1) } });
});
afterEach(() => room.close());

/** Everything that a click was answered with for its person alone. */
function told({ followUps }: FakeInteraction): string {
  return followUps.map((message) => room.text(message)).join('\n');
}

async function privatePicture(): Promise<MessageRecord> {
  const { ada, channel } = room;
  const values = { prompt: 'a secret garden', visibility: 'requester' };
  return room.pictureOf(await ada.slash('imagine', values, { channel }));
}

/** The program stops while the post of a share is on its way, which never arrives, and starts again. */
async function shareCutOff(message: MessageRecord): Promise<void> {
  const held = room.fake.failNext(POST, { delayMs: NEVER_MS });
  const clicked = room.ada.clickButton(message, 'Share here');
  await expect.poll(() => held.hits).toBe(1);
  await room.stop();
  expect(told(clicked)).toBe(OPEN_SHARE_WORDS.not_heard);
  await room.start();
}

describe('a share of a private picture', () => {
  it('that a stop cut off is told as that before the end, and found by the next click', async () => {
    const { ada, fake } = room;
    const message = await privatePicture();
    fake.failNext(POST, { delayAnswerMs: NEVER_MS });
    const clicked = ada.clickButton(message, 'Share here');
    await fake.waitFor(() => room.botMessages().length === 1, 'the share to arrive');
    // The words need longer than an end that nobody waits for.
    fake.failNext(/^POST \/webhooks\//, { delayMs: 200 });
    await room.stop();
    expect(told(clicked)).toBe(OPEN_SHARE_WORDS.not_heard);
    await room.start();
    const again = ada.clickButton(message, 'Share here');
    await fake.waitFor(
      () => !JSON.stringify(message.components).includes('Share here'),
      'the end of the share',
    );
    expect(told(again)).toBe('');
    expect(room.botMessages()).toHaveLength(1);
  });

  it('that never came to be posted is posted by the next click', async () => {
    const { ada, bob, channel, fake } = room;
    const message = await privatePicture();
    await bob.post(channel, { content: 'What are you doing?' });
    await shareCutOff(message);
    ada.clickButton(message, 'Share here');
    await fake.waitFor(() => room.botMessages().length === 1, 'the share');
    await fake.waitFor(
      () => !JSON.stringify(message.components).includes('Share here'),
      'the end of the share',
    );
    expect(room.botMessages()).toHaveLength(1);
  });

  it('is not made again where nobody can look', async () => {
    const { ada } = room;
    const message = await privatePicture();
    await shareCutOff(message);
    expect(await room.told(ada.clickButton(message, 'Share here'))).toBe(OPEN_SHARE_WORDS.cannot_tell);
    expect(room.botMessages()).toEqual([]);
  });
});

describe('a share of a public picture', () => {
  it('that a stop cut off is one message when the channel is chosen again', async () => {
    const { ada, fake, guild } = room;
    const target = fake.textChannel(guild);
    const shown = await room.painted();
    const [job] = await room.jobs();
    const menu = await ada.clickButton(shown, 'Share').waitForResponse();
    const choose = (): FakeInteraction => ada.selectChannel(menu, `ibd1:share:to:${job?.id ?? ''}`, target);
    fake.failNext(POST, { delayAnswerMs: NEVER_MS });
    const chosen = choose();
    await fake.waitFor(() => room.botMessages(target).length === 1, 'the share to arrive');
    await room.stop();
    expect(told(chosen)).toBe(DIALOG_WORDS.mayBeShared);
    await room.start();
    choose();
    await fake.waitFor(() => room.text(menu).includes('It is posted'), 'the answer to the sharer');
    expect(room.botMessages(target)).toHaveLength(1);
  });
});
