import { expect } from 'vitest';

import { DAY_MS, type ImagineBot, type RenderJob } from '../../src/core/index.ts';
import type { MovableClock } from './fake-platform/stepping-clock.ts';

/** Beyond `RETENTION_DAYS`, and in another month, so that nothing of the job is left. */
const LONG_MS = 70 * DAY_MS;

interface Room {
  readonly bot: ImagineBot;
  readonly fake: { readonly clock: MovableClock };
  jobs(): Promise<readonly RenderJob[]>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** The person of the newest job has everything of theirs forgotten. */
export async function forgetNewest(room: Room): Promise<void> {
  const [job] = await room.jobs();
  if (job) await room.bot.forget(job.request.requester);
}

async function outliveRetention(room: Room): Promise<void> {
  const before = (await room.jobs())[0]?.id ?? '';
  await room.stop();
  await room.fake.clock.advance(LONG_MS);
  await room.start();
  await expect.poll(() => room.bot.job(before)).toBeNull();
}

/** After which a message with pictures stands, and its job is kept no longer. */
export const WAYS_TO_LOSE = [
  { what: 'that was forgotten', lose: forgetNewest },
  { what: 'that is older than the retention', lose: outliveRetention },
] as const;
