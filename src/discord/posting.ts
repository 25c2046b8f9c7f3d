import {
  PlatformError,
  errorJson,
  type JobView,
  type OutgoingPicture,
  type PlatformErrorCode,
  type RenderJob,
} from '../core/index.ts';
import { showByToken, showMessage, type RouteOptions, type Shown } from './delivery-route.ts';
import {
  channelOf,
  handleOfOrigin,
  handleOfPlace,
  liveWebhook,
  type DiscordHandle,
  type DiscordPlace,
  type WebhookRoute,
} from './handle.ts';
import { picturesMessage, statusMessage } from './layout.ts';
import { SHOW_BUTTON_LEAD_MS } from './limits.ts';
import { PRESENTER_WORDS } from './presenter-words.ts';
import { deliverPrivately, showInDm } from './private-delivery.ts';
import { uploadsOf } from './uploads.ts';

/** Where a picture is carried to. */
export interface ShareTarget {
  place: DiscordPlace;
  /** The person who shares. */
  userId: string;
  maxFileBytes: number;
  /** A link to the message where it was made; null where nobody else sees that. */
  sourceUrl: string | null;
  /** A fresh token of that very place, where the bot cannot write by itself. */
  webhook?: WebhookRoute | null;
}

/** What is to be shown of a job that is painted. */
export interface PaintedJob {
  deliveryKey: string;
  view: JobView;
  pictures: readonly OutgoingPicture[];
}

/**
 * Draws a job for the first time. A private one goes to its owner alone: as the private answer to their command, else by direct
 * message.
 */
export async function announceJob(
  job: RenderJob,
  view: JobView,
  options: RouteOptions,
  signal: AbortSignal,
): Promise<Shown> {
  const { origin, requester, audience } = job.request;
  const handle = handleOfOrigin(origin, requester.userId);
  const showing = { message: statusMessage(view), nonceKey: `status ${job.id}`, isDelivery: false, signal };
  if (audience === 'channel') return showMessage(handle, showing, options);
  const isPrivate = handle.ephemeral || (handle.place.guildId === null && handle.botMayPost);
  try {
    if (isPrivate) return await showMessage(handle, showing, options);
  } catch (error) {
    // The token died while the job waited for its announcement; direct messages are the other private way.
    if (!isExpired(error)) throw error;
  }
  return showInDm(handle.userId, showing.message, showing.nonceKey, options, signal);
}

export async function redrawStatus(
  handle: DiscordHandle,
  view: JobView,
  options: RouteOptions,
  signal: AbortSignal,
): Promise<Shown> {
  const message = statusMessage(view, { offersShow: endsSoon(handle, options.clock.now()) });
  const showing = { message, nonceKey: `status ${view.jobId}`, isDelivery: false, signal };
  return showMessage(handle, showing, options);
}

/** A place that says so does not take the pictures however often it is asked. What is down, or is full, may take them later. */
const REFUSED: readonly PlatformErrorCode[] = ['handle_expired', 'missing_permission', 'gone', 'rejected'];

/**
 * Shows the pictures in the job's message. Where its place is out of reach, or takes them no more, they go to their owner by direct
 * message: they are paid.
 */
export async function deliverPictures(
  handle: DiscordHandle,
  { deliveryKey, view, pictures }: PaintedJob,
  options: RouteOptions,
  signal: AbortSignal,
): Promise<Shown> {
  const message = picturesMessage(view, uploadsOf(pictures, handle.maxFileBytes));
  const nonceKey = `pictures ${deliveryKey}`;
  try {
    return await showMessage(handle, { message, nonceKey, isDelivery: true, signal }, options);
  } catch (error) {
    // Only a refusal leads on; after any other error the same way may be open again.
    if (!(error instanceof PlatformError) || !REFUSED.includes(error.reason)) throw error;
    options.logger.info({ jobId: view.jobId, reason: error.reason }, 'A place takes its pictures no more.');
    const about = { jobId: view.jobId, message, nonceKey };
    const shown = await deliverPrivately(handle, about, options, signal).catch((later: unknown) => {
      // The first refusal says more than the one at the last door.
      throw isExpired(later) ? error : later;
    });
    if (view.audience === 'channel') await sayNotHere(handle, view, options, signal);
    return shown;
  }
}

/**
 * Shows the pictures once more in the private answer to an interaction, by its token alone: whoever asked is there to ask again, and
 * nobody else is to hear of it.
 *
 * @throws PlatformError of that one way.
 */
export async function showPicturesAgain(
  handle: DiscordHandle,
  { view, pictures }: Pick<PaintedJob, 'view' | 'pictures'>,
  options: RouteOptions,
  signal: AbortSignal,
): Promise<void> {
  const message = picturesMessage(view, uploadsOf(pictures, handle.maxFileBytes));
  await showByToken(handle, { message, signal }, options);
}

/** The message that everyone saw ends as well, where that can still be done. */
async function sayNotHere(
  handle: DiscordHandle,
  view: JobView,
  options: RouteOptions,
  signal: AbortSignal,
): Promise<void> {
  const message = statusMessage({ ...view, sentences: [PRESENTER_WORDS.notHere, ...view.sentences] });
  const showing = { message, nonceKey: `status ${view.jobId}`, isDelivery: false, signal };
  try {
    await showMessage(handle, showing, options);
  } catch (error) {
    // The pictures are delivered, and nothing that goes wrong here may undo that.
    options.logger.info({ jobId: view.jobId, error: errorJson(error) }, 'A message could not be ended.');
  }
}

/** Posts the pictures of a job in another place, with a link back. */
export async function sharePictures(
  { place, userId, maxFileBytes, sourceUrl, webhook = null }: ShareTarget,
  { deliveryKey, view, pictures }: PaintedJob,
  options: RouteOptions,
  signal: AbortSignal,
): Promise<Shown> {
  const message = picturesMessage(view, uploadsOf(pictures, maxFileBytes), { sourceUrl });
  const nonceKey = `share ${deliveryKey} ${channelOf(place)}`;
  const handle = handleOfPlace(place, userId, { maxFileBytes });
  if (webhook !== null) {
    const { id } = await options.calls.postByToken(webhook, message, false, signal);
    return { handle: { ...handle, messageId: id }, messageId: id };
  }
  return showMessage(handle, { message, nonceKey, isDelivery: true, signal }, options);
}

/** Whether only a click can keep the way to this message open. */
function endsSoon(handle: DiscordHandle, now: number): boolean {
  const webhook = liveWebhook(handle, now);
  return handle.ephemeral && webhook !== null && webhook.expiresAt - now < SHOW_BUTTON_LEAD_MS;
}

function isExpired(error: unknown): boolean {
  return error instanceof PlatformError && error.reason === 'handle_expired';
}
