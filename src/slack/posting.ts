import {
  isChatDown,
  MINUTE_MS,
  patiently,
  PlatformError,
  SECOND_MS,
  isFinalState,
  type ConversationRef,
  type JobView,
  type MessageRef,
} from '../core/index.ts';
import { directPlace } from './direct.ts';
import type { Posted } from './find-delivery.ts';
import { isDirect, placeOf, refOf, type SlackHandle, type SlackPlace } from './handle.ts';
import { finishedMessage, statusMessage } from './layout.ts';
import type { PaintedJob } from './painted-job.ts';
import { findPictures, postPictures } from './pictures-post.ts';
import { PRESENTER_WORDS } from './presenter-words.ts';
import { inTeam, type PresenterTools, type TeamTools } from './tools.ts';
import { isPlaceClosed } from './web-errors.ts';

/**
 * How long the status is drawn for the last time, for what it says is wrong otherwise: updates run out when many jobs end at once. Within
 * the two minutes that the core gives a whole delivery, and whoever is cut off here finds the post and goes on.
 */
const LAST_WORD_PATIENCE = { totalMs: MINUTE_MS, maxWaitMs: 16 * SECOND_MS } as const;

export async function redrawStatus(
  { place, ts }: SlackHandle,
  view: JobView,
  presenter: PresenterTools,
  signal: AbortSignal,
): Promise<void> {
  const { calls } = await inTeam(place.teamId, presenter);
  const isLast = isFinalState(view.jobState);
  await calls.update(place.channelId, ts, statusMessage(view), isLast, signal);
}

/**
 * Posts the pictures where the status stands, and leaves one line of that. Where the place has closed meanwhile they go to their owner
 * by direct message: they are paid.
 */
export async function deliverPictures(
  handle: SlackHandle,
  job: PaintedJob,
  presenter: PresenterTools,
  signal: AbortSignal,
): Promise<readonly MessageRef[]> {
  const tools = await inTeam(handle.place.teamId, presenter);
  const posted = await postSomewhere(handle, job, tools, signal);
  await shrinkStatus(handle, job.view.headline, posted, tools, signal);
  return refsOf(handle.place, posted);
}

async function postSomewhere(
  { place, userId }: SlackHandle,
  job: PaintedJob,
  tools: TeamTools,
  signal: AbortSignal,
): Promise<Posted> {
  try {
    return await postPictures(place, job, tools, signal);
  } catch (error) {
    if (!isPlaceClosed(error) || isDirect(place)) throw error;
    tools.logger.warn(
      { jobId: job.view.jobId, error },
      'A place has closed; the pictures go to their owner.',
    );
    try {
      return await postPictures(await directPlace(userId, tools, signal), job, tools, signal);
    } catch (second) {
      signal.throwIfAborted();
      // What is unknown or may pass is the caller's; a second refusal says less than the first.
      const isRefused = second instanceof PlatformError && second.reason === 'missing_permission';
      throw isRefused ? error : second;
    }
  }
}

/** The messages of an earlier delivery; the status, which may still say that it is being painted, is put right. */
export async function findPosted(
  handle: SlackHandle,
  key: string,
  presenter: PresenterTools,
  signal: AbortSignal,
): Promise<readonly MessageRef[] | 'unknown'> {
  const tools = await inTeam(handle.place.teamId, presenter);
  const found = await findPictures(handle.place, key, tools, signal);
  if (found === null || found === 'unknown') return found ?? [];
  await shrinkStatus(handle, PRESENTER_WORDS.painted, found, tools, signal);
  return refsOf(handle.place, found);
}

/** Posts the pictures of a job in another place, once for each place. */
export async function sharePictures(
  target: ConversationRef,
  job: PaintedJob,
  presenter: PresenterTools,
  signal: AbortSignal,
): Promise<MessageRef> {
  const place = placeOf(target);
  const tools = await inTeam(place.teamId, presenter);
  const posted = await postPictures(place, { ...job, key: keyOfShare(place, job.key) }, tools, signal);
  return keepCopies(place, posted, job.view.jobId, tools);
}

/** The message of an earlier share; null where there surely is none, `begun` where its files may stand without their words. */
export async function findShared(
  target: ConversationRef,
  { key, jobId }: { key: string; jobId: string },
  presenter: PresenterTools,
  signal: AbortSignal,
): Promise<MessageRef | null | 'begun' | 'unknown'> {
  const place = placeOf(target);
  const tools = await inTeam(place.teamId, presenter);
  const placeKey = keyOfShare(place, key);
  const found = await findPictures(place, placeKey, tools, signal);
  if (found === 'unknown') return found;
  if (found !== null) return keepCopies(place, found, jobId, tools);
  const { attempt } = await tools.deliveries.read(placeKey);
  return attempt?.beside === undefined ? null : 'begun';
}

async function keepCopies(
  place: SlackPlace,
  posted: Posted,
  jobId: string,
  { deliveries }: TeamTools,
): Promise<MessageRef> {
  for (const message of refsOf(place, posted)) await deliveries.keepCopy(message, jobId);
  return refOf(place, posted.ts[0] ?? '');
}

function keyOfShare({ channelId, threadTs }: SlackPlace, deliveryKey: string): string {
  return ['share', deliveryKey, channelId, threadTs ?? ''].join(' ');
}

/** Never throws but for the signal: the pictures stand there, and that is what counts. */
async function shrinkStatus(
  { place, ts }: SlackHandle,
  headline: string,
  posted: Posted,
  { calls, clock, logger }: TeamTools,
  signal: AbortSignal,
): Promise<void> {
  const isElsewhere = posted.channelId !== place.channelId;
  const permalink = isElsewhere ? null : await linkTo(posted, calls, signal);
  const message = finishedMessage(headline, permalink, isElsewhere ? PRESENTER_WORDS.wentPrivate : undefined);
  try {
    await patiently({ clock, signal, ...LAST_WORD_PATIENCE, isTransient: isChatDown }, () =>
      calls.update(place.channelId, ts, message, true, signal),
    );
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof PlatformError)) throw error;
    logger.warn({ error }, 'The status message of a painted job stays as it was.');
  }
}

async function linkTo(
  { channelId, ts }: Posted,
  calls: TeamTools['calls'],
  signal: AbortSignal,
): Promise<string | null> {
  try {
    return await calls.permalink(channelId, ts[0] ?? '', signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof PlatformError)) throw error;
    // The picture stands right below.
    return null;
  }
}

function refsOf({ teamId }: SlackPlace, { channelId, threadTs, ts }: Posted): readonly MessageRef[] {
  return ts.map((each) => refOf({ teamId, channelId, threadTs }, each));
}
