import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startEmulator, type Emulator, type ScenarioName } from '../../../src/emulator/index.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { call, LONG_MS, result, status, SUBMIT, submit, type Answer } from './client.ts';

let clock: ManualClock;
let emulator: Emulator;

beforeEach(async () => {
  clock = new ManualClock();
  emulator = await startEmulator({ clock });
});

afterEach(() => emulator.close());

const fox = (name: ScenarioName): { prompt: string } => ({ prompt: `a fox #${name}` });

const tryToSubmit = (body: unknown): Promise<Answer> => call(emulator, 'POST', SUBMIT, body);
const outcomes = (): string[] => emulator.ledger().map(({ outcome }) => outcome);

async function completed(name: ScenarioName): Promise<string> {
  const id = await submit(emulator, fox(name));
  await clock.advance(LONG_MS * 2);
  return id;
}

describe('a submit', () => {
  it.each([
    ['bad-request-400', 400, /Invalid input/u],
    ['bad-key-401', 401, /invalid_token/u],
    ['no-credit-402', 402, /Insufficient credits/u],
    ['forbidden-403', 403, /Insufficient permissions/u],
    ['no-credit-406', 406, /Insufficient credits/u],
    ['retired-410', 410, /retired/u],
  ] as const)('under %s is refused each time', async (name, code, words) => {
    for (const answer of [await tryToSubmit(fox(name)), await tryToSubmit(fox(name))]) {
      expect(answer.status).toBe(code);
      expect(answer.text).toMatch(words);
    }
    expect(emulator.ledger()).toEqual([]);
  });

  it.each([
    ['rate-limit', 429, 2],
    ['rate-limit-reset', 429, 1],
    ['submit-500', 500, 1],
    ['submit-502', 502, 1],
    ['submit-503', 503, 1],
  ] as const)('under %s is taken after %d × %d', async (name, code, times) => {
    for (let i = 0; i < times; i += 1) expect((await tryToSubmit(fox(name))).status).toBe(code);
    expect(emulator.ledger()).toEqual([]);
    expect((await tryToSubmit(fox(name))).status).toBe(200);
    expect(outcomes()).toEqual(['running']);
  });

  it('learns when the limit ends from rate-limit-reset alone', async () => {
    const plain = await tryToSubmit(fox('rate-limit'));
    expect(plain.headers).not.toHaveProperty('retry-after');
    expect(plain.headers).not.toHaveProperty('x-rate-limit-reset-at-utc');
    const kind = await tryToSubmit(fox('rate-limit-reset'));
    expect(Date.parse(String(kind.headers['x-rate-limit-reset-at-utc']))).toBe(clock.now() + 2000);
    emulator.addScenario({ scenario: 'rate-limit-reset', forMs: 30_000 });
    const ruled = await tryToSubmit({ prompt: 'a cat' });
    expect(Date.parse(String(ruled.headers['x-rate-limit-reset-at-utc']))).toBe(clock.now() + 30_000);
  });

  it.each(['submit-504', 'submit-html'] as const)('under %s is taken and billed once', async (name) => {
    const answer = await tryToSubmit(fox(name));
    expect(answer.headers['content-type']).toMatch(/text\/html/u);
    await clock.advance(LONG_MS);
    expect(outcomes()).toEqual(['completed']);
  });

  it('under submit-cut loses its connection, is taken and billed once', async () => {
    await expect(tryToSubmit(fox('submit-cut'))).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
    expect(outcomes()).toEqual(['running']);
    await clock.advance(LONG_MS);
    expect(outcomes()).toEqual(['completed']);
  });

  it('under submit-hang is taken and never answered', async () => {
    const lost = tryToSubmit(fox('submit-hang')).then(
      () => 'answered',
      () => 'cut',
    );
    while (emulator.ledger().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await emulator.close();
    expect(await lost).toBe('cut');
  });
});

describe('a request', () => {
  it.each([
    ['block', /content policy.*safety/u],
    ['validation-failed', /^Prompt is Mandatory and must be string$/u],
    ['render-failed', /Inference failed/u],
  ] as const)('under %s FAILS with 422 on status and result, unbilled', async (name, words) => {
    const id = await completed(name);
    for (const answer of [await status(emulator, id), await result(emulator, id)]) {
      expect(answer.status).toBe(422);
      expect(Object.keys(answer.json())).toEqual(['status', 'error', 'metrics']);
      expect(answer.json()).toMatchObject({
        status: 'FAILED',
        error: expect.stringMatching(words) as string,
      });
    }
    expect(emulator.ledger()).toMatchObject([{ outcome: 'failed', billedUsd: 0 }]);
  });

  it('under validation-failed fails within a quarter of a second', async () => {
    const id = await submit(emulator, fox('validation-failed'));
    await clock.advance(250);
    expect((await status(emulator, id)).status).toBe(422);
  });

  it('under slow takes five times as long, under stuck for ever', async () => {
    const [slow, stuck] = [await submit(emulator, fox('slow')), await submit(emulator, fox('stuck'))];
    await clock.advance(25_000);
    expect((await status(emulator, slow)).json()['status']).toBe('PROCESSING');
    await clock.advance(LONG_MS * 2);
    expect((await status(emulator, slow)).json()['status']).toBe('COMPLETED');
    await clock.advance(3_000_000);
    expect((await status(emulator, stuck)).json()['status']).toBe('PROCESSING');
    expect(outcomes()).toEqual(['completed', 'running']);
  });

  it('under unknown-state shows a word of its own, then completes', async () => {
    const id = await submit(emulator, fox('unknown-state'));
    expect((await status(emulator, id)).json()['status']).toBe('WARMING_UP');
    await clock.advance(LONG_MS);
    expect((await status(emulator, id)).json()['status']).toBe('COMPLETED');
  });

  it('under expired is not found, under result-lost only its result is not; both are billed', async () => {
    const [expired, lost] = [await completed('expired'), await completed('result-lost')];
    expect((await status(emulator, expired)).status).toBe(404);
    expect((await result(emulator, expired)).status).toBe(404);
    expect((await status(emulator, lost)).json()['status']).toBe('COMPLETED');
    expect((await result(emulator, lost)).status).toBe(404);
    expect(outcomes()).toEqual(['completed', 'completed']);
  });

  it('under several-images has three different pictures, billed as one', async () => {
    const { images } = (await result(emulator, await completed('several-images'))).json() as {
      images: { url: string }[];
    };
    const files = await Promise.all(images.map(({ url }) => call(emulator, 'GET', url, undefined, {})));
    expect(new Set(files.map(({ bytes }) => bytes.toString('base64'))).size).toBe(3);
    expect(emulator.ledger()).toMatchObject([{ billedUsd: 0.042 }]);
  });

  it('under with-text has a text, under foreign-output another host', async () => {
    const text = (await result(emulator, await completed('with-text'))).json()['text'];
    expect(text).toMatch(/picture/u);
    const { output } = (await result(emulator, await completed('foreign-output'))).json();
    expect(String(output)).toMatch(/^http:\/\/169\.254\.169\.254\//u);
  });
});

describe('a poll', () => {
  it.each([
    ['rate-limit-polls', 'status', 429, 3],
    ['status-500', 'status', 500, 1],
    ['status-503', 'status', 503, 3],
    ['result-500', 'result', 500, 1],
    ['result-503', 'result', 503, 2],
  ] as const)('under %s of the %s is answered %d × %d, then well', async (name, kind, code, times) => {
    const id = await completed(name);
    const look = kind === 'status' ? status : result;
    for (let i = 0; i < times; i += 1) expect((await look(emulator, id)).status).toBe(code);
    expect((await look(emulator, id)).json()['status']).toBe('COMPLETED');
  });

  it.each([
    ['status-html', 2, status],
    ['result-html', 1, result],
  ] as const)('under %s is answered 200 with HTML %d times', async (name, times, look) => {
    const id = await completed(name);
    for (let i = 0; i < times; i += 1) {
      const answer = await look(emulator, id);
      expect([answer.status, answer.text.startsWith('<html>')]).toEqual([200, true]);
    }
    expect((await look(emulator, id)).json()['status']).toBe('COMPLETED');
  });

  it('under status-cut loses its connection twice', async () => {
    const id = await completed('status-cut');
    await expect(status(emulator, id)).rejects.toThrow();
    await expect(status(emulator, id)).rejects.toThrow();
    expect((await status(emulator, id)).status).toBe(200);
  });
});
