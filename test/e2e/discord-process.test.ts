import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DiscordRoom } from '../support/discord-room.ts';
import { Program, runProgram, type Ended } from '../support/program.ts';

let room: DiscordRoom;

beforeEach(async () => {
  room = await DiscordRoom.open({ stopped: true, fake: { messageContentAllowed: true } });
});
afterEach(() => room.close());

/** The program as a process of its own, in the room's folder. Resolves once it has said that it runs. */
function start(): Promise<Program> {
  return Program.start(room.dataDir, room.environment);
}

function ended(args: readonly string[], more: Record<string, string> = {}): Promise<Ended> {
  return runProgram(args, room.dataDir, { ...room.environment, ...more });
}

describe('the program with a Discord token', () => {
  it('says who it is and how to invite it, paints, and ends within five seconds', async () => {
    await using program = await start();
    const { banner } = program;
    expect(banner).toContain('connected as imagine');
    expect(banner).toContain(`client_id=${room.fake.botId}`);
    expect(banner).toContain('permissions=274878024704');
    const { ada, channel } = room;
    const asked = await ada.slash('imagine', { prompt: 'a red fox' }, { channel });
    await asked.waitForResponse(({ files }) => files.length > 0, 20_000);
    const began = performance.now();
    expect(await program.stop()).toBe(0);
    expect(performance.now() - began).toBeLessThan(5000);
    expect(room.bought).toBe(1);
  });

  it('completes the same message after it was killed in the middle', async () => {
    await using first = await start();
    const { ada, channel } = room;
    room.emulator.addScenario({ scenario: 'slow' });
    const asked = await ada.slash('imagine', { prompt: 'a red fox' }, { channel });
    await expect.poll(() => room.looksAtService(), { timeout: 20_000 }).toBeGreaterThan(0);
    await first.kill();
    await using _second = await start();
    const answer = await asked.waitForResponse(({ files }) => files.length > 0, 20_000);
    expect(room.botMessages()).toEqual([answer]);
    expect(room.bought).toBe(1);
  });

  it.each([['a token that Discord does not know', { DISCORD_TOKEN: 'wrong.token.here' }, 'DISCORD_TOKEN']])(
    'refuses %s in one line',
    async (_what, settings, words) => {
      const { code, stderr } = await ended(['start'], settings);
      expect(code).toBe(2);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect(stderr).toContain(words);
      expect(stderr).not.toContain('wrong.token.here');
    },
  );

  it('registers its commands and nothing else when it is told to', async () => {
    const { code, stdout } = await ended(['register'], { DISCORD_GUILD_ID: room.guild.id });
    expect(code).toBe(0);
    expect(stdout).toContain('Registered 4 commands of imagine');
    expect(room.fake.world.commands.get(room.guild.id)?.map(({ name }) => name)).toContain('imagine');
    expect(room.fake.gateway.identifies).toBe(0);
  });

  it('says that it does not know what is registered when the answer was lost', async () => {
    room.fake.failNext(/^PUT .*\/commands$/, { cutAfterTaking: true, times: Infinity });
    const { code, stderr } = await ended(['register'], { DISCORD_GUILD_ID: room.guild.id });
    expect(code).toBe(1);
    expect(stderr).toContain('is not known');
  });

  it('says which server it is not in when commands are to be registered there', async () => {
    const { code, stderr } = await ended(['register'], { DISCORD_GUILD_ID: '123456789012345678' });
    expect(code).toBe(2);
    expect(stderr).toContain('DISCORD_GUILD_ID');
  });
});
