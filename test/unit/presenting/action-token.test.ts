import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  encodeAction,
  MAX_ACTION_TOKEN_CHARS,
  parseAction,
} from '../../../src/core/presenting/action-token.ts';
import { ACTION_VERBS } from '../../../src/core/presenting/view.ts';

const jobIds = fc.stringMatching(/^[0-9A-Za-z_-]{1,64}$/);
const actions = fc.record({ verb: fc.constantFrom(...ACTION_VERBS), jobId: jobIds });

describe('an action token', () => {
  it('reads as its version, its verb and its job', () => {
    expect(encodeAction({ verb: 'vary', jobId: '01JZZZZZZZZZZZZZZZZZZZZZZZ' })).toBe(
      'ib1:vary:01JZZZZZZZZZZZZZZZZZZZZZZZ',
    );
  });

  it('comes back as the action that it was, and fits every platform', () => {
    fc.assert(
      fc.property(actions, (action) => {
        const token = encodeAction(action);
        expect(token.length).toBeLessThanOrEqual(MAX_ACTION_TOKEN_CHARS);
        expect(parseAction(token)).toEqual(action);
      }),
    );
  });

  it('is null for any text that does not come back the same', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
        const action = parseAction(text);
        expect(action === null || encodeAction(action) === text).toBe(true);
      }),
    );
  });

  it('survives no change of a single character outside of its job id', () => {
    const token = encodeAction({ verb: 'cancel', jobId: '01JZZZZZZZZZZZZZZZZZZZZZZZ' });
    fc.assert(
      fc.property(
        fc.nat({ max: 'ib1:cancel:'.length - 1 }),
        fc.string({ minLength: 1, maxLength: 1 }),
        (at, char) => {
          fc.pre(token[at] !== char);
          expect(parseAction(token.slice(0, at) + char + token.slice(at + 1))).toBeNull();
        },
      ),
    );
  });

  it.each([
    ['an older version', 'ib0:vary:01JZZZZZZZZZZZZZZZZZZZZZZZ'],
    ['a newer version', 'ib2:vary:01JZZZZZZZZZZZZZZZZZZZZZZZ'],
    ['an unknown verb', 'ib1:explode:01JZZZZZZZZZZZZZZZZZZZZZZZ'],
    ['a verb of every object', 'ib1:constructor:01JZZZZZZZZZZZZZZZZZZZZZZZ'],
    ['no job', 'ib1:vary:'],
    ['a part too many', 'ib1:vary:01JZZZZZZZZZZZZZZZZZZZZZZZ:ada'],
    ['white space around it', ' ib1:vary:01JZZZZZZZZZZZZZZZZZZZZZZZ'],
    ['a line break at its end', 'ib1:vary:01JZZZZZZZZZZZZZZZZZZZZZZZ\n'],
    ['a path for a job', 'ib1:vary:../../etc/passwd'],
    ['a text far too long', `ib1:vary:${'0'.repeat(100_000)}`],
    ['JSON', '{"verb":"vary","jobId":"1"}'],
    ['nothing', ''],
  ])('is null for %s', (_, token) => {
    expect(parseAction(token)).toBeNull();
  });

  it.each(['', 'a:b', 'a b', 'é', 'x'.repeat(65)])('is not made for the job id %j', (jobId) => {
    expect(() => encodeAction({ verb: 'vary', jobId })).toThrow('job id');
  });
});
