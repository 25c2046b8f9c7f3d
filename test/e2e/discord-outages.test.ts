import { afterEach, describe, expect, it } from 'vitest';

import { SECOND_MS } from '../../src/core/index.ts';
import { DiscordRoom, type DiscordRoomOptions } from '../support/discord-room.ts';
import type { FakeInteraction, MessageRecord } from '../support/fake-discord/index.ts';

const BY_TOKEN = /^PATCH \/webhooks\//;
const CALLBACK = /^POST \/interactions\//;
const NEW_MESSAGE = /^POST \/channels\/\d+\/messages$/;
const EVERYTHING = /^/;
const PATIENCE_MS = 20 * SECOND_MS;
/** Longer in PROCESSING than two edits are apart, so that its message surely says so. */
const SLOW = 'a red fox #slow';

let room: DiscordRoom;
afterEach(() => room.close());

async function open(options: DiscordRoomOptions = {}): Promise<DiscordRoom> {
  room = await DiscordRoom.open(options);
  return room;
}

function imagine(prompt = 'a red fox'): Promise<FakeInteraction> {
  return room.ada.slash('imagine', { prompt }, { channel: room.channel });
}

function hasFile({ files }: MessageRecord): boolean {
  return files.length === 1;
}

/** The picture came, once, into the one message of the bot, and was bought once. */
async function cameOnce(asked: FakeInteraction): Promise<void> {
  const picture = await asked.waitForResponse(hasFile, PATIENCE_MS);
  await room.ended();
  expect(room.botMessages()).toEqual([picture]);
  expect(room.bought).toBe(1);
}

describe('a gateway that fails', () => {
  it('and replays a command after it is back makes one job of it', async () => {
    const { fake } = await open({ speed: 5 });
    const asked = await imagine();
    await asked.waitForAck();
    fake.gateway.replayOnResume();
    fake.gateway.dropConnection();
    await fake.waitFor(() => fake.gateway.resumes === 1, 'a resume');
    await cameOnce(asked);
    expect(await room.bot.list({ limit: 10 })).toHaveLength(1);
    expect(fake.requests.filter(({ method, path }) => CALLBACK.test(`${method} ${path}`))).toHaveLength(1);
  });

  it('and replays a click after it is back acts on it once', async () => {
    const { ada, fake } = await open();
    const picture = await room.painted();
    const click = ada.clickButton(picture, 'Vary');
    await click.waitForAck();
    fake.gateway.replayOnResume();
    fake.gateway.dropConnection();
    await fake.waitFor(() => fake.gateway.resumes === 1, 'a resume');
    await room.picture({ nth: 2 });
    expect(await room.bot.list({ limit: 10 })).toHaveLength(2);
    expect(room.bought).toBe(2);
  });

  it('and forgets the session is told who the bot is anew, while what is under way goes on', async () => {
    const { fake } = await open({ speed: 5 });
    const asked = await imagine();
    await asked.waitForAck();
    fake.gateway.invalidateSessions();
    await fake.waitFor(() => fake.gateway.identifies === 2 || null, 'a second IDENTIFY', PATIENCE_MS);
    await cameOnce(asked);
    await fake.waitForReady();
    expect(await (await imagine('a blue fox')).waitForAck()).toMatchObject({ kind: 'deferred_message' });
  });
});

describe('a gateway that lets nobody in', () => {
  it('holds up no picture that an earlier run owes', async () => {
    const { fake } = await open({ speed: 5 });
    const asked = await imagine();
    await asked.waitForResponse((message) => room.text(message) !== '', PATIENCE_MS);
    const down = fake.failNext(BY_TOKEN, { status: 503, times: Infinity });
    await expect.poll(async () => (await room.jobs())[0]?.state, { timeout: PATIENCE_MS }).toBe('delivering');
    await room.stop();
    down.heal();
    fake.gateway.identifies = 1000;
    await room.start();
    expect(room.app.adapters[0]?.health().ready).toBe(false);
    await cameOnce(asked);
    expect(fake.gateway.identifies).toBe(1000);
  });
});

describe('a Discord that limits', () => {
  it('by buckets is asked beyond them once at most, and the picture comes', async () => {
    const { fake } = await open({ speed: 2 });
    fake.limitRate(BY_TOKEN, { limit: 1, perMs: SECOND_MS });
    const asked = await imagine();
    await cameOnce(asked);
    // The library learns of a bucket by its first answer, and keeps to it from the second on.
    expect(fake.requests.filter(({ status }) => status === 429).length).toBeLessThanOrEqual(1);
    expect(
      fake.requests.filter(({ method, path }) => BY_TOKEN.test(`${method} ${path}`)).length,
    ).toBeGreaterThan(2);
  });

  it('without warning, for one message or for all, is waited for', async () => {
    const { fake } = await open();
    fake.failNext(BY_TOKEN, { status: 429, retryAfterMs: 300 });
    fake.failNext(BY_TOKEN, { status: 429, scope: 'global', retryAfterMs: 300 });
    const asked = await imagine();
    await cameOnce(asked);
    expect(fake.requests.filter(({ status }) => status === 429)).toHaveLength(2);
  });

  it('for longer than anybody waits is not hammered meanwhile, and the picture comes afterwards', async () => {
    const { fake } = await open();
    const limited = fake.failNext(BY_TOKEN, { status: 429, retryAfterMs: 5 * SECOND_MS });
    const asked = await imagine();
    await cameOnce(asked);
    expect(limited.hits).toBe(1);
    expect(fake.requests.filter(({ status }) => status === 429)).toHaveLength(1);
  });
});

