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

/** Which limit stands in the way, how much of it is used, and when it is free again. */
export function limitText(hit: LimitHit, now: number): string {
  const words: LimitWords = LIMIT_WORDS[hit.limit];
  return `${words.rule(hit.allowed)}: ${words.used(hit)}. ${freeText(hit, now)} Nothing was charged.`;
}

function freeText(hit: LimitHit, now: number): string {
  // More than the whole limit in one request stays too much, whenever it is asked.
  if (hit.asked > hit.allowed) return 'A request for fewer pictures can fit.';
  if (hit.freeAt === null)
    return 'It is free again as soon as one of them has ended; cancelling one frees it at once.';
  return `It is free again in ${waitText(hit.freeAt - now)}, ${utcText(hit)}.`;
}

/** Days and months are those of UTC, so the moment is told in it. */
function utcText(hit: LimitHit): string {
  return hit.limit === 'budget_monthly' ? 'when the month begins (UTC)' : 'at midnight UTC';
}
