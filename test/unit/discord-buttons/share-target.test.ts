import type { Client } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { PlatformError, UserError } from '../../../src/core/index.ts';
import { targetChannel } from '../../../src/discord/share-target.ts';
import {
  startFakeDiscord,
  type ChannelRecord,
  type FakeDiscord,
  type GuildRecord,
} from '../../support/fake-discord/index.ts';
import { loginClient } from '../../support/fake-discord/real-client.ts';

const READ = 'GET /channels/{channel_id}';

let fake: FakeDiscord;
let client: Client<true>;
let guild: GuildRecord;
let thread: ChannelRecord;

beforeEach(async () => {
  fake = await startFakeDiscord();
  guild = fake.guild();
  thread = fake.thread(fake.textChannel(guild), { archived: true });
  client = await loginClient(fake);
  // An archived thread that nobody has touched since the start is read when it is chosen.
  client.channels.cache.delete(thread.id);
});
afterEach(async () => {
  await client.destroy();
  await fake.close();
});

function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  );
}

describe('the channel to share to', () => {
  it('is unknown when Discord does not know it, or hides it', async () => {
    for (const [status, code] of [
      [404, 10003],
      [403, 50001],
    ] as const) {
      fake.failNext(READ, { status, code });
      expect(await errorOf(targetChannel(client, thread.id, guild.id))).toBeInstanceOf(UserError);
    }
    expect((await targetChannel(client, thread.id, guild.id)).id).toBe(thread.id);
  });

  it('is not called unknown while Discord is down', async () => {
    const down = fake.failNext(READ, { status: 503, times: 10 });
    const error = await errorOf(targetChannel(client, thread.id, guild.id));
    expect(error).toBeInstanceOf(PlatformError);
    expect(error).toMatchObject({ reason: 'unavailable' });
    down.heal();
    expect((await targetChannel(client, thread.id, guild.id)).id).toBe(thread.id);
  });

  it('is read again after Discord refused the token once', async () => {
    fake.failNext(READ, { status: 401 });
    expect(await errorOf(targetChannel(client, thread.id, guild.id))).toMatchObject({
      reason: 'unavailable',
    });
    expect((await targetChannel(client, thread.id, guild.id)).id).toBe(thread.id);
  });
});
