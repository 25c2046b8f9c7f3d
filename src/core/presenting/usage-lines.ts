import type { JobLimits, Usage } from '../jobs/store.ts';
import { dollarsText } from './phrases.ts';

/** One thing that is counted, beside what is allowed of it. */
export interface UsageLine {
  /** "Your pictures today". */
  label: string;
  /** "3", "$0.126". */
  used: string;
  /** Null where there is no limit. */
  allowed: string | null;
  /** How much of it is used, 0 to 1; null where there is no limit. */
  share: number | null;
}

/**
 * What a person, their place and the whole bot have used.
 *
 * @param place what a chat calls the place, with its article: "This channel's", "This room's".
 */
export function usageLines(
  { usage, limits }: { usage: Usage; limits: JobLimits },
  place: string,
): readonly UsageLine[] {
  return [
    line('Your requests under way', usage.activeJobs, limits.activeJobsPerUser, String),
    line('Your pictures today', usage.picturesToday, limits.dailyPicturesPerUser, String),
    line(`${place} pictures today`, usage.channelPicturesToday, limits.dailyPicturesPerChannel, String),
    line('Spent today', usage.dollarsToday, limits.budgetDailyUsd, dollarsText),
    line('Spent this month', usage.dollarsThisMonth, limits.budgetMonthlyUsd, dollarsText),
  ];
}

/** "Your pictures today: 3 of 20". */
export function usageText({ label, used, allowed }: UsageLine): string {
  return `${label}: ${used}${allowed === null ? '' : ` of ${allowed}`}`;
}

function line(
  label: string,
  used: number,
  allowed: number | null,
  text: (amount: number) => string,
): UsageLine {
  return {
    label,
    used: text(used),
    allowed: allowed === null ? null : text(allowed),
    share: allowed === null || allowed === 0 ? null : Math.min(1, used / allowed),
  };
}
