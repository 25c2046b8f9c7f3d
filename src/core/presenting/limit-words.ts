import type { LimitHit, LimitName } from '../jobs/store.ts';
import { countText, dollarsText, waitText } from './phrases.ts';

interface LimitWords {
  /** The limit and its size. */
  rule: (allowed: number) => string;
  used: (hit: LimitHit) => string;
}

const pictures = (hit: LimitHit): string =>
  `${hit.used} of ${hit.allowed} used, and this request asks for ${countText(hit.asked, 'picture')}`;
const dollars = (hit: LimitHit): string =>
  `${dollarsText(hit.used)} of ${dollarsText(hit.allowed)} spent or reserved, and this request costs ${dollarsText(hit.asked)}`;

const LIMIT_WORDS = {
  active_per_user: {
    rule: (allowed) => `You can have ${countText(allowed, 'request')} under way at once`,
    used: (hit) => `${hit.used} of ${hit.allowed} under way`,
  },
  daily_per_user: {
    rule: (allowed) => `You can ask for ${countText(allowed, 'picture')} a day`,
    used: pictures,
  },
  daily_per_channel: {
    rule: (allowed) => `This channel can have ${countText(allowed, 'picture')} a day`,
    used: pictures,
  },
  budget_daily: {
    rule: (allowed) => `This bot may spend ${dollarsText(allowed)} a day`,
    used: dollars,
  },
  budget_monthly: {
    rule: (allowed) => `This bot may spend ${dollarsText(allowed)} a month`,
    used: dollars,
  },
} as const satisfies Record<LimitName, LimitWords>;

/** Dollars are no whole numbers here: what is missing to a whole picture by less than this is an error of the division. */
const ROUNDING = 1e-6;

/** Which limit stands in the way, how much of it is used, and when it is free again. */
export function limitText(hit: LimitHit, now: number): string {
  const words: LimitWords = LIMIT_WORDS[hit.limit];
  return `${words.rule(hit.allowed)}: ${words.used(hit)}. ${freeText(hit, now)} Nothing was charged.`;
}

function freeText(hit: LimitHit, now: number): string {
  const { allowed, used, asked, freeAt } = hit;
  const most = picturesIn(allowed, hit);
  if (most < 1) return 'Not even one picture fits; an admin of this bot can allow more.';
  if (freeAt === null)
    return 'It is free again as soon as one of them has ended; cancelling one frees it at once.';
  const fitting = picturesIn(allowed - used, hit);
  const smaller = fitting < 1 ? [] : [`A request for ${upTo(fitting)} can fit now.`];
  const free = `It is free again in ${waitText(freeAt - now)}, ${utcText(hit)}`;
  if (asked <= allowed) return [...smaller, `${free}.`].join(' ');
  // More than the whole limit in one request stays too much, whenever it is asked.
  return smaller[0] ?? `${free}, for a request for ${upTo(most)}.`;
}

function picturesIn(amount: number, { askedForOne }: LimitHit): number {
  return Math.floor(amount / askedForOne + ROUNDING);
}

function upTo(count: number): string {
  return count === 1 ? countText(1, 'picture') : `up to ${countText(count, 'picture')}`;
}

/** Days and months are those of UTC, so the moment is told in it. */
function utcText(hit: LimitHit): string {
  return hit.limit === 'budget_monthly' ? 'when the month begins (UTC)' : 'at midnight UTC';
}
