import { GatewayCloseCodes } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { SECOND_MS, silentLogger, systemClock } from '../../../src/core/index.ts';
import { createConnection, type Connection } from '../../../src/discord/connection.ts';
import { closeProblem, GATEWAY_WORDS } from '../../../src/discord/gateway-words.ts';
import { createGuardedRest, type GuardedRest } from '../../../src/discord/guarded-rest.ts';
import { startFakeDiscord, type FakeDiscord } from '../../support/fake-discord/index.ts';
import { HurriedClock } from '../../support/hurried-clock.ts';
import { createMemoryNotes } from '../../support/memory-stores.ts';

let fake: FakeDiscord;
let rest: GuardedRest;
let connection: Connection;
let clock: RecordingClock;

/** Notes what was slept, beside sleeping it in a hurry. */
class RecordingClock extends HurriedClock {
  readonly slept: number[] = [];

  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(ms);
    return super.sleep(ms, signal);
  }
}

beforeEach(async () => {
  clock = new RecordingClock();
  fake = await startFakeDiscord({ clock });
  fake.guild();
  const settings = {
    token: fake.token,
    apiUrl: fake.apiUrl,
    messageContent: true,
    shards: 'auto' as const,
  };
  const tools = { clock, logger: silentLogger };
  rest = createGuardedRest({ ...settings, ...tools });
  const notes = createMemoryNotes(clock);
  connection = createConnection({ ...tools, settings, rest, notes, attach: () => undefined });
});
afterEach(async () => {
  await connection.close();
  rest.close();
  await fake.close();
});

/** How long closing takes, in real milliseconds. */
async function closingMs(): Promise<number> {
  const begunAt = systemClock.monotonicMs();
  await connection.close();
  return systemClock.monotonicMs() - begunAt;
}

describe('a connection under way', () => {
  it('ends at once while READY is held back, and what was waiting for it is told', async () => {
    fake.gateway.holdsReady = true;
    const opening = connection.open().catch((error: unknown) => error);
    await fake.waitFor(() => fake.gateway.identifies === 1, 'an IDENTIFY');
    expect(connection.health()).toEqual({ ready: false, detail: 'connecting' });
    await connection.close();
    expect(await opening).toMatchObject({ reason: 'unavailable' });
    expect(connection.health()).toEqual({ ready: false, detail: 'stopping' });
  });

  it('comes up when READY comes late', async () => {
    fake.gateway.holdsReady = true;
    const opening = connection.open();
    await fake.waitFor(() => fake.gateway.identifies === 1, 'an IDENTIFY');
    fake.gateway.releaseReady();
    await opening;
    expect(connection.health().ready).toBe(true);
  });

  it('is up within seconds while a server of its is down, which would hold every command back', async () => {
    fake.gateway.withholdsGuilds = true;
    const begunAt = systemClock.monotonicMs();
    await connection.open();
    // The library's own patience is fifteen seconds.
    expect(systemClock.monotonicMs() - begunAt).toBeLessThan(10 * SECOND_MS);
    expect(connection.health().ready).toBe(true);
  });

  it('ends within a second when the other side reads nothing any more', async () => {
    await connection.open();
    fake.gateway.freeze();
    clock.slept.length = 0;
    // The library would wait half a minute for the other side to agree.
    expect(await closingMs()).toBeLessThan(10 * SECOND_MS);
    expect(clock.slept).toEqual([SECOND_MS]);
  });

  it('does not begin a login that it would have to leave', async () => {
    await connection.close();
    await expect(connection.open()).rejects.toMatchObject({ reason: 'unavailable' });
    expect(fake.gateway.identifies).toBe(0);
  });
});

describe('a gateway that closes for good', () => {
  const { InvalidShard, ShardingRequired, InvalidIntents, DisallowedIntents } = GatewayCloseCodes;

  it.each([
    [InvalidShard, 'DISCORD_SHARDS'],
    [ShardingRequired, 'DISCORD_SHARDS'],
    [InvalidIntents, 'Privileged Gateway Intents'],
    [DisallowedIntents, 'Message Content Intent'],
  ])('with %i at the start is told in words that name what to change', async (code, words) => {
    fake.gateway.refuseNextIdentify(code);
    await expect(connection.open()).rejects.toThrow(words);
    expect(connection.health().ready).toBe(false);
    expect(connection.health().detail).toContain(words);
    expect(fake.gateway.identifies).toBe(1);
  });

  it('later is told in the health and not tried again', async () => {
    await connection.open();
    fake.gateway.dropConnection(ShardingRequired);
    await expect.poll(() => connection.health().detail).toContain('DISCORD_SHARDS=auto');
    expect(fake.gateway.identifies).toBe(1);
  });

  it('has no words for a close after which the library connects again by itself', () => {
    const settings = { messageContent: true, shards: 'auto' as const };
    expect(closeProblem(GatewayCloseCodes.UnknownError, settings)).toBeNull();
    expect(closeProblem(DisallowedIntents, { ...settings, messageContent: false })).toBe(
      GATEWAY_WORDS.intentsRefused,
    );
  });
});
