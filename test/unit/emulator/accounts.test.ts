import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startEmulator, type Emulator } from '../../../src/emulator/index.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { call, LONG_MS, SUBMIT, submit, untilEnded } from './client.ts';

let clock: ManualClock;
let emulator: Emulator;

beforeEach(async () => {
  clock = new ManualClock();
  emulator = await startEmulator({ clock, creditsUsd: 9.95 });
});

afterEach(() => emulator.close());

describe('the synchronous call', () => {
  it('waits, then answers the picture with the accounting headers', async () => {
    const pending = call(emulator, 'POST', '/v1/nano-banana-2-lite', {
      prompt: 'a fox',
      seed: 5,
      output_format: 'png',
    });
    while (clock.sleeping === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await clock.advance(LONG_MS);
    const { headers, bytes } = await pending;
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'x-cost': '0.042',
      'x-remaining-credits': '9.908',
      'x-seed-value': '5',
    });
    expect(Number(headers['x-generation-time'])).toBeGreaterThan(1);
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(emulator.ledger()).toMatchObject([
      { requestId: headers['x-request-id'], api: 'v1', outcome: 'completed', billedUsd: 0.042 },
    ]);
  });

  it('answers 422 with the reason when the request fails', async () => {
    const pending = call(emulator, 'POST', '/v1/nano-banana-2-lite', { prompt: 'a fox #block' });
    while (clock.sleeping === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await clock.advance(LONG_MS);
    const answer = await pending;
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('content policy');
    expect(emulator.creditsUsd()).toBe(9.95);
  });
});

describe('uploads', () => {
  const PNG =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

  it('are served from a public address, in order', async () => {
    const data_urls = [
      `data:image/png;base64,${PNG}`,
      `data:image/webp;base64,${Buffer.from('webp').toString('base64')}`,
    ];
    const answer = await call(emulator, 'POST', '/upload-asset', { data_urls });
    const { file_urls: urls, message } = answer.json() as { file_urls: string[]; message: string };
    expect(message).toBe('Files uploaded successfully');
    const files = await Promise.all(urls.map((url) => call(emulator, 'GET', url, undefined, {})));
    expect(files.map(({ headers }) => headers['content-type'])).toEqual(['image/png', 'image/webp']);
    expect(files[0]?.bytes.toString('base64')).toBe(PNG);
    expect(files[1]?.text).toBe('webp');
  });

  it.each([{ data_urls: 'x' }, { data_urls: [] }, { data_urls: ['http://x/y.png'] }, {}])(
    'refuse %j',
    async (body) => {
      expect((await call(emulator, 'POST', '/upload-asset', body)).status).toBe(400);
    },
  );
});

describe('money', () => {
  it('is taken for what completed alone, and never for more than there is', async () => {
    await call(emulator, 'POST', '/emulator/credits', { creditsUsd: 0.09 });
    const ids = [
      await submit(emulator, { prompt: 'one' }),
      await submit(emulator, { prompt: 'two #render-failed' }),
    ];
    expect((await call(emulator, 'POST', SUBMIT, { prompt: 'three' })).status).toBe(402);
    await untilEnded(emulator, clock, ids[1] ?? '');
    expect((await call(emulator, 'GET', '/v1/get-user-credits')).json()).toEqual({
      credits: 0.048,
      'free-credits': 0,
    });
    await submit(emulator, { prompt: 'three' });
    await clock.advance(LONG_MS);
    expect(emulator.creditsUsd()).toBeCloseTo(0.006, 9);
    expect(emulator.ledger().map(({ outcome, billedUsd }) => [outcome, billedUsd])).toEqual([
      ['completed', 0.042],
      ['failed', 0],
      ['completed', 0.042],
    ]);
  });
});
