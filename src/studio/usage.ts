import { dollarsText, type ImagineBot } from '../core/index.ts';
import { conversationOf, requesterOf, type Person } from './people.ts';
import type { UsageWire } from './wire.ts';

/** What a person, their room and the whole bot have used, beside what is allowed. */
export async function readUsage(bot: ImagineBot, person: Person, room: string): Promise<UsageWire> {
  const { usage, limits } = await bot.usage(requesterOf(person), conversationOf(room));
  return {
    lines: [
      line('Your requests under way', usage.activeJobs, limits.activeJobsPerUser, String),
      line('Your pictures today', usage.picturesToday, limits.dailyPicturesPerUser, String),
      line("This room's pictures today", usage.channelPicturesToday, limits.dailyPicturesPerChannel, String),
      line('Spent today', usage.dollarsToday, limits.budgetDailyUsd, dollarsText),
      line('Spent this month', usage.dollarsThisMonth, limits.budgetMonthlyUsd, dollarsText),
    ],
  };
}

function line(
  label: string,
  used: number,
  allowed: number | null,
  text: (amount: number) => string,
): UsageWire['lines'][number] {
  return {
    label,
    used: text(used),
    allowed: allowed === null ? null : text(allowed),
    share: allowed === null || allowed === 0 ? null : Math.min(1, used / allowed),
  };
}
