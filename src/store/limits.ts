import {
  DAY_MS,
  isFinalJob,
  type JobLimits,
  type LimitHit,
  type LimitName,
  type RenderJob,
  type Take,
  type Usage,
} from '../core/index.ts';

/** Dollars are counted in whole millionths: sums of them are exact, so a budget is neither overrun nor cut short by a rounding. */
const MICROS_PER_USD = 1_000_000;

export function toMicros(dollars: number): number {
  return Math.round(dollars * MICROS_PER_USD);
}

export function fromMicros(micros: number): number {
  return micros / MICROS_PER_USD;
}

export function startOfUtcDay(at: number): number {
  return Math.floor(at / DAY_MS) * DAY_MS;
}

export function startOfUtcMonth(at: number, monthsOn = 0): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + monthsOn);
}

/**
 * Whether a take counts for limits and budgets: it is painted, or may yet cost something, or may have. An uncharged failure, a take
 * that was cancelled before its submit, and one that still waits in a job that is over count for nothing; one that another job bought
 * counts there.
 */
export function takeCounts(take: Take, job: Pick<RenderJob, 'state'>): boolean {
  if (take.boughtByJobId !== null) return false;
  switch (take.state) {
    case 'failed':
      return take.failure?.charged !== 'no';
    case 'cancelled':
      return take.mayStillBill;
    case 'waiting':
      return !isFinalJob(job);
    default:
      return true;
  }
}

/** `Usage` with its dollars in millionths. */
export interface UsedMicros extends Omit<Usage, 'dollarsToday' | 'dollarsThisMonth'> {
  microsToday: number;
  microsThisMonth: number;
}

export function toUsage(used: UsedMicros): Usage {
  const { microsToday, microsThisMonth, ...counts } = used;
  return { ...counts, dollarsToday: fromMicros(microsToday), dollarsThisMonth: fromMicros(microsThisMonth) };
}

/**
 * The first limit that a job of these takes would overrun, the nearest to the person first. Null when all of them hold, and for a job
 * that buys nothing.
 */
export function firstLimitHit(
  limits: JobLimits,
  used: UsedMicros,
  job: Pick<RenderJob, 'takes' | 'createdAt'>,
): LimitHit | null {
  const takes = job.takes.filter((take) => take.boughtByJobId === null).length;
  if (takes === 0) return null;
  const now = job.createdAt;
  const tomorrow = startOfUtcDay(now) + DAY_MS;
  const nextMonth = startOfUtcMonth(now, 1);
  const micros = takes * toMicros(limits.pricePerImageUsd);
  const checks: [LimitName, number | null, number, number, number | null][] = [
    ['active_per_user', limits.activeJobsPerUser, used.activeJobs, 1, null],
    ['daily_per_user', limits.dailyPicturesPerUser, used.picturesToday, takes, tomorrow],
    ['daily_per_channel', limits.dailyPicturesPerChannel, used.channelPicturesToday, takes, tomorrow],
  ];
  for (const [limit, allowed, count, asked, freeAt] of checks) {
    if (allowed !== null && count + asked > allowed)
      return { limit, allowed, used: count, asked, askedForOne: 1, freeAt };
  }
  const budgets: [LimitName, number | null, number, number][] = [
    ['budget_daily', limits.budgetDailyUsd, used.microsToday, tomorrow],
    ['budget_monthly', limits.budgetMonthlyUsd, used.microsThisMonth, nextMonth],
  ];
  for (const [limit, allowed, spent, freeAt] of budgets) {
    if (allowed !== null && spent + micros > toMicros(allowed))
      return {
        limit,
        allowed,
        used: fromMicros(spent),
        asked: fromMicros(micros),
        askedForOne: limits.pricePerImageUsd,
        freeAt,
      };
  }
  return null;
}
