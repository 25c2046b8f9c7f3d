import { expect, it } from 'vitest';

import { silentLogger } from '../../../src/core/index.ts';
import { createGuardedRest } from '../../../src/discord/guarded-rest.ts';
import { leaveEarlierPlace, register } from '../../../src/discord/registration.ts';
import { startFakeDiscord } from '../../support/fake-discord/index.ts';
import { createMemoryNotes } from '../../support/memory-stores.ts';

const { signal } = new AbortController();

it('takes the commands away from the server where the bot was tried out', async () => {
  await using fake = await startFakeDiscord();
  const guild = fake.guild();
  const { clock, token, apiUrl, botId: applicationId } = fake;
  const rest = createGuardedRest({ token, apiUrl, clock, logger: silentLogger });
  const notes = createMemoryNotes(clock);
  const startWith = async (guildId: string | null): Promise<void> => {
    await register(rest, guildId, signal);
    await leaveEarlierPlace({ rest, notes, applicationId, guildId, signal });
  };
  const names = (guildId: string | null): number =>
    fake
      .requestsTo(
        guildId === null
          ? 'PUT /applications/{application_id}/commands'
          : 'PUT /applications/{application_id}/guilds/{guild_id}/commands',
      )
      .map(({ body }) => (Array.isArray(body) ? body.length : -1))
      .at(-1) ?? -1;

  await startWith(guild.id);
  await startWith(guild.id);
  expect(names(guild.id)).toBeGreaterThan(0);
  expect(fake.requests.filter(({ method }) => method === 'PUT')).toHaveLength(2);
  await startWith(null);
  expect(names(null)).toBeGreaterThan(0);
  expect(names(guild.id)).toBe(0);
  // A server that the bot has left since shows none of its commands any more.
  await startWith(guild.id);
  guild.botJoined = false;
  await startWith(null);
  const before = fake.requests.length;
  await startWith(null);
  expect(fake.requests.slice(before).filter(({ path }) => path.includes(guild.id))).toEqual([]);
  expect(fake.violations).toEqual([]);
  rest.close();
});
