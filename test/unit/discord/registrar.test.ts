import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ConfigError, MINUTE_MS, createLogger, silentLogger } from '../../../src/core/index.ts';
import { GATEWAY_WORDS } from '../../../src/discord/gateway-words.ts';
import { createGuardedRest, type GuardedRest } from '../../../src/discord/guarded-rest.ts';
import { createRegistrar, type Registrar, type RegistrarOptions } from '../../../src/discord/registrar.ts';
import { startFakeDiscord, type FakeDiscord } from '../../support/fake-discord/index.ts';
import { HurriedClock } from '../../support/hurried-clock.ts';
import { createMemoryNotes } from '../../support/memory-stores.ts';

const EVERYWHERE = 'PUT /applications/{application_id}/commands';
const ONE_SERVER = 'PUT /applications/{application_id}/guilds/{guild_id}/commands';
/** The longest pause between two tries takes a third of a second. */
const HURRY = 1000;
const TIMEOUT = { timeout: 10_000 };

let fake: FakeDiscord;
let rest: GuardedRest;
let stopping: AbortController;

beforeEach(async () => {
  fake = await startFakeDiscord({ clock: new HurriedClock(HURRY) });
  stopping = new AbortController();
});
afterEach(async () => {
  stopping.abort(new Error('The test is over.'));
  rest.close();
  await fake.close();
});

function registrar(
  guildId: string | null,
  token = fake.token,
  more: Partial<RegistrarOptions> = {},
): Registrar {
  const { clock, apiUrl } = fake;
  rest = createGuardedRest({ token, apiUrl, clock, logger: silentLogger });
  const notes = createMemoryNotes(clock);
  return createRegistrar({
    rest,
    notes,
    clock,
    logger: silentLogger,
    guildId,
    signal: stopping.signal,
    ...more,
  });
}

describe('commands that cannot be registered', () => {
  it('while Discord is in trouble are registered once it is well again', async () => {
    const down = fake.failNext(EVERYWHERE, { status: 503, times: 4 });
    const registering = registrar(null);
    await registering.begin();
    expect(registering.problem()).toBe(GATEWAY_WORDS.noCommands);
    await expect.poll(() => registering.problem(), TIMEOUT).toBeNull();
    expect(down.hits).toBe(4);
    expect(fake.requestsTo(EVERYWHERE).at(-1)?.status).toBe(200);
  });

  it('because the bot is not in that server are so once it was invited', async () => {
    const guild = fake.guild({ botJoined: false });
    const registering = registrar(guild.id);
    await registering.begin();
    expect(registering.problem()).toBe(GATEWAY_WORDS.guildUnknown);
    guild.botJoined = true;
    await expect.poll(() => registering.problem(), TIMEOUT).toBeNull();
    expect(fake.requestsTo(ONE_SERVER).at(-1)?.status).toBe(200);
  });

  it('because the token is refused end the start', async () => {
    await expect(registrar(null, 'wrong.token.here').begin()).rejects.toBeInstanceOf(ConfigError);
  });

  it.each([
    ['at first', []],
    ['in a later try', [{ status: 503, times: 2 }]],
  ])('because the token is refused %s are so once it is taken again', async (_when, earlier) => {
    for (const fault of [...earlier, { status: 401 }]) fake.failNext(EVERYWHERE, fault);
    const registering = registrar(null);
    await registering.begin().catch(() => undefined);
    await expect.poll(() => registering.problem(), TIMEOUT).toContain(GATEWAY_WORDS.wrongToken);
    await fake.clock.advance(MINUTE_MS);
    await expect.poll(() => registering.problem(), TIMEOUT).toBeNull();
    expect(fake.requestsTo(EVERYWHERE).at(-1)?.status).toBe(200);
  });
});

it('takes the commands away from an earlier place as often as it needs, and registers them once', async () => {
  const earlier = fake.guild();
  const notes = createMemoryNotes(fake.clock);
  await notes.set('discord-registration', fake.botId, earlier.id, null);
  fake.failNext(ONE_SERVER, { status: 503, times: 4 });
  const lines: string[] = [];
  const logger = createLogger({ level: 'error', destination: { write: (line) => void lines.push(line) } });
  const registering = registrar(null, fake.token, { notes, logger });
  await registering.begin();
  expect(registering.problem()).toBeNull();
  await expect.poll(() => fake.requestsTo(ONE_SERVER).at(-1)?.status, TIMEOUT).toBe(200);
  expect(fake.requestsTo(EVERYWHERE)).toHaveLength(1);
  expect(lines.join('')).toContain('of an earlier place could not be taken away');
  expect(lines.join('')).not.toContain('could not be registered');
});
