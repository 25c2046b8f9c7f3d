import { describe, expect, it } from 'vitest';

import { announcementOf, headlineAt } from '../../../src/studio/page/model/job-time.ts';
import type { JobViewWire } from '../../../src/studio/wire.ts';
import { aJob, aMessage } from './messages.ts';

const VIEWED_AT = 1_000_000;

function after(ms: number, more: Partial<JobViewWire>): string {
  return headlineAt(aJob({ viewedAt: VIEWED_AT, ...more }), VIEWED_AT + ms);
}

describe('the headline of a job', () => {
  it('counts on from where the server was', () => {
    expect(after(3900, { headline: 'Painting, 4 s · usually about 9 s' })).toBe(
      'Painting, 7 s · usually about 9 s',
    );
    expect(after(2000, { headline: 'Painting, 59 s' })).toBe('Painting, 1 min 1 s');
    expect(after(60_000, { headline: 'Preparing, 1 min', status: 'PREPARING' })).toBe('Preparing, 2 min');
  });

  it('never counts back when the clocks disagree', () => {
    expect(after(-5000, { headline: 'Painting, 4 s' })).toBe('Painting, 4 s');
  });

  it('stays as it is once the job is over', () => {
    expect(after(9000, { headline: 'Painted in 6 s', status: 'COMPLETED' })).toBe('Painted in 6 s');
  });
});

describe('announcements', () => {
  it('tells of a job when its state changes, and not of its seconds', () => {
    const painting = aMessage({ job: aJob({ headline: 'Painting, 1 s' }) });
    const later = aMessage({ job: aJob({ headline: 'Painting, 2 s' }), version: 2 });
    const done = aMessage({ job: aJob({ headline: 'Painted in 3 s', status: 'COMPLETED' }), version: 3 });

    expect(announcementOf(undefined, painting)).toBe('Painting, 1 s: a fox');
    expect(announcementOf(painting, later)).toBeNull();
    expect(announcementOf(later, done)).toBe('Painted in 3 s: a fox');
  });
});
