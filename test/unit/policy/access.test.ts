import { describe, expect, it } from 'vitest';

import { UserError } from '../../../src/core/errors.ts';
import { allowedTolerance, refuseAccess } from '../../../src/core/policy/access.ts';

const open = { allowedUsers: null, allowedRoles: null, allowedChannels: null, safetyToleranceMax: 4 };
const facts = { roleIds: ['r1', 'r2'], channelIds: ['thread', 'channel'], ageRestricted: false };

describe('access', () => {
  it.each([
    ['everyone, where nothing is set', open, true],
    ['a person by name', { ...open, allowedUsers: ['ada'] }, true],
    ['nobody else', { ...open, allowedUsers: ['bob'] }, false],
    ['a person by any of their roles', { ...open, allowedRoles: ['r2'] }, true],
    ['nobody without the role', { ...open, allowedRoles: ['r3'] }, false],
    ['anyone in a channel, threads of it included', { ...open, allowedChannels: ['channel'] }, true],
    ['nobody in another channel', { ...open, allowedChannels: ['other'] }, false],
    ['who is on one of several lists', { ...open, allowedUsers: ['bob'], allowedRoles: ['r1'] }, true],
    ['nobody, by empty lists', { ...open, allowedUsers: [] }, false],
  ])('is for %s', (_, policy, isAllowed) => {
    const refused = refuseAccess(policy, { userId: 'ada' }, facts);
    expect(refused?.code ?? null).toBe(isAllowed ? null : 'not_allowed');
  });

  it('names in its refusal the kinds of lists there are, and nobody on them', () => {
    const refused = refuseAccess(
      { ...open, allowedUsers: ['bob'], allowedChannels: ['c'] },
      { userId: 'ada' },
      facts,
    );
    expect(refused?.message).toMatch(/^Only certain people or people in certain channels may ask/);
    expect(refused?.message).not.toMatch(/bob/);
  });
});

describe('the safety tolerance', () => {
  it('is refused above the maximum, but not in an age-restricted place', () => {
    expect(() => allowedTolerance(open, 5, 4, facts)).toThrow(UserError);
    expect(allowedTolerance(open, 6, 4, { ageRestricted: true })).toBe(6);
    expect(allowedTolerance(open, 4, 4, facts)).toBe(4);
  });

  it('gives way to a stricter rule where nothing was asked', () => {
    expect(allowedTolerance({ safetyToleranceMax: 2 }, undefined, 4, facts)).toBe(2);
    expect(allowedTolerance({ safetyToleranceMax: 6 }, undefined, 4, facts)).toBe(4);
  });
});
