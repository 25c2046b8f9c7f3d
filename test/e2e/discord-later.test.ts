import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { HOUR_MS, MINUTE_MS } from '../../src/core/index.ts';
import { DiscordRoom } from '../support/discord-room.ts';
import type { ChannelRecord, FakeInteraction, MessageRecord } from '../support/fake-discord/index.ts';

const TWENTY_MINUTES_MS = 20 * MINUTE_MS;
const PROMPT = 'a red fox in a secret garden';

let room: DiscordRoom;
let first: FakeInteraction;

/** One request that never ends holds up the others: they wait in line while time goes by. */
beforeEach(async () => {
  room = await DiscordRoom.open({ environment: { SEGMIND_MAX_IN_FLIGHT: '1' } });
  first = await room.bob.slash('imagine', { prompt: 'a stone #stuck' }, { channel: elsewhere() });
  await room.fake.waitFor(() => room.bought === 1, 'the first request to be submitted');
});
afterEach(() => room.close());

let other: ChannelRecord;
function elsewhere(): ChannelRecord {
  return (other = room.fake.textChannel(room.guild));
}

/** Asks, and is shown that it waits. */
async function inLine(
  values: Record<string, string> = {},
  channel = room.channel,
): Promise<{ asked: FakeInteraction; message: MessageRecord }> {
  const asked = await room.ada.slash('imagine', { prompt: PROMPT, ...values }, { channel });
  const message = await asked.waitForResponse((shown) => room.text(shown).includes('IN LINE'));
  return { asked, message };
}

/** Lets time go by, then makes room for those in line. */
async function goOnAfter(ms: number): Promise<void> {
  await room.fake.clock.advance(ms);
  const message = await first.waitForResponse();
  room.bob.clickButton(message, 'Cancel', { channel: other });
}

function hasFiles(message: MessageRecord): boolean {
  return message.files.length > 0;
}

describe('a picture that comes after twenty minutes', () => {
  it('comes into the message that everyone saw from the beginning', async () => {
    const { message } = await inLine();
    await goOnAfter(TWENTY_MINUTES_MS);
    expect(await room.picture()).toBe(message);
    expect(room.botMessages()).toEqual([message]);
    expect(room.bought).toBe(2);
  });

  it('comes as a new message where the old one was deleted', async () => {
    const { message } = await inLine();
    room.ada.deleteMessage(message);
    await goOnAfter(TWENTY_MINUTES_MS);
    const picture = await room.picture();
    expect(room.botMessages()).toEqual([picture]);
    expect(room.bought).toBe(2);
  });

  it('comes as a new message when edits of a message of more than an hour are used up', async () => {
    const { message } = await inLine();
    room.fake.oldMessageLimit = { edits: 0 };
    await goOnAfter(HOUR_MS + MINUTE_MS);
    const picture = await room.fake.waitFor(() => room.botMessages().find(hasFiles), 'the picture');
    // The other job cannot be told that it was cancelled, on a message as old; so this one alone is waited for.
    await expect.poll(async () => (await room.bot.list({ limit: 1 }))[0]?.state).toBe('delivered');
    expect(picture.id).not.toBe(message.id);
    expect(picture.reference?.messageId).toBe(message.id);
    expect(room.botMessages().filter(hasFiles)).toEqual([picture]);
    expect(room.bought).toBe(2);
  });

  it('brings back the thread that was archived meanwhile', async () => {
    const thread = room.fake.thread(room.channel);
    const { message } = await inLine({}, thread);
    room.fake.archive(thread);
    await goOnAfter(TWENTY_MINUTES_MS);
    const picture = await room.picture({ channel: thread });
    expect(picture.reference?.messageId).toBe(message.id);
    expect(thread.thread?.archived).toBe(false);
    expect(room.botMessages(thread).filter(hasFiles)).toEqual([picture]);
    expect(room.bought).toBe(2);
  });
});

describe('a private picture that comes after twenty minutes', () => {
  const inDm = (): MessageRecord[] => room.botMessages(room.ada.dm).filter(hasFiles);

  it('comes into its private message by the token of a click on the button that was offered', async () => {
    const { asked } = await inLine({ visibility: 'requester' });
    await room.fake.clock.advance(11 * MINUTE_MS);
    const offered = await asked.waitForResponse((shown) =>
      JSON.stringify(shown.components).includes('Show my picture'),
    );
    const click = room.ada.clickButton(offered, 'Show my picture');
    expect(await click.waitForAck()).toMatchObject({ kind: 'deferred_update' });
    await goOnAfter(9 * MINUTE_MS);
    const shown = await room.fake.waitFor(() => (hasFiles(offered) ? offered : null), 'the private picture');
    await room.ended();
    expect(shown.ephemeralFor).toBe(room.ada.id);
    expect(room.botMessages()).toEqual([]);
    expect(inDm()).toEqual([]);
    expect(room.bought).toBe(2);
  });

  it('comes by direct message where nobody clicked, and the channel hears nothing', async () => {
    await inLine({ visibility: 'requester' });
    await goOnAfter(TWENTY_MINUTES_MS);
    await room.picture({ channel: room.ada.dm });
    expect(room.botMessages()).toEqual([]);
    expect(inDm()).toHaveLength(1);
    expect(room.bought).toBe(2);
  });

  it('waits behind a button for its owner alone where direct messages are closed', async () => {
    await inLine({ visibility: 'requester' });
    room.ada.setDmsClosed(true);
    await goOnAfter(TWENTY_MINUTES_MS);
    const notice = await room.fake.waitFor(() => room.botMessages()[0], 'a notice in the channel');
    await room.ended();
    expect(JSON.stringify(notice)).not.toContain('secret');
    expect(notice.files).toEqual([]);
    expect([...room.fake.pings(notice).users]).toEqual([room.ada.id]);

    const strange = room.bob.clickButton(notice, 'Show my picture');
    const refused = await strange.waitForResponse();
    expect(refused.ephemeralFor).toBe(room.bob.id);
    expect(refused.files).toEqual([]);

    const click = room.ada.clickButton(notice, 'Show my picture');
    const picture = await click.waitForResponse(hasFiles);
    expect(picture.ephemeralFor).toBe(room.ada.id);
    expect(room.botMessages().filter(hasFiles)).toEqual([]);
    expect(room.bought).toBe(2);
  });
});
