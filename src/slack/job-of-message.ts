import { maySee, picturesOf, type MessageRef, type RenderJob, type Requester } from '../core/index.ts';
import type { SlackParts } from './parts.ts';

/**
 * The job that a message shows: the one that posted it, or whose pictures it shows once more. Of a copy only while the person may see the
 * job and its pictures are there: its files are in the message all the same.
 */
export async function jobOfMessage(
  { bot, presenter }: Pick<SlackParts, 'bot' | 'presenter'>,
  message: MessageRef,
  requester: Requester,
): Promise<RenderJob | null> {
  const own = await bot.findByMessage(message);
  if (own) return own;
  const jobId = await presenter.jobOfCopy(message);
  const job = jobId === null ? null : await bot.job(jobId);
  const isThere = job?.state === 'delivered' && picturesOf(job).length > 0;
  return isThere && maySee(job, requester) ? job : null;
}
