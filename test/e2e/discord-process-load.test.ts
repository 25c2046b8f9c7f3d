import { readdir } from 'node:fs/promises';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { SECOND_MS, systemClock } from '../../src/core/index.ts';
import { DiscordRoom } from '../support/discord-room.ts';
import type { FakeInteraction } from '../support/fake-discord/index.ts';
import { Program } from '../support/program.ts';

const FIFTY = 50;
/** What Discord waits for a first answer. */
const ACKNOWLEDGED_WITHIN_MS = 3 * SECOND_MS;
const STOPPED_WITHIN_MS = 5 * SECOND_MS;
/** On a machine that does much else at the same time. */
const PATIENCE_MS = 60 * SECOND_MS;
const TEST_TIMEOUT_MS = 5 * PATIENCE_MS;

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

/** The program as a process of its own: what it does and what Discord and the service do are not on one thread. */
function start(more: Record<string, string> = {}): Program {
  program = Program.begin(room.dataDir, { ...room.environment, ...more });
  return program;
}

async function connected(more: Record<string, string> = {}): Promise<Program> {
  const running = start(more);
  await room.fake.waitFor(() => room.fake.world.commands.size > 0, 'the commands', PATIENCE_MS);
  return running;
}

/** The program is past its settings and on its way to Discord. */
async function hasData(): Promise<boolean> {
  return (await readdir(room.dataDir)).some((name) => name.endsWith('.db'));
}

/** How long a process takes to end once it was told to, and with what. */
async function stopped(running: Program): Promise<{ code: number | null; afterMs: number }> {
  const begunAt = systemClock.monotonicMs();
  const code = await running.stop();
  return { code, afterMs: systemClock.monotonicMs() - begunAt };
}

/** Everybody in the channel asks in the same moment. */
function ask(times: number, prompt: string): Promise<FakeInteraction[]> {
  const { channel } = room;
  return Promise.all(
    Array.from({ length: times }, (_, index) =>
      room.fake.user(`Person ${index}`).slash('imagine', { prompt: `${prompt} ${index}` }, { channel }),
    ),
  );
}

describe('the program under load', () => {
  it(
    'acknowledges fifty at once in time while pictures are painted, and brings every picture once',
    { timeout: TEST_TIMEOUT_MS },
    async () => {
      const running = await connected();
      const before = await ask(5, 'a stone');
      await room.fake.waitFor(() => room.bought > 0, 'the first pictures to be under way', PATIENCE_MS);
      const asked = await ask(FIFTY, 'a fox');
      for (const interaction of asked) {
        const { afterMs, kind } = await interaction.waitForAck(PATIENCE_MS);
        expect(kind).toBe('deferred_message');
        expect(afterMs).toBeLessThan(ACKNOWLEDGED_WITHIN_MS);
      }
      const all = [...before, ...asked];
      for (const interaction of all)
        await interaction.waitForResponse(({ files }) => files.length === 1, PATIENCE_MS);
      expect(room.botMessages()).toHaveLength(all.length);
      expect(room.bought).toBe(all.length);
      expect((await stopped(running)).code).toBe(0);
    },
  );

  it(
    'loses none of twenty that were under way when it was killed',
    { timeout: TEST_TIMEOUT_MS },
    async () => {
      room.emulator.addScenario({ scenario: 'slow' });
      const running = await connected();
      const asked = await ask(20, 'a fox');
      for (const interaction of asked) await interaction.waitForAck(PATIENCE_MS);
      await room.fake.waitFor(() => room.bought >= 5, 'some requests to be submitted', PATIENCE_MS);
      await running.kill();
      start();
      const ended = (interaction: FakeInteraction): boolean => {
        const { response } = interaction;
        if (!response) return false;
        // One submit may have been under way in the very moment: nobody knows its outcome, and it is not bought again.
        return response.files.length === 1 || room.text(response).includes('FAILED');
      };
      for (const interaction of asked)
        await room.fake.waitFor(() => ended(interaction), 'every one to end', PATIENCE_MS);
      const prompts = room.emulator.ledger().map(({ prompt }) => prompt);
      expect(new Set(prompts).size).toBe(prompts.length);
      expect(room.botMessages()).toHaveLength(asked.length);
    },
  );
});

describe('the program told to stop', { timeout: TEST_TIMEOUT_MS }, () => {
  it('ends within seconds while nobody answers at the address of Discord', async () => {
    const running = start({ DISCORD_API_URL: 'http://127.0.0.1:9/api', LOG_LEVEL: 'silent' });
    await expect.poll(() => hasData(), { timeout: PATIENCE_MS }).toBe(true);
    const { code, afterMs } = await stopped(running);
    expect(code).toBe(0);
    expect(afterMs).toBeLessThan(STOPPED_WITHIN_MS);
  });

  it('ends within seconds while Discord takes every request and answers none', async () => {
    const silent = room.fake.failNext(/^GET \/gateway\/bot/, { delayMs: 10 * PATIENCE_MS, times: Infinity });
    const running = start();
    await expect.poll(() => silent.hits, { timeout: PATIENCE_MS }).toBeGreaterThan(0);
    const { code, afterMs } = await stopped(running);
    expect(code).toBe(0);
    expect(afterMs).toBeLessThan(STOPPED_WITHIN_MS);
  });

  it('ends within seconds while it waits for READY', async () => {
    room.fake.gateway.holdsReady = true;
    const running = start();
    await room.fake.waitFor(() => room.fake.gateway.identifies === 1, 'an IDENTIFY', PATIENCE_MS);
    const { code, afterMs } = await stopped(running);
    expect(code).toBe(0);
    expect(afterMs).toBeLessThan(STOPPED_WITHIN_MS);
  });

  it('ends within seconds when Discord has gone away meanwhile, jobs under way or not', async () => {
    room.emulator.addScenario({ scenario: 'stuck' });
    const running = await connected();
    const [asked] = await ask(1, 'a fox');
    await asked?.waitForResponse((message) => room.text(message).includes('PROCESSING'), PATIENCE_MS);
    room.fake.gateway.freeze();
    room.fake.failNext(/^/, { delayMs: 10 * PATIENCE_MS, times: Infinity });
    const { code, afterMs } = await stopped(running);
    expect(code).toBe(0);
    expect(afterMs).toBeLessThan(STOPPED_WITHIN_MS);
  });
});
