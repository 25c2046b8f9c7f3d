import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DiscordRoom } from '../support/discord-room.ts';

const PROGRAM = path.resolve('bin/imagine-bot.js');

let room: DiscordRoom;
let child: ChildProcess | null = null;

beforeEach(async () => {
  room = await DiscordRoom.open({ stopped: true, fake: { messageContentAllowed: true } });
});
afterEach(async () => {
  child?.kill('SIGKILL');
  child = null;
  await room.close();
});

function environment(more: Record<string, string> = {}): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', ...room.environment, ...more };
}

/** The program as a process of its own, in the room's folder. Resolves once it has said that it runs. */
async function started(): Promise<{ process: ChildProcess; banner: string }> {
  const spawned = spawn(process.execPath, [PROGRAM, 'start'], { cwd: room.dataDir, env: environment() });
  child = spawned;
  let banner = '';
  for await (const chunk of spawned.stdout as AsyncIterable<Buffer>) {
    banner += chunk.toString();
    if (banner.includes('.env.example')) return { process: spawned, banner };
  }
  throw new Error(`It ended: ${banner}`);
}

async function ended(args: readonly string[], more: Record<string, string> = {}): Promise<Ended> {
  const options = { cwd: room.dataDir, env: environment(more) };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [PROGRAM, ...args], options);
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as Ended;
  }
}

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

describe('the program with a Discord token', () => {
  it('says who it is and how to invite it, paints, and ends within five seconds', async () => {
    const { process: running, banner } = await started();
    expect(banner).toContain('connected as imagine');
    expect(banner).toContain(`client_id=${room.fake.botId}`);
    expect(banner).toContain('permissions=274878024704');
    const { ada, channel } = room;
    const asked = await ada.slash('imagine', { prompt: 'a red fox' }, { channel });
    await asked.waitForResponse(({ files }) => files.length > 0, 20_000);
    running.kill('SIGTERM');
    const [code] = (await once(running, 'exit')) as [number | null];
    expect(code).toBe(0);
    expect(room.bought).toBe(1);
  });

  it('completes the same message after it was killed in the middle', async () => {
    const { process: first } = await started();
    const { ada, channel } = room;
    room.emulator.addScenario({ scenario: 'slow' });
    const asked = await ada.slash('imagine', { prompt: 'a red fox' }, { channel });
    await room.fake.waitFor(() => room.bought === 1 || null, 'the request to be submitted');
    first.kill('SIGKILL');
    await once(first, 'exit');
    await started();
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

  it('says which server it is not in when commands are to be registered there', async () => {
    const { code, stderr } = await ended(['register'], { DISCORD_GUILD_ID: '123456789012345678' });
    expect(code).toBe(2);
    expect(stderr).toContain('DISCORD_GUILD_ID');
  });
});
