import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';

import { describe, expect, it } from 'vitest';

import { useTempDir } from '../support/temp-dir.ts';

const PROGRAM = path.resolve('bin/imagine-bot.js');
const inFolder = useTempDir();

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** The program as a process of its own, in an empty folder, with nothing set but what is given. */
async function program(args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const options = { cwd: inFolder(), env: { PATH: process.env['PATH'] ?? '', ...environment } };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [PROGRAM, ...args], options);
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as Ended;
  }
}

describe('the program', () => {
  it('names its commands when it is given one that it does not know', async () => {
    const { code, stderr } = await program(['paint']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/no command "paint"[^]*imagine[^]*emulator/);
  });

  it('takes no command from what every object has', async () => {
    const { code, stderr } = await program(['toString']);
    expect(code).toBe(2);
    expect(stderr).toContain('no command "toString"');
  });

  it.each(['help', '--help', '-h', 'start --help', 'register -h'])(
    'explains itself when it is asked: %s',
    async (words) => {
      const { code, stdout, stderr } = await program(words.split(' '));
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(`npm run ${words.startsWith('start') ? 'start' : 'register'}`);
    },
  );

  it.each([
    ['start', '--port', '80'],
    ['register', 'everywhere'],
  ])('refuses %s with %s in one line and starts nothing', async (name, ...args) => {
    const { code, stdout, stderr } = await program([name, ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(`${name} takes no arguments, and "${args[0]}" was given`);
  });

  it('tells every wrong setting in a line each, and does not start', async () => {
    const { code, stderr } = await program(['start'], { HTTP_PORT: 'many', LOG_LEVEL: 'loud' });
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(2);
  });

  it.each([
    ['nothing to run', { STUDIO: 'false' }, 'nothing to run'],
    ['a chat platform without a service that paints for it', { DISCORD_TOKEN: 'x' }, 'SEGMIND_API_KEY'],
    ['a folder that it cannot write to', { DATA_DIR: '/dev/null/imagine' }, 'DATA_DIR'],
  ])('refuses %s in one line', async (_what, environment, words) => {
    const { code, stderr } = await program(['start'], environment);
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(words);
  });

  it('refuses a port that is taken in one line', async () => {
    await using taken = await occupyPort();
    const { code, stderr } = await program(['start'], { HTTP_PORT: String(taken.port) });
    expect(code).toBe(2);
    expect(stderr.trim()).toMatch(/^Port \d+ is taken[^\n]*$/);
  });

  it('opens the studio and ends when it is told to, once or twice', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'start'], {
      cwd: inFolder(),
      env: { PATH: process.env['PATH'] ?? '', HTTP_PORT: '0' },
    });
    let text = '';
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      text += chunk.toString();
      const [, url] = /Studio\s+(http:\S+)/.exec(text) ?? [];
      if (url === undefined) continue;
      expect((await fetch(url)).status).toBe(200);
      child.kill('SIGTERM');
      child.kill('SIGINT');
      break;
    }
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
    expect(text).toContain('EMULATOR');
  });

  it('runs the emulator until it is told to stop, once or twice', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'emulator', '--port', '0'], { cwd: inFolder() });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    child.kill('SIGINT');
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
  });

  it('looks at the version of Node before it loads anything', async () => {
    const source = await readFile(PROGRAM, 'utf8');
    const check = source.indexOf('process.versions.node');
    expect(check).toBeGreaterThan(0);
    expect(check).toBeLessThan(source.indexOf('import('));
    expect(source).not.toMatch(/^import /m);
  });
});

async function occupyPort(): Promise<AsyncDisposable & { port: number }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}
