import { expect, it } from 'vitest';

import { limitText } from '../../../src/core/presenting/limit-words.ts';
import type { LimitHit } from '../../../src/core/jobs/store.ts';

const now = Date.UTC(2026, 0, 15, 20, 40);
const midnight = Date.UTC(2026, 0, 16);

it.each<[string, LimitHit]>([
  [
    'You can have 3 requests under way at once: 3 of 3 under way. It is free again as soon as one of them has ended; cancelling one frees it at once. Nothing was charged.',
    { limit: 'active_per_user', allowed: 3, used: 3, asked: 1, askedForOne: 1, freeAt: null },
  ],
  [
    'You can ask for 10 pictures a day: 9 of 10 used, and this request asks for 4 pictures. A request for 1 picture can fit now. It is free again in 3 h 20 min, at midnight UTC. Nothing was charged.',
    { limit: 'daily_per_user', allowed: 10, used: 9, asked: 4, askedForOne: 1, freeAt: midnight },
  ],
  [
    'This channel can have 50 pictures a day: 50 of 50 used, and this request asks for 1 picture. It is free again in 3 h 20 min, at midnight UTC. Nothing was charged.',
    { limit: 'daily_per_channel', allowed: 50, used: 50, asked: 1, askedForOne: 1, freeAt: midnight },
  ],
  [
    'This bot may spend $1.00 a day: $0.966 of $1.00 spent or reserved, and this request costs $0.042. It is free again in 3 h 20 min, at midnight UTC. Nothing was charged.',
    { limit: 'budget_daily', allowed: 1, used: 0.966, asked: 0.042, askedForOne: 0.042, freeAt: midnight },
  ],
  [
    'This bot may spend $20.00 a month: $20.00 of $20.00 spent or reserved, and this request costs $0.042. It is free again in 16 days 4 h, when the month begins (UTC). Nothing was charged.',
    {
      limit: 'budget_monthly',
      allowed: 20,
      used: 20,
      asked: 0.042,
      askedForOne: 0.042,
      freeAt: Date.UTC(2026, 1, 1),
    },
  ],
  [
    'You can ask for 2 pictures a day: 0 of 2 used, and this request asks for 4 pictures. A request for up to 2 pictures can fit now. Nothing was charged.',
    { limit: 'daily_per_user', allowed: 2, used: 0, asked: 4, askedForOne: 1, freeAt: midnight },
  ],
  [
    'You can ask for 2 pictures a day: 2 of 2 used, and this request asks for 4 pictures. It is free again in 3 h 20 min, at midnight UTC, for a request for up to 2 pictures. Nothing was charged.',
    { limit: 'daily_per_user', allowed: 2, used: 2, asked: 4, askedForOne: 1, freeAt: midnight },
  ],
  [
    'You can ask for 0 pictures a day: 0 of 0 used, and this request asks for 1 picture. Not even one picture fits; an admin of this bot can allow more. Nothing was charged.',
    { limit: 'daily_per_user', allowed: 0, used: 0, asked: 1, askedForOne: 1, freeAt: midnight },
  ],
  [
    'This bot may spend $0.04 a day: $0.00 of $0.04 spent or reserved, and this request costs $0.042. Not even one picture fits; an admin of this bot can allow more. Nothing was charged.',
    { limit: 'budget_daily', allowed: 0.04, used: 0, asked: 0.042, askedForOne: 0.042, freeAt: midnight },
  ],
  [
    // In floating point 0.3 − 0.1 is a little less than 2 × 0.1.
    'This bot may spend $0.30 a day: $0.10 of $0.30 spent or reserved, and this request costs $0.40. A request for up to 2 pictures can fit now. Nothing was charged.',
    { limit: 'budget_daily', allowed: 0.3, used: 0.1, asked: 0.4, askedForOne: 0.1, freeAt: midnight },
  ],
])('says: %s', (text, hit) => {
  expect(limitText(hit, now)).toBe(text);
});
