import { describe, expect, it } from 'vitest';

import { MINUTE_MS } from '../../src/core/index.ts';
import { torture } from '../torture/run.ts';

/** A few, so that every change is tried; `npm run torture -- --kills 200` is the whole of it. */
const KILLS = 4;

describe('a bot that is killed again and again', () => {
  it(
    'loses no job, pays for none twice and posts no picture twice',
    async () => {
      const verdict = await torture({ kills: KILLS });
      expect(verdict.accepted).toBeGreaterThan(0);
      expect(verdict).toMatchObject({ lost: 0, submittedTwice: 0, deliveredTwice: 0, kills: KILLS });
      expect(verdict.delivered + verdict.failed + verdict.unknown).toBe(verdict.accepted);
    },
    5 * MINUTE_MS,
  );
});
