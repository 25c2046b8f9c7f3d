import { describe, expect, it } from 'vitest';

import { statusLine } from '../../../src/core/presenting/status-line.ts';

describe('the line of a status', () => {
  it('names the state beside what it means', () => {
    expect(statusLine({ status: 'PROCESSING', headline: 'Painting, 4 s' })).toBe(
      'PROCESSING · Painting, 4 s',
    );
  });

  it('does not say the same twice', () => {
    expect(statusLine({ status: 'CANCELLED', headline: 'Cancelled' })).toBe('CANCELLED');
    expect(statusLine({ status: 'PREPARING', headline: 'Preparing, 2 s' })).toBe('PREPARING, 2 s');
  });
});
