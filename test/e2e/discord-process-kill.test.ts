import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { MINUTE_MS, SECOND_MS } from '../../src/core/index.ts';
import { DiscordRoom } from '../support/discord-room.ts';
import type { MessageRecord } from '../support/fake-discord/index.ts';
import { Program } from '../support/program.ts';

/** On a machine that does much else at the same time. */
const PATIENCE_MS = MINUTE_MS;
const EDIT = 'PATCH /channels/{channel_id}/messages/{message_id}';
/** Longer than any of these tests: the answer never comes. */
const NEVER_MS = 10 * MINUTE_MS;

let room: DiscordRoom;
let program: Program | null = null;

beforeEach(async () => {
  room = await DiscordRoom.open({ stopped: true });
});
afterEach(async () => {
  await program?.kill();
  program = null;
  await room.close();
});

/** The program as a process of its own in the room's folder, connected. */
async function start(): Promise<Program> {
  const { gateway } = room.fake;
  const before = gateway.identifies;
  program = Program.begin(room.dataDir, room.environment);
  await room.fake.waitFor(
    () => gateway.identifies > before && gateway.connected.length > 0 && room.fake.world.commands.size > 0,
    'the program to be connected',
    PATIENCE_MS,
  );
  return program;
}

/** It knows what it bought: the number of the request is written down. */
async function followsRequest(): Promise<void> {
  await expect.poll(() => room.looksAtService(), { timeout: PATIENCE_MS }).toBeGreaterThan(0);
}

function hasFile({ files }: MessageRecord): boolean {
  return files.length === 1;
}

/** A request after those that are looked at: once it has its picture, what recovery does has long been begun. */
async function oneMore(): Promise<void> {
  const elsewhere = room.fake.textChannel(room.guild);
  const asked = await room.bob.slash('imagine', { prompt: 'a stone' }, { channel: elsewhere });
  await asked.waitForResponse(hasFile, PATIENCE_MS);
}

describe('a program that is killed', { timeout: 5 * PATIENCE_MS }, () => {
  it('while its picture was being posted shows it once, and buys it once', async () => {
    const first = await start();
    const { ada, channel, fake } = room;
    await ada.post(channel, { content: 'a red fox', mentionBot: true });
    await fake.waitFor(() => room.bought === 1, 'the request to be submitted', PATIENCE_MS);
    fake.failNext(/^PATCH \/channels\//, {
      times: Infinity,
      // Asked once the edit is done: only the one that brought the picture is never answered.
      get delayAnswerMs() {
        return room.botMessages().some(hasFile) ? NEVER_MS : 0;
      },
    });
    await fake.waitFor(() => room.botMessages().find(hasFile), 'the picture', PATIENCE_MS);
    await first.kill();
    const edits = fake.requestsTo(EDIT).length;
    await start();
    await oneMore();
    // It was looked for and found.
    expect(fake.requestsTo(EDIT)).toHaveLength(edits);
    expect(room.botMessages().map(({ files }) => files.length)).toEqual([1]);
    expect(room.bought).toBe(2);
  });

  it('while its first word was being posted says it once, and goes on with that message', async () => {
    const first = await start();
    const { ada, channel, fake } = room;
    const slow = fake.failNext(/^POST \/channels\/\d+\/messages$/, { delayAnswerMs: NEVER_MS });
    const asked = await ada.post(channel, { content: 'a red fox', mentionBot: true });
    const word = await fake.waitFor(() => room.botMessages()[0], 'the first word', PATIENCE_MS);
    expect(slow.hits).toBe(1);
    expect(room.bought).toBe(0);
    await first.kill();
    await start();
    const picture = await fake.waitFor(() => room.botMessages().find(hasFile), 'the picture', PATIENCE_MS);
    expect(picture.id).toBe(word.id);
    expect(picture.reference?.messageId).toBe(asked.id);
    expect(room.botMessages()).toHaveLength(1);
    expect(room.bought).toBe(1);
  });

  it('while a private picture is painted completes the private message, and the channel hears nothing', async () => {
    const first = await start();
    room.emulator.addScenario({ scenario: 'slow' });
    const { ada, channel } = room;
    const values = { prompt: 'a red fox', visibility: 'requester' };
    const asked = await ada.slash('imagine', values, { channel });
    await followsRequest();
    await first.kill();
    await start();
    const picture = await asked.waitForResponse(hasFile, PATIENCE_MS);
    expect(picture.ephemeralFor).toBe(ada.id);
    expect(room.botMessages()).toEqual([]);
    expect(room.botMessages(ada.dm)).toEqual([]);
    expect(room.bought).toBe(1);
  });

  it('and started after the token has died completes the same message, by its own right', async () => {
    const first = await start();
    room.emulator.addScenario({ scenario: 'slow' });
    const { ada, channel, fake } = room;
    const asked = await ada.slash('imagine', { prompt: 'a red fox' }, { channel });
    await followsRequest();
    const message = await asked.waitForResponse(undefined, PATIENCE_MS);
    await first.kill();
    // For the fake alone: the process believes its token to be young, and learns better.
    await fake.clock.advance(16 * MINUTE_MS);
    await start();
    const picture = await fake.waitFor(() => room.botMessages().find(hasFile), 'the picture', PATIENCE_MS);
    expect(picture.id).toBe(message.id);
    expect(room.botMessages()).toHaveLength(1);
    expect(
      fake.requests.some(({ status, path: where }) => status === 401 && where.startsWith('/webhooks/')),
    ).toBe(true);
    expect(room.bought).toBe(1);
    await oneMore();
  });

  it('takes up a click on a message of its earlier life', async () => {
    const first = await start();
    const { ada, channel, fake } = room;
    const asked = await ada.slash('imagine', { prompt: 'a red fox' }, { channel });
    const picture = await asked.waitForResponse(hasFile, PATIENCE_MS);
    await first.kill();
    await start();
    const click = ada.clickButton(picture, 'Vary');
    expect((await click.waitForAck(PATIENCE_MS)).afterMs).toBeLessThan(3 * SECOND_MS);
    await fake.waitFor(() => room.botMessages().filter(hasFile).length === 2, 'a variation', PATIENCE_MS);
    expect(room.bought).toBe(2);
  });
});
