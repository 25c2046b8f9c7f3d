import type { JobView, RenderJob } from '../core/index.ts';
import { directPlace, sendReceipt } from './direct.ts';
import { findNamed } from './find-delivery.ts';
import { isDirect, placeOf, type SlackHandle, type SlackPlace } from './handle.ts';
import { statusMessage } from './layout.ts';
import { PRESENTER_WORDS } from './presenter-words.ts';
import { parseReply } from './reply-handle.ts';
import { inTeam, type PresenterTools, type TeamTools } from './tools.ts';
import type { MessageData } from './message-calls.ts';
import { isPlaceClosed } from './web-errors.ts';

/** `event_type` of a job's status message. */
const STATUS_EVENT = 'imagine_status';

/**
 * Draws a job for the first time: where it was asked for; a private one, and one from a place that takes nothing of the bot's, in the
 * person's direct messages, with a word about it where they asked. A message that an earlier try may have left is looked for first.
 *
 * @throws PlatformError `missing_permission` where neither can be done.
 */
export async function announceJob(
  job: RenderJob,
  view: JobView,
  presenter: PresenterTools,
  signal: AbortSignal,
): Promise<SlackHandle> {
  const { origin, requester, audience } = job.request;
  signal.throwIfAborted();
  const tools = await inTeam(origin.conversation.workspaceId, presenter);
  const reply = parseReply(origin.replyHandle);
  const place = placeOf(origin.conversation);
  const mayPost = reply === null || (reply.kind !== 'user' && reply.botMayPost);
  const isOpen = mayPost && (audience === 'channel' || isDirect(place));
  const post = async (where: SlackPlace): Promise<SlackHandle> => {
    const ts = await postStatus(where, job.id, view, tools, signal);
    return { v: 1, place: where, ts, userId: requester.userId };
  };
  const earlier = await earlierStatus(job, tools, signal);
  if (earlier !== null && earlier.place.channelId === place.channelId) return earlier;
  if (isOpen && earlier === null) {
    try {
      return await post(place);
    } catch (error) {
      if (!isPlaceClosed(error)) throw error;
      tools.logger.info({ jobId: job.id, error }, 'A place is closed; direct messages take its part.');
    }
  }
  const handle = earlier ?? (await post(await directPlace(requester.userId, tools, signal)));
  const elsewhere = isDirect(place) ? PRESENTER_WORDS.notPartOf : PRESENTER_WORDS.notMember;
  const words = audience === 'channel' ? elsewhere : PRESENTER_WORDS.inPrivate;
  if (reply?.kind !== 'user') await sendReceipt(origin, words, tools, signal);
  return handle;
}

/**
 * Where it is to stand is written down before it is posted, and stays so: whoever comes after a lost answer, or after the end of a process
 * that had not yet recorded where it stands, looks there.
 */
async function postStatus(
  where: SlackPlace,
  jobId: string,
  view: JobView,
  { calls, clock, deliveries }: TeamTools,
  signal: AbortSignal,
): Promise<string> {
  const { channelId, threadTs } = where;
  const attempt = { channelId, threadTs, at: clock.now() };
  await deliveries.write(keyOf(jobId), { v: 1, files: [], attempt, posted: null });
  return calls.post(where, statusMessage(view), dataOf(jobId), signal);
}

async function earlierStatus(
  { id, request: { origin, requester } }: RenderJob,
  tools: TeamTools,
  signal: AbortSignal,
): Promise<SlackHandle | null> {
  const { attempt } = await tools.deliveries.read(keyOf(id));
  const found = attempt && (await findNamed(attempt, dataOf(id), tools, signal));
  if (found === null || found === 'unknown') return null;
  const { channelId, threadTs, ts } = found;
  const place = { teamId: origin.conversation.workspaceId, channelId, threadTs };
  return { v: 1, place, ts: ts[0] ?? '', userId: requester.userId };
}

function keyOf(jobId: string): string {
  return `status ${jobId}`;
}

function dataOf(jobId: string): MessageData {
  return { eventType: STATUS_EVENT, payload: { job_id: jobId } };
}
