import type { LimitSettings } from '../../src/core/policy/limits.ts';
import type { AccessPolicy } from '../../src/core/policy/access.ts';

/** Everyone may ask for as much as they like. */
export const OPEN_TO_ALL: AccessPolicy & LimitSettings = {
  allowedUsers: null,
  allowedRoles: null,
  allowedChannels: null,
  safetyToleranceMax: 4,
  activePerUser: null,
  dailyPerUser: null,
  dailyPerChannel: null,
  budgetDailyUsd: null,
  budgetMonthlyUsd: null,
};
