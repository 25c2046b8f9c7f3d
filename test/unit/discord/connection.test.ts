import { Events, RequestMethod, type Client } from 'discord.js';
import { afterEach, describe, expect, it } from 'vitest';

import {
  ConfigError,
  HOUR_MS,
  MINUTE_MS,
  SECOND_MS,
  clockText,
  silentLogger,
} from '../../../src/core/index.ts';
import { createConnection, type Connection } from '../../../src/discord/connection.ts';
import { createGuardedRest } from '../../../src/discord/guarded-rest.ts';
import { HurriedClock } from '../../support/hurried-clock.ts';
import { createMemoryNotes } from '../../support/memory-stores.ts';
import {
  startFakeDiscord,
  type FakeDiscord,
  type FakeDiscordOptions,
} from '../../support/fake-discord/index.ts';

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of undo.splice(0).reverse()) await end();
});

interface Stand {
  fake: FakeDiscord;
  connection: Connection;
  attached: Client[];
}

async function stand(
  fakeOptions: FakeDiscordOptions = {},
  more: { token?: string; shards?: 'auto' | number } = {},
): Promise<Stand> {
  const fake = await startFakeDiscord({ clock: new HurriedClock(), ...fakeOptions });
  undo.push(() => fake.close());
  fake.guild();
  const settings = {
    token: more.token ?? fake.token,
    apiUrl: fake.apiUrl,
    messageContent: true,
    shards: more.shards ?? 'auto',
  };
  const tools = { clock: fake.clock, logger: silentLogger };
  const rest = createGuardedRest({ ...settings, ...tools });
  const attached: Client[] = [];
  const connection = createConnection({
    ...tools,
    settings,
    rest,
    notes: createMemoryNotes(fake.clock),
    attach: (client) => attached.push(client),
  });
  undo.push(async () => {
    await connection.close();
    rest.close();
  });
  return { fake, connection, attached };
}

async function problemOf(opening: Promise<void>): Promise<string> {
  const error: unknown = await opening.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ConfigError)) throw new Error('It was not refused in words.');
  return error.message;
}

