import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { request } from 'undici';
import { describe, expect, it } from 'vitest';

import { emulatorCommand } from '../../../src/emulator/index.ts';

interface Run {
  done: Promise<number>;
  out: () => string;
  err: () => string;
  stop: () => void;
}

function run(...argv: string[]): Run {
  const [out, err]: [string[], string[]] = [[], []];
  const stopping = new AbortController();
  const done = emulatorCommand(argv, {
    stdout: (text) => void out.push(text),
    stderr: (text) => void err.push(text),
    signal: stopping.signal,
  });
  return { done, out: () => out.join(''), err: () => err.join(''), stop: () => stopping.abort() };
}

async function urlOf(command: Run): Promise<string> {
  for (;;) {
    const url = /SEGMIND_BASE_URL=(\S+)/u.exec(command.out())?.[1];
    if (url !== undefined) return url;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('the emulator command', () => {
  it('prints the settings, serves until the signal and answers 0', async () => {
    const command = run('--port', '0', '--speed', '50', '--credits', '5');
    const url = await urlOf(command);
    expect(command.out()).toContain(`SEGMIND_UPLOAD_URL=${url}/upload-asset`);
    expect(command.out()).toContain(`SEGMIND_OUTPUT_HOSTS=${new URL(url).host}`);
    const answer = await request(`${url}/v1/get-user-credits`, { headers: { 'x-api-key': 'SG_x' } });
    expect(await answer.body.json()).toMatchObject({ credits: 5 });
    command.stop();
    expect(await command.done).toBe(0);
    expect(command.out()).toMatch(/GET \/v1\/get-user-credits 200\n$/u);
    await expect(request(url)).rejects.toThrow();
  });

  it('writes each submit to the ledger file before it is answered', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'emulator-'));
    const file = join(folder, 'ledger.jsonl');
    const command = run('--port', '0', '--quiet', '--ledger', file);
    const url = await urlOf(command);
    const cut = request(`${url}/v2/nano-banana-2-lite`, {
      method: 'POST',
      headers: { 'x-api-key': 'SG_x', 'content-type': 'application/json' },
      body: JSON.stringify({ prompt: 'a fox #submit-cut', seed: 3 }),
    });
    await expect(cut).rejects.toThrow();
    const entry: unknown = JSON.parse(await readFile(file, 'utf8'));
    expect(entry).toMatchObject({
      prompt: 'a fox #submit-cut',
      api: 'v2',
      parameters: { seed: 3, aspect_ratio: '1:1' },
    });
    command.stop();
    await command.done;
    expect(command.out()).not.toContain('fox');
    await rm(folder, { recursive: true });
  });

  it.each(['--help', '-h'])('explains itself for %s', async (word) => {
    const command = run(word);
    expect(await command.done).toBe(0);
    expect(command.out()).toContain('--speed');
  });

  it.each([
    ['--port', 'abc'],
    ['--port', '70000'],
    ['--speed', '0'],
    ['--speed', ''],
    ['--credits', '-1'],
    ['--port'],
    ['--wat'],
    ['8787'],
    ['--ledger', '/nowhere/at/all'],
  ])('answers 2 with one sentence to %s %s', async (...argv: string[]) => {
    const command = run(...argv);
    expect(await command.done).toBe(2);
    expect(command.err()).toMatch(/^[^\n]+\.\n$/u);
    expect(command.out()).toBe('');
  });

  it('says in one sentence that the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const command = run('--port', String((other.address() as AddressInfo).port));
    expect(await command.done).toBe(2);
    expect(command.err()).toMatch(/^The port is taken[^\n]+\.\n$/u);
    await new Promise((resolve) => other.close(resolve));
  });
});