describe('a Discord in trouble', () => {
  it('that answers 5xx to a first answer gets it again in time', async () => {
    const { fake } = await open();
    fake.failNext(CALLBACK, { status: 503 });
    const asked = await imagine();
    expect((await asked.waitForAck()).afterMs).toBeLessThan(3 * SECOND_MS);
    await cameOnce(asked);
  });

  it.each([
    ['a page in HTML', { html: true }],
    ['code 40333', { code: 40_333 }],
  ] as const)('whose edge refuses a first answer with %s gets it again in time', async (_with, how) => {
    const { fake } = await open();
    fake.failNext(CALLBACK, { status: 403, ...how });
    const asked = await imagine();
    expect((await asked.waitForAck()).afterMs).toBeLessThan(3 * SECOND_MS);
    await cameOnce(asked);
  });

  it('that takes no commands at the start is given them when it is well again, and the health says so', async () => {
    const { fake } = await open({ stopped: true });
    fake.failNext('PUT /applications/{application_id}/commands', { status: 503, times: 4 });
    await room.start();
    const detail = (): string | undefined => room.app.adapters[0]?.health().detail;
    expect(detail()).toMatch(/^connected as .*\. The commands could not be registered/);
    await expect.poll(detail, { timeout: PATIENCE_MS }).toMatch(/^connected as imagine\S*$/);
    await cameOnce(await imagine());
  });

  it('that answers 5xx from the first word on has nothing spent for it until it is well again', async () => {
    const { fake } = await open();
    const down = fake.failNext(BY_TOKEN, { status: 503, times: Infinity });
    const asked = await imagine();
    await expect.poll(() => down.hits, { timeout: PATIENCE_MS }).toBeGreaterThan(3);
    expect(room.bought).toBe(0);
    down.heal();
    await cameOnce(asked);
  });

  it('that answers 5xx to every edit gets the picture when it is well again', async () => {
    const { fake } = await open({ speed: 10 });
    const asked = await imagine(SLOW);
    await asked.waitForResponse((message) => room.text(message).includes('PROCESSING'), PATIENCE_MS);
    const down = fake.failNext(BY_TOKEN, { status: 503, times: Infinity });
    const isDelivering = async (): Promise<boolean> =>
      (await room.bot.list({ limit: 1 }))[0]?.state === 'delivering';
    await expect.poll(isDelivering, { timeout: PATIENCE_MS }).toBe(true);
    expect(asked.response?.files).toEqual([]);
    down.heal();
    await cameOnce(asked);
  });

  it('that has a page in HTML refuse every edit gets the picture when it is well again', async () => {
    const { fake } = await open({ speed: 5 });
    const asked = await imagine();
    await asked.waitForResponse((message) => room.text(message) !== '', PATIENCE_MS);
    const down = fake.failNext(BY_TOKEN, { status: 403, html: true, times: Infinity });
    await expect.poll(async () => (await room.jobs())[0]?.state, { timeout: PATIENCE_MS }).toBe('delivering');
    const before = down.hits;
    await expect.poll(() => down.hits, { timeout: PATIENCE_MS }).toBeGreaterThan(before + 1);
    down.heal();
    await cameOnce(asked);
  });

  it('that answers nothing at all for a while gets the picture when it is well again', async () => {
    const { fake } = await open({ speed: 10 });
    const asked = await imagine(SLOW);
    await asked.waitForResponse((message) => room.text(message).includes('PROCESSING'));
    const down = fake.failNext(EVERYTHING, { cutBeforeTaking: true, times: Infinity });
    fake.gateway.dropConnection();
    await expect.poll(() => down.hits, { timeout: PATIENCE_MS }).toBeGreaterThan(3);
    down.heal();
    await cameOnce(asked);
    await expect.poll(() => room.app.adapters[0]?.health().ready, { timeout: PATIENCE_MS }).toBe(true);
  });

  it('that is slow in everything shows each picture once, and acknowledges in time', async () => {
    const { fake } = await open();
    fake.failNext(BY_TOKEN, { delayAnswerMs: SECOND_MS, times: Infinity });
    fake.failNext(CALLBACK, { delayMs: SECOND_MS, times: Infinity });
    const asked = await imagine();
    expect((await asked.waitForAck()).afterMs).toBeLessThan(3 * SECOND_MS);
    await cameOnce(asked);
  });

  it('that takes a picture and loses the answer shows it once', async () => {
    const { ada, channel, fake } = await open();
    const message = await ada.post(channel, { content: 'a red fox', mentionBot: true });
    await room.answerTo(message);
    fake.failNext(/^PATCH \/channels\//, { cutAfterTaking: true, times: 2 });
    const picture = await room.picture();
    expect(hasFile(picture)).toBe(true);
    expect(room.botMessages()).toEqual([picture]);
    expect(room.bought).toBe(1);
  });

  it('that takes a new message and loses the answer shows one message', async () => {
    const { ada, channel, fake } = await open();
    fake.failNext(NEW_MESSAGE, { cutAfterTaking: true });
    await ada.post(channel, { content: 'a red fox', mentionBot: true });
    const picture = await room.picture();
    expect(room.botMessages()).toEqual([picture]);
    expect(room.bought).toBe(1);
  });
});