describe('the connection to Discord', () => {
  it('says by the shards that it is up, and as whom', async () => {
    const { connection } = await stand();
    expect(connection.health()).toEqual({ ready: false, detail: 'connecting' });
    await connection.open();
    expect(connection.health().ready).toBe(true);
    expect(connection.health().detail).toMatch(/^connected as imagine/);
  });

  it('opens as many shards as it was told, or as Discord asks for', async () => {
    const told = await stand({}, { shards: 2 });
    await told.connection.open();
    expect(told.fake.gateway.connected.map(({ shardId }) => shardId)).toEqual([0, 1]);
    const asked = await stand({ recommendedShards: 2 });
    await asked.connection.open();
    expect(asked.fake.gateway.connected).toHaveLength(2);
    expect(asked.connection.health().detail).toContain('2 shards');
  });

  it('names the switch in the portal when the message-content intent is refused', async () => {
    const { connection } = await stand({ messageContentAllowed: false });
    const problem = await problemOf(connection.open());
    expect(problem).toContain('Message Content Intent');
    expect(problem).toContain('DISCORD_MESSAGE_CONTENT=false');
    expect(connection.health().ready).toBe(false);
  });

  it('refuses a wrong token in words, before it identifies, and does not repeat it', async () => {
    const { fake, connection } = await stand({}, { token: 'wrong.token.here' });
    const problem = await problemOf(connection.open());
    expect(problem).toContain('DISCORD_TOKEN');
    expect(problem).not.toContain('wrong.token.here');
    expect(fake.gateway.identifies).toBe(0);
  });

  it('waits while the budget of the day is used up, and says so, rather than burn the token', async () => {
    const { fake, connection } = await stand();
    fake.gateway.identifies = 1000;
    await connection.open();
    expect(connection.health()).toMatchObject({ ready: false });
    expect(connection.health().detail).toContain('1000 times a day');
    expect(fake.gateway.identifies).toBe(1000);
    fake.gateway.identifies = 0;
    await expect.poll(() => connection.health().ready, { timeout: 20_000 }).toBe(true);
  });

  it('tries again while Discord is down', async () => {
    const { fake, connection } = await stand();
    const down = fake.failNext('GET /gateway/bot', { status: 503, times: 4 });
    await connection.open();
    expect(down.hits).toBe(4);
    expect(connection.health().ready).toBe(true);
  });

  it('is not ready while it reconnects, and ready again afterwards', async () => {
    const { fake, connection } = await stand();
    await connection.open();
    fake.gateway.dropConnection();
    await fake.waitFor(() => !connection.health().ready || null, 'the loss to be seen');
    expect(connection.health().detail).toMatch(/^reconnecting since \d\d:\d\d UTC$/);
    await fake.waitFor(() => fake.gateway.resumes === 1);
    await expect.poll(() => connection.health().ready).toBe(true);
  });

  it('tells of the outage that lasts, and not of one before it that nobody asked about', async () => {
    const { fake, connection, attached } = await stand();
    await connection.open();
    const lost = async (): Promise<void> => {
      const seen = new Promise((resolve) => attached[0]?.once(Events.ShardReconnecting, resolve));
      fake.gateway.dropConnection();
      await seen;
    };
    const back = new Promise((resolve) => attached[0]?.once(Events.ShardResume, resolve));
    await lost();
    const first = `reconnecting since ${clockText(fake.clock.now())}`;
    await back;
    await fake.clock.advance(2 * HOUR_MS);
    await lost();
    expect(connection.health().detail).toMatch(/^reconnecting since/);
    expect(connection.health().detail).not.toBe(first);
  });

  it('does not call itself ready after a close that is final', async () => {
    const { fake, connection } = await stand();
    await connection.open();
    fake.gateway.dropConnection(4014);
    await expect.poll(() => connection.health().detail).toContain('Message Content Intent');
    expect(connection.health().ready).toBe(false);
  });

  it('outlives an event handler that throws', async () => {
    const { fake, connection, attached } = await stand();
    await connection.open();
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- what the library lets anybody write
    attached[0]?.on(Events.ThreadCreate, () => Promise.reject(new Error('a bug')));
    const [guild] = fake.world.guilds.values();
    if (!guild) throw new Error('There is no guild.');
    fake.thread(fake.textChannel(guild));
    await new Promise((resolve) => attached[0]?.once(Events.Error, resolve));
    expect(connection.health().ready).toBe(true);
  });

  it('does not wait for a server that is down, which would hold everybody’s interactions back', async () => {
    const { fake, connection, attached } = await stand();
    fake.guild({ inOutage: true });
    const startedAt = fake.clock.now();
    await connection.open();
    expect(attached[0]?.guilds.cache.size).toBe(2);
    // The library's own patience is 15 s, and interactions die after three.
    expect(fake.clock.now() - startedAt).toBeLessThan(10 * SECOND_MS);
    expect(connection.health().ready).toBe(true);
  });

  it('closes while Discord never answers an IDENTIFY', async () => {
    const { fake, connection } = await stand();
    const opening = connection.open().catch((error: unknown) => error);
    await fake.waitFor(() => fake.gateway.identifies === 1, 'an IDENTIFY');
    await connection.close();
    await opening;
    expect(connection.health()).toEqual({ ready: false, detail: 'stopping' });
  });
});

describe('REST with the bot token', () => {
  it('comes back after a 401, not before a minute has passed', async () => {
    await using fake = await startFakeDiscord();
    const rest = createGuardedRest({
      token: fake.token,
      apiUrl: fake.apiUrl,
      clock: fake.clock,
      logger: silentLogger,
    });
    const read = (): Promise<unknown> => rest.request({ method: RequestMethod.Get, fullRoute: '/users/@me' });
    fake.failNext('GET /users/@me', { status: 401 });
    await expect(read()).rejects.toMatchObject({ status: 401 });
    await expect(read()).rejects.toThrow('Expected token to be set');
    expect(fake.requestsTo('GET /users/@me')).toHaveLength(1);
    await fake.clock.advance(MINUTE_MS);
    await expect(read()).resolves.toMatchObject({ id: fake.botId });
    rest.close();
  });
});
