import { appendFile, readFile, writeFile } from 'node:fs/promises';

import sharp from 'sharp';
import { Agent, setGlobalDispatcher } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startEmulator, type Emulator } from '../../../src/emulator/index.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { useTempDir } from '../../support/temp-dir.ts';
import { call, LONG_MS, picture, result, status, submit, untilEnded } from './client.ts';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

describe('the emulator with a state folder', () => {
  let clock: ManualClock;
  let emulator: Emulator;
  const inDir = useTempDir();
  beforeEach(async () => {
    clock = new ManualClock();
    emulator = await start();
  });
  afterEach(() => emulator.close());

  const start = (): Promise<Emulator> => startEmulator({ clock, stateDir: inDir('state') });
  async function restart(): Promise<void> {
    await emulator.close();
    // At the same address an old connection would be tried first, as no new process has one.
    setGlobalDispatcher(new Agent());
    emulator = await start();
  }

  it('goes on with a request after a restart, at the same address', async () => {
    const { url } = emulator;
    const requestId = await submit(emulator, { prompt: 'a fox', seed: 7 });
    await restart();
    expect(emulator.url).toBe(url);
    expect(emulator.ledger()).toMatchObject([{ requestId, prompt: 'a fox', outcome: 'running' }]);
    expect((await untilEnded(emulator, clock, requestId)).json()['status']).toBe('COMPLETED');
    expect(emulator.creditsUsd()).toBeCloseTo(100 - 0.042);
  });

  it('serves the same picture, and bills it once, however often it starts', async () => {
    const requestId = await submit(emulator, { prompt: 'a fox' });
    await untilEnded(emulator, clock, requestId);
    const download = async (): Promise<Buffer> => {
      const { output } = (await result(emulator, requestId)).json();
      return (await call(emulator, 'GET', String(output), undefined, {})).bytes;
    };
    const before = await download();
    await restart();
    await restart();
    expect((await download()).equals(before)).toBe(true);
    expect(emulator.creditsUsd()).toBeCloseTo(100 - 0.042);
  });

  it('knows its uploads by the address of an earlier port', async () => {
    const bytes = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#c00' } })
      .png()
      .toBuffer();
    const dataUrl = `data:image/png;base64,${bytes.toString('base64')}`;
    const uploaded = await call(emulator, 'POST', '/upload-asset', { data_urls: [dataUrl] });
    const [address = ''] = uploaded.json()['file_urls'] as string[];
    const body = { prompt: 'make it blue', seed: 7, image_urls: [address] };
    const requestId = await submit(emulator, body);
    await emulator.close();
    await writeFile(inDir('state', 'port'), '1');
    emulator = await start();
    expect(emulator.url).not.toBe(new URL(address).origin);
    expect((await untilEnded(emulator, clock, requestId)).status).toBe(200);
    expect((await picture(emulator, clock, body)).length).toBeGreaterThan(1000);
    expect((await call(emulator, 'GET', new URL(address).pathname)).bytes.equals(bytes)).toBe(true);
  });

  it('takes another port when its own is taken', async () => {
    const { url } = emulator;
    const second = await startEmulator({ clock, stateDir: inDir('state') });
    expect(second.url).not.toBe(url);
    await second.close();
  });

  it('keeps what a request was meant to suffer', async () => {
    const blocked = await submit(emulator, { prompt: 'a fox #block' });
    const stuck = await submit(emulator, { prompt: 'a fox #stuck' });
    await restart();
    expect((await untilEnded(emulator, clock, blocked)).status).toBe(422);
    await clock.advance(LONG_MS);
    expect((await status(emulator, stuck)).json()['status']).toBe('PROCESSING');
  });

  it('reads past a line that a crash cut off, and lets go of what is a week old', async () => {
    const old = await submit(emulator, { prompt: 'old' });
    await clock.advance(WEEK_MS);
    const requestId = await submit(emulator, { prompt: 'new' });
    await appendFile(inDir('state', 'requests.jsonl'), '{"requestId":"cut o');
    await restart();
    expect(emulator.ledger().map((entry) => entry.requestId)).toEqual([requestId]);
    const kept = await readFile(inDir('state', 'requests.jsonl'), 'utf8');
    expect(kept).not.toContain(old);
    expect(kept).not.toContain('cut o');
    expect((await call(emulator, 'GET', '/assets/..%2Frequests.jsonl')).status).toBe(404);
  });
});
