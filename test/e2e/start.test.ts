import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
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

  it('tells every wrong setting in a line each, and does not start', async () => {
    const { code, stderr } = await program(['start'], { HTTP_PORT: 'many', LOG_LEVEL: 'loud' });
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(2);
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
