import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../time.ts';

/** "6 s", "1 min 5 s", "3 h 20 min", "2 days 4 h". Time that has passed: whole units, rounded down. */
export function durationText(ms: number): string {
  const passedMs = Math.max(0, ms);
  if (passedMs < MINUTE_MS) return `${Math.floor(passedMs / SECOND_MS)} s`;
  if (passedMs < HOUR_MS) return twoUnits(passedMs, MINUTE_MS, 'min', SECOND_MS, 's');
  if (passedMs < DAY_MS) return twoUnits(passedMs, HOUR_MS, 'h', MINUTE_MS, 'min');
  return twoUnits(passedMs, DAY_MS, passedMs < 2 * DAY_MS ? 'day' : 'days', HOUR_MS, 'h');
}

/** Time still to wait, in the same words, rounded up: whoever comes back then is not too early. */
export function waitText(ms: number): string {
  const smallestMs = ms > DAY_MS ? HOUR_MS : ms > HOUR_MS ? MINUTE_MS : SECOND_MS;
  return durationText(Math.max(1, Math.ceil(ms / smallestMs)) * smallestMs);
}

/** An estimate, rounded to what it can honestly say: "12 s", "2 min". */
export function estimateText(ms: number): string {
  if (ms < 100 * SECOND_MS) return `${Math.max(1, Math.round(ms / SECOND_MS))} s`;
  return `${Math.round(ms / MINUTE_MS)} min`;
}

/** Cents at least, and as many further decimals (up to four) as the amount has: "$0.042", "$10.00". */
export function dollarsText(usd: number): string {
  return `$${usd.toFixed(4).replace(/0{1,2}$/, '')}`;
}

/** A time of day for an operator: "14:02 UTC". */
export function clockText(at: number): string {
  return `${new Date(at).toISOString().slice(11, 16)} UTC`;
}

/** "1 picture", "2 pictures". */
export function countText(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

/** "1st", "2nd", "3rd", "11th". */
export function ordinalText(n: number): string {
  const isTeen = n % 100 >= 11 && n % 100 <= 13;
  const ending = isTeen ? undefined : ({ 1: 'st', 2: 'nd', 3: 'rd' } as Record<number, string>)[n % 10];
  return `${n}${ending ?? 'th'}`;
}

function twoUnits(ms: number, bigMs: number, big: string, smallMs: number, small: string): string {
  const smalls = Math.floor((ms % bigMs) / smallMs);
  const bigs = `${Math.floor(ms / bigMs)} ${big}`;
  return smalls === 0 ? bigs : `${bigs} ${smalls} ${small}`;
}
