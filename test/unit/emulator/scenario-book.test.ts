import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { ScenarioBook, type Bite } from '../../../src/emulator/scenario-book.ts';
import { SCENARIOS } from '../../../src/emulator/scenarios.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const names = (bites: readonly (Bite | null)[]): (string | null)[] => bites.map((bite) => bite?.name ?? null);

function book(): { book: ScenarioBook; clock: ManualClock } {
  const clock = new ManualClock();
  return { book: new ScenarioBook(clock), clock };
}

describe('a magic word', () => {
  it('bites its usual number of times for one request', () => {
    const { book: scenarios } = book();
    const looks = (id: string): (Bite | null)[] =>
      [1, 2, 3, 4].map(() => scenarios.bite('status', 'a fox #status-503', id));
    expect(names(looks('a'))).toEqual(['status-503', 'status-503', 'status-503', null]);
    expect(names(looks('b'))).toEqual(['status-503', 'status-503', 'status-503', null]);
  });

  it('takes a number of times', () => {
    const { book: scenarios } = book();
    const bites = [1, 2, 3].map(() => scenarios.bite('submit', 'fox #submit-503:2.', 'p'));
    expect(names(bites)).toEqual(['submit-503', 'submit-503', null]);
  });

  it('takes a time from its first bite', async () => {
    const { book: scenarios, clock } = book();
    await clock.advance(60_000);
    const bite = (): Bite | null => scenarios.bite('submit', '#rate-limit:10s fox', 'p');
    expect(bite()?.until).toBe(clock.now() + 10_000);
    await clock.advance(9_999);
    expect(bite()?.name).toBe('rate-limit');
    await clock.advance(1);
    expect(bite()).toBeNull();
  });

  it.each(['#Block', 'x #BLOCK!', '#block,#slow'])('is read in “%s”', (prompt) => {
    expect(book().book.lifeOf(prompt)).toContain('block');
  });

  it.each(['block', 'a#block', '##block', '#blocks', '#block-a', '#unknown'])(
    'is not read in “%s”',
    (prompt) => {
      expect(book().book.lifeOf(prompt)).toEqual([]);
    },
  );

  it('gives a request all the scenarios of its life', () => {
    expect(book().book.lifeOf('#slow #several-images #status-503 fox')).toEqual(['slow', 'several-images']);
  });
});

describe('a rule', () => {
  it('bites until it is cleared', () => {
    const { book: scenarios } = book();
    scenarios.add({ scenario: 'submit-503' });
    expect(names([1, 2, 3].map(() => scenarios.bite('submit', 'fox', 'p')))).toEqual(
      Array(3).fill('submit-503'),
    );
    scenarios.clear();
    expect(scenarios.bite('submit', 'fox', 'p')).toBeNull();
  });

  it('bites only where the prompt matches, in any letter case', () => {
    const { book: scenarios } = book();
    scenarios.add({ scenario: 'status-500', match: 'FOX' });
    expect(scenarios.bite('status', 'a cat', 'a')).toBeNull();
    expect(scenarios.bite('status', 'a fox', 'b')?.name).toBe('status-500');
  });

  it('bites a number of times over all requests, and counts them', () => {
    const { book: scenarios } = book();
    scenarios.add({ scenario: 'status-503', times: 2 });
    const bites = ['a', 'b', 'c'].map((id) => scenarios.bite('status', 'fox', id));
    expect(names(bites)).toEqual(['status-503', 'status-503', null]);
    expect(scenarios.list()[0]?.hits).toBe(2);
  });

  it('bites for a while', async () => {
    const { book: scenarios, clock } = book();
    scenarios.add({ scenario: 'rate-limit', forMs: 5000 });
    expect(scenarios.bite('submit', 'fox', 'p')?.name).toBe('rate-limit');
    await clock.advance(5000);
    expect(scenarios.bite('submit', 'fox', 'p')).toBeNull();
  });
});

describe('docs/emulator.md', () => {
  it('lists every scenario with its sentence, and none besides', () => {
    const documented = [
      ...readFileSync('docs/emulator.md', 'utf8').matchAll(
        /^\| `([a-z0-9-]+)`\s*\| (\S+)\s*\| (.+?)\s*\|$/gmu,
      ),
    ];
    const expected = Object.entries(SCENARIOS).map(([name, { times, sentence }]) => [
      name,
      String(times ?? 'always'),
      sentence,
    ]);
    expect(documented.map(([, ...cells]) => cells)).toEqual(expected);
  });
});
