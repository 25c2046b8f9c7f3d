import { describe, expect, it } from 'vitest';

import {
  compare,
  crossed,
  holdsBounds,
  holdsBoundsUnlearned,
  MIXES,
  type Mix,
  type Plot,
} from '../../support/pace-simulation.ts';

/** Few enough for a test, many enough that chance stays below the margin; the bench runs 20,000 (`npm run bench -- pace`). */
const SIZE = { histories: 40, jobsEach: 100 } as const;
/** At twice 10 s even the best possible schedule keeps the bounds by only 1 %: chance needs as many jobs as the bench. */
const LARGE_SIZE = { histories: 100, jobsEach: 200 } as const;
const LEARNED: Omit<Plot, 'mix'> = { ...SIZE, learned: 100 };

describe('the schedule of looks', () => {
  it.each(MIXES)('beats a look a second after 100 jobs: $name', (mix) => {
    const comparison = compare({ ...LEARNED, mix });
    expect(comparison).toSatisfy(holdsBounds);
  });

  it.each(MIXES)('follows within 30 jobs when the service becomes twice as slow: $name', (mix) => {
    const comparison = compare({ ...LEARNED, ...sizeOf(mix), mix, factor: 2, skip: 30 });
    expect(comparison).toSatisfy(holdsBounds);
  });

  it.each(MIXES)('follows within 30 jobs when the service becomes twice as fast: $name', (mix) => {
    const comparison = compare({ ...LEARNED, mix, factor: 0.5, skip: 30 });
    expect(comparison).toSatisfy(holdsBounds);
  });

  it.each(MIXES)('is at most a quarter worse than a look a second before any learning: $name', (mix) => {
    expect(compare({ ...SIZE, mix, learned: 0 })).toSatisfy(holdsBoundsUnlearned);
    expect(compare({ ...SIZE, mix: crossed(mix), learned: 0 })).toSatisfy(holdsBoundsUnlearned);
  });

  it('breaks these bounds when it is kept from following, so that they can fail', () => {
    const mix = { name: '12 s', kinds: [{ thinkingLevel: 'high', medianS: 12, spread: 0.2 }] } as const;
    expect(compare({ ...LEARNED, mix, factor: 0.5 })).not.toSatisfy(holdsBounds);
  });
});

function sizeOf(mix: Mix): Pick<Plot, 'histories' | 'jobsEach'> {
  return mix.name.startsWith('10 s') ? LARGE_SIZE : SIZE;
}
