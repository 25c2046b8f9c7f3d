import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ConfigError, silentLogger } from '../../../src/core/index.ts';
import { GATEWAY_WORDS } from '../../../src/discord/gateway-words.ts';
import { createGuardedRest, type GuardedRest } from '../../../src/discord/guarded-rest.ts';
import { createRegistrar, type Registrar } from '../../../src/discord/registrar.ts';
import { startFakeDiscord, type FakeDiscord } from '../../support/fake-discord/index.ts';
import { HurriedClock } from '../../support/hurried-clock.ts';
import { createMemoryNotes } from '../../support/memory-stores.ts';

const EVERYWHERE = 'PUT /applications/{application_id}/commands';
const ONE_SERVER = 'PUT /applications/{application_id}/guilds/{guild_id}/commands';
const TIMEOUT = { timeout: 10_000 };

let fake: FakeDiscord;
let rest: GuardedRest;
let stopping: AbortController;

beforeEach(async () => {
  fake = await startFakeDiscord({ clock: new HurriedClock() });
  stopping = new AbortController();
});
afterEach(async () => {
  stopping.abort(new Error('The test is over.'));
  rest.close();
  await fake.close();
});

function registrar(guildId: string | null, token = fake.token): Registrar {
  const { clock, apiUrl } = fake;
  rest = createGuardedRest({ token, apiUrl, clock, logger: silentLogger });
  const notes = createMemoryNotes(clock);
  return createRegistrar({ rest, notes, clock, logger: silentLogger, guildId, signal: stopping.signal });
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
});
