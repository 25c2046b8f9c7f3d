import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startEmulator, type Emulator } from '../../src/emulator/index.ts';
import { call, result, status, submit } from '../unit/emulator/client.ts';

let folder: string;
let emulator: Emulator;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emulator-'));
  emulator = await startEmulator({ speed: 100 });
});

afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true });
});

async function untilCompleted(requestId: string): Promise<void> {
  for (;;) {
    const answer = await status(emulator, requestId);
    if (answer.status !== 200) throw new Error(answer.text);
    if (answer.json()['status'] === 'COMPLETED') return;
    await new Promise((resume) => setTimeout(resume, 20));
  }
}

async function painted(body: Record<string, unknown>): Promise<{ url: string; bytes: Buffer }> {
  const requestId = await submit(emulator, body);
  await untilCompleted(requestId);
  const url = String((await result(emulator, requestId)).json()['output']);
  return { url, bytes: (await call(emulator, 'GET', url, undefined, {})).bytes };
}

const FOX = { prompt: 'a red fox in the snow', seed: 7, aspect_ratio: '21:9' };

describe('the emulator on the system clock', () => {
  it('paints a picture and edits it, billing both', async () => {
    const before = emulator.creditsUsd();
    const fox = await painted(FOX);
    expect(await sharp(fox.bytes).metadata()).toMatchObject({ width: 1584, height: 672, format: 'jpeg' });
    const night = await painted({
      prompt: 'make it night',
      seed: 7,
      aspect_ratio: 'auto',
      image_urls: [fox.url],
    });
    expect(await sharp(night.bytes).metadata()).toMatchObject({ width: 1584, height: 672 });
    const light = async (bytes: Buffer): Promise<number> =>
      (await sharp(bytes).stats()).channels[1]?.mean ?? 0;
    expect(await light(night.bytes)).toBeLessThan((await light(fox.bytes)) * 0.6);
    expect(before - emulator.creditsUsd()).toBeCloseTo(0.084, 9);
  });

  it('gives the same bytes in another process', async () => {
    const here = await painted(FOX);
    const script = join(folder, 'paint.mjs');
    const painter = pathToFileURL(resolve('src/emulator/painter/index.ts')).href;
    const order = {
      prompt: FOX.prompt,
      seed: 7,
      aspectRatio: '21:9',
      format: 'jpg',
      references: [],
      index: 0,
    };
    await writeFile(
      script,
      `import { paint } from ${JSON.stringify(painter)};
       process.send((await paint(${JSON.stringify(order)})).toString('base64'), () => process.disconnect());`,
    );
    const child = fork(script, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const [there] = (await once(child, 'message')) as [string];
    if (child.exitCode === null) await once(child, 'exit');
    expect(Buffer.from(there, 'base64').equals(here.bytes)).toBe(true);
  });

  it('holds two thousand requests at once', async () => {
    const many = await startEmulator({ speed: 1, creditsUsd: 1000 });
    const ids: string[] = [];
    for (let batch = 0; batch < 20; batch += 1) {
      const bodies = Array.from({ length: 100 }, (_, i) => ({ prompt: `fox ${batch * 100 + i}` }));
      ids.push(...(await Promise.all(bodies.map((body) => submit(many, body)))));
    }
    expect(new Set(ids).size).toBe(2000);
    expect(many.ledger()).toHaveLength(2000);
    expect((await status(many, ids[0] ?? '')).status).toBe(200);
    await many.close();
  });
});
