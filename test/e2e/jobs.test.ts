import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { startEmulator, type Emulator } from '../../src/emulator/index.ts';
import { startEmulatedBot, type EmulatedBot } from '../support/emulated-bot.ts';
import { useTempDir } from '../support/temp-dir.ts';

describe('the bot on the emulator', () => {
  let emulator: Emulator;
  const inDir = useTempDir();
  let bot: EmulatedBot;

  beforeAll(async () => {
    emulator = await startEmulator({ speed: 40, randomSeed: 1 });
  });
  afterAll(() => emulator.close());
  beforeEach(async () => {
    bot = await startEmulatedBot(emulator, inDir());
  });
  afterEach(async () => {
    await bot.stop();
  });

  const bought = (words: string): number =>
    emulator.ledger().filter(({ prompt }) => prompt.includes(words)).length;

  it('paints, keeps and posts a picture', async () => {
    const { id } = await bot.accepted('an otter --ar 16:9');
    const job = await bot.ended(id);
    expect(job).toMatchObject({ state: 'delivered', takes: [{ state: 'painted', costUsd: 0.042 }] });
    const hash = job.takes[0]?.pictures?.[0]?.hash ?? '';
    expect(bot.presenter.messages.at(-1)?.pictures[0]?.bytes).toEqual(await bot.running.bot.picture(hash));
    expect(bought('an otter')).toBe(1);
  });

  it('delivers what came, names what was blocked, and buys only that again', async () => {
    emulator.addScenario({ scenario: 'block', match: 'a badger', times: 1 });
    const { id } = await bot.accepted('a badger --count 4');
    const job = await bot.ended(id);
    expect(job.takes.filter(({ state }) => state === 'painted')).toHaveLength(3);
    expect(bot.words(id)).toMatch(/3 of 4 painted.*safety filter blocked this picture.*Nothing was charged/);
    const blocked = job.takes.find(({ state }) => state === 'failed');
    const retry = await bot.retried(id);
    expect(retry.takes.map(({ seed, state }) => [seed, state])).toEqual([[blocked?.seed, 'painted']]);
    expect(bought('a badger')).toBe(5);
  });

  it.each([
    ['#block', 'blocked', 'no'],
    ['#validation-failed', 'invalid_input', 'no'],
    ['#render-failed', 'render_failed', 'no'],
    ['#expired', 'result_lost', 'unknown'],
    ['#submit-cut', 'submit_outcome_unknown', 'unknown'],
    ['#submit-504', 'submit_outcome_unknown', 'unknown'],
    ['#submit-html', 'submit_outcome_unknown', 'unknown'],
    ['#no-credit-402', 'no_credit', 'no'],
    ['#download-404', 'result_lost', 'yes'],
  ])(
    'ends %s with one message, as %s, charged %s, and submits nothing twice',
    async (word, code, charged) => {
      const prompt = `a heron for ${word}`;
      const { id } = await bot.accepted(prompt);
      expect(await bot.ended(id)).toMatchObject({ state: 'failed', failure: { code, charged } });
      expect(bot.presenter.messages).toHaveLength(1);
      expect(bot.words(id)).toMatch(/charged/);
      expect(bought(prompt)).toBeLessThanOrEqual(1);
    },
  );

  it.each(['#rate-limit-polls', '#status-cut', '#status-html', '#result-503', '#submit-503'])(
    'sits out %s',
    async (word) => {
      const prompt = `a wren for ${word}`;
      expect((await bot.ended((await bot.accepted(prompt)).id)).state).toBe('delivered');
      expect(bought(prompt)).toBe(1);
    },
  );

  it('goes on after a stop in the middle: one submit, one delivery', async () => {
    const jobs = await Promise.all(
      Array.from({ length: 8 }, (_, index) => bot.accepted(`a stoat, number ${index}`)),
    );
    const { room } = bot.presenter;
    await bot.ended(jobs[0]?.id ?? '');
    await bot.stop();
    bot = await startEmulatedBot(emulator, inDir(), room);
    for (const { id } of jobs) expect((await bot.ended(id)).state).toBe('delivered');
    expect(bought('a stoat')).toBe(8);
    const shown = room.showings.map(({ deliveryKey }) => deliveryKey).sort();
    expect(shown).toEqual(jobs.map(({ id }) => id).sort());
  });
});
