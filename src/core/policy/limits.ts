import type { JobLimits } from '../jobs/store.ts';

/** The settings that bound what people may ask for; null means no bound. Days and months are UTC. */
export interface LimitSettings {
  activePerUser: number | null;
  dailyPerUser: number | null;
  dailyPerChannel: number | null;
  budgetDailyUsd: number | null;
  budgetMonthlyUsd: number | null;
}

/** The settings as the store holds them, in the transaction that makes a job. */
export function jobLimits(settings: LimitSettings, pricePerImageUsd: number): JobLimits {
  return {
    activeJobsPerUser: settings.activePerUser,
    dailyPicturesPerUser: settings.dailyPerUser,
    dailyPicturesPerChannel: settings.dailyPerChannel,
    budgetDailyUsd: settings.budgetDailyUsd,
    budgetMonthlyUsd: settings.budgetMonthlyUsd,
    pricePerImageUsd,
  };
}
