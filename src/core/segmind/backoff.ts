import { MINUTE_MS, SECOND_MS } from '../time.ts';

const FIRST_DELAY_MS = SECOND_MS;
const LONGEST_DELAY_MS = 10 * SECOND_MS;

/** Jitter goes downwards only, from 0.7 to 0.5 of the nominal delay: six failures in a row (1, 2, 4, 8, 10, 10 s) then cost under 25 s. */
const JITTER = { most: 0.7, spread: 0.2 } as const;

/** Milliseconds to wait after the `failures`-th failure in a row (from 1): 1 s doubling to at most 10 s, less the jitter. */
export function backoffMs(failures: number, random: () => number): number {
  const nominalMs = Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), LONGEST_DELAY_MS);
  return Math.round(nominalMs * (JITTER.most - JITTER.spread * random()));
}

/** A hint further ahead than this is a misread format, not a rate limit counted by the minute. */
const LONGEST_HINT_MS = 10 * MINUTE_MS;

/** Below this a bare number counts seconds from now; above it is a time: 1e8 s is the year 1973. */
const SMALLEST_EPOCH = 1e8;
/** Above this an epoch counts milliseconds: 1e11 s is the year 5138. */
const SMALLEST_EPOCH_MS = 1e11;

const LIMIT_HEADERS = ['x-rate-limit-reset-at-utc', 'retry-after'] as const;

/**
 * When a 429 may be asked again, in milliseconds since 1970, by `x-rate-limit-reset-at-utc` or a gateway's `Retry-After`; null
 * without a hint that can be believed. The format of the first is not documented: ISO, HTTP dates and epochs in s and ms are read.
 */
export function resetAt(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  now: number,
): number | null {
  for (const name of LIMIT_HEADERS) {
    const header = headers[name];
    const at = parseTime((Array.isArray(header) ? header[0] : header)?.trim() ?? '', now);
    if (at !== null && at > now && at - now <= LONGEST_HINT_MS) return at;
  }
  return null;
}

function parseTime(text: string, now: number): number | null {
  if (/^\d+(\.\d+)?$/.test(text)) {
    const number = Number(text);
    if (number < SMALLEST_EPOCH) return now + number * SECOND_MS;
    return number < SMALLEST_EPOCH_MS ? number * SECOND_MS : number;
  }
  // The header's name says UTC; a date without a zone would otherwise be read in the zone of this machine.
  const isBareDate = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text);
  const at = Date.parse(isBareDate ? `${text.replace(' ', 'T')}Z` : text);
  return Number.isNaN(at) ? null : at;
}
