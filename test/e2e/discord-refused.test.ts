import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { MINUTE_MS } from '../../src/core/index.ts';
import { DiscordRoom } from '../support/discord-room.ts';
import type { ChannelRecord, FakeInteraction, MessageRecord } from '../support/fake-discord/index.ts';

const PROMPT = 'a red fox in a secret garden';

let room: DiscordRoom;
let first: FakeInteraction;
let other: ChannelRecord;

/** One request that never ends holds up the others: they wait in line while their tokens die. */
beforeEach(async () => {
  room = await DiscordRoom.open({ environment: { SEGMIND_MAX_IN_FLIGHT: '1' } });
  other = room.fake.textChannel(room.guild);
  first = await room.bob.slash('imagine', { prompt: 'a stone #stuck' }, { channel: other });
  await room.fake.waitFor(() => room.bought === 1, 'the first request to be submitted');
});
afterEach(() => room.close());

/** Asks, and waits until nothing but the bot's own rights leads to the answer. */
async function inLine(values: Record<string, string> = {}): Promise<FakeInteraction> {
  const asked = await room.ada.slash('imagine', { prompt: PROMPT, ...values }, { channel: room.channel });
  await asked.waitForResponse((message) => room.text(message).includes('IN LINE'));
  await room.fake.clock.advance(20 * MINUTE_MS);
  return asked;
}

async function goOn(): Promise<void> {
  room.bob.clickButton(await first.waitForResponse(), 'Cancel', { channel: other });
  await room.ended();
}

describe('a place that changes while a picture waits', () => {
  const hasFiles = ({ files }: MessageRecord): boolean => files.length > 0;

  it('and takes no files any more leaves the paid picture to direct messages, and says so', async () => {
    const asked = await inLine();
    room.fake.permit(room.channel, 'bot', { deny: ['AttachFiles'] });
    await goOn();
    expect(room.botMessages(room.ada.dm).filter(hasFiles)).toHaveLength(1);
    const message = await asked.waitForResponse((shown) => room.text(shown).includes('COMPLETED'));
    expect(room.text(message)).toContain('could not be shown here');
    expect((await room.bot.list({ limit: 1 }))[0]?.state).toBe('delivered');
    expect(room.bought).toBe(2);
  });

  it('and its owner, who takes no direct messages, leave the picture to /renders show', async () => {
    await inLine();
    room.fake.permit(room.channel, 'bot', { deny: ['ViewChannel'] });
    room.ada.setDmsClosed(true);
    await goOn();
    const [job] = await room.bot.list({ limit: 1 });
    expect(job?.state).toBe('failed');
    const where = { channel: other };
    const offered = await room.ada.autocomplete('renders show', 'render', 'fox', where);
    await offered.waitForAck();
    expect(offered.choices?.map(({ value }) => value)).toEqual([job?.id]);
    const shown = await room.ada.slash('renders show', { render: job?.id ?? '' }, where);
    expect((await shown.waitForResponse(hasFiles)).ephemeralFor).toBe(room.ada.id);
    expect(room.bought).toBe(2);
  });
});

describe('a private request that fails when only its owner could hear of it', () => {
  it('is said to have ended, without a word of it, and tells its owner why behind the button', async () => {
    await inLine({ visibility: 'requester', prompt: `${PROMPT} #block` });
    room.ada.setDmsClosed(true);
    await goOn();
    const notice = await room.fake.waitFor(() => room.botMessages()[0], 'a notice in the channel');
    expect(room.text(notice)).toContain('Your private request has ended');
    expect(JSON.stringify(notice)).not.toContain('secret');
    const click = room.ada.clickButton(notice, 'Show my picture');
    const told = await click.waitForResponse((shown) => room.text(shown).includes('FAILED'));
    expect(told.ephemeralFor).toBe(room.ada.id);
    expect(room.botMessages()).toEqual([notice]);
  });
});

describe('a mention where the bot may not write', () => {
  it('is answered by direct message, with the name of the right, and nothing is bought', async () => {
    room.fake.permit(room.channel, 'bot', { deny: ['SendMessages'] });
    await room.ada.post(room.channel, { content: 'a red fox', mentionBot: true });
    const told = await room.fake.waitFor(() => room.botMessages(room.ada.dm)[0], 'a direct message');
    expect(room.text(told)).toContain('Send Messages');
    expect(room.botMessages()).toEqual([]);
    expect(room.bought).toBe(1);
  });
});
