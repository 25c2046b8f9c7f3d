import { usageLines, type ImagineBot } from '../core/index.ts';
import { conversationOf, requesterOf, type Person } from './people.ts';
import type { UsageWire } from './wire.ts';

/** What a person, their room and the whole bot have used, beside what is allowed. */
export async function readUsage(bot: ImagineBot, person: Person, room: string): Promise<UsageWire> {
  const used = await bot.usage(requesterOf(person), conversationOf(room));
  return { lines: usageLines(used, "This room's") };
}
