import { afterEach, describe, expect, it } from 'vitest';

import { DiscordRoom, type DiscordRoomOptions } from '../support/discord-room.ts';
import type { FakeInteraction, MessageRecord } from '../support/fake-discord/index.ts';

let room: DiscordRoom;
afterEach(() => room.close());

async function open(options: DiscordRoomOptions = {}): Promise<DiscordRoom> {
  room = await DiscordRoom.open(options);
  return room;
}

function imagine(prompt: string): Promise<FakeInteraction> {
  return room.ada.slash('imagine', { prompt }, { channel: room.channel });
}

/** Resolves once the answer says these words. */
function saying(asked: FakeInteraction, words: string): Promise<MessageRecord> {
  return asked.waitForResponse((message) => room.text(message).includes(words));
}

function labels(message: MessageRecord): string {
  return JSON.stringify(message.components);
}

describe('Cancel', () => {
  it('in line is over at once and costs nothing', async () => {
    await open({ environment: { SEGMIND_MAX_IN_FLIGHT: '1' } });
    await imagine('a red fox #stuck');
    await room.fake.waitFor(() => room.bought === 1, 'the first request to be submitted');
    const second = await imagine('a blue fox');
    room.ada.clickButton(await saying(second, 'IN LINE'), 'Cancel');
    const ended = await saying(second, 'Stopped before anything was spent');
    expect(labels(ended)).not.toContain('Cancel');
    await expect.poll(async () => (await room.bot.list({ limit: 1 }))[0]?.state).toBe('cancelled');
    expect(room.bought).toBe(1);
  });

  it('while it is painted says that it may still be charged, and shows no picture', async () => {
    await open();
    const asked = await imagine('a red fox #stuck');
    const click = room.ada.clickButton(await saying(asked, 'PROCESSING'), 'Cancel');
    expect(await click.waitForAck()).toMatchObject({ kind: 'deferred_update' });
    const ended = await saying(asked, 'may still be charged');
    expect(room.text(ended)).toContain('CANCELLED');
    expect(room.botMessages()).toEqual([ended]);
    expect(ended.files).toEqual([]);
    expect(room.bought).toBe(1);
  });

  it('by somebody else is refused to them alone, and the picture comes', async () => {
    await open({ speed: 10 });
    // Long enough in PROCESSING for its message to say so.
    const asked = await imagine('a red fox #slow');
    const click = room.bob.clickButton(await saying(asked, 'PROCESSING'), 'Cancel');
    const refused = await click.waitForFollowUp();
    expect(refused.ephemeralFor).toBe(room.bob.id);
    const picture = await asked.waitForResponse(({ files }) => files.length > 0);
    await room.ended();
    expect(room.botMessages()).toEqual([picture]);
  });

  it('on a message as it looked before it was done gets a kind word, and the picture stays', async () => {
    await open();
    const asked = await imagine('a red fox');
    const early = await asked.waitForResponse((message) => labels(message).includes('Cancel'));
    const asItLooked = { ...early, components: [...early.components] };
    await asked.waitForResponse(({ files }) => files.length > 0);
    await room.ended();
    const late = room.ada.clickButton(asItLooked, 'Cancel');
    const told = await late.waitForFollowUp();
    expect(told.ephemeralFor).toBe(room.ada.id);
    expect(room.botMessages().map(({ files }) => files.length)).toEqual([1]);
  });
});

describe('a picture that cannot be painted', () => {
  it('because the content is blocked says so and that it cost nothing, and offers no second try of the same', async () => {
    await open();
    const asked = await imagine('something #block');
    const ended = await saying(asked, 'FAILED');
    await room.ended();
    expect(room.text(ended)).toContain('Nothing was charged');
    expect(room.text(ended)).toContain('safety filter blocked this picture');
    expect(labels(ended)).not.toContain('Try again');
    expect(room.botMessages()).toEqual([ended]);
    const [job] = await room.bot.list({ limit: 1 });
    expect(job?.takes[0]?.failure).toMatchObject({ code: 'blocked', charged: 'no', retry: 'never' });
  });

  it('because the service failed is bought once more by a click on Try again, twice or not', async () => {
    await open();
    room.emulator.addScenario({ scenario: 'render-failed', times: 1 });
    const asked = await imagine('a red fox');
    const ended = await saying(asked, 'FAILED');
    await room.ended();
    room.ada.clickButton(ended, 'Try again');
    room.ada.clickButton(ended, 'Try again');
    await room.picture();
    expect(room.bought).toBe(2);
  });

  it('because nobody knows whether it was bought is never bought again by itself', async () => {
    await open();
    const asked = await imagine('a red fox #submit-cut');
    const ended = await saying(asked, 'FAILED');
    await room.ended();
    expect(labels(ended)).toContain('Try again (may be charged twice)');
    await room.restart();
    await room.ended();
    expect(room.bought).toBe(1);
  });
});
