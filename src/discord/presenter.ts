import type { REST } from 'discord.js';

import {
  PlatformError,
  isFinalState,
  refusal,
  type Clock,
  type FetchPicture,
  type JobView,
  type Logger,
  type MessageRef,
  type OutgoingPicture,
  type Presenter,
  type PresenterHandle,
} from '../core/index.ts';
import type { RouteOptions, Shown } from './delivery-route.ts';
import { findDelivery, findShared } from './find-delivery.ts';
import { channelOf, encodeHandle, messageRef, parseHandle, placeOf, type DiscordPlace } from './handle.ts';
import { MAX_ALT_TEXT_CHARS, MAX_ATTACHMENTS, MIN_UPDATE_INTERVAL_MS } from './limits.ts';
import { createMediaLoader, type LoadMedia } from './media.ts';
import { picturesOfMessage } from './message-pictures.ts';
import { notifyPerson } from './notify.ts';
import {
  announceJob,
  deliverPictures,
  redrawStatus,
  sharePictures,
  showPicturesAgain,
  type ShareTarget,
} from './posting.ts';
import { createRedrawBudget } from './redraw-budget.ts';
import { createDiscordCalls } from './rest-calls.ts';

export interface DiscordPresenterOptions {
  /** Made with `restOptions`. */
  rest: Pick<REST, 'request'>;
  clock: Clock;
  logger: Logger;
  /** As in `DISCORD_MEDIA_HOSTS`. */
  mediaHosts: readonly string[];
  fetchPicture: FetchPicture;
}

export interface DiscordPresenter extends Presenter {
  /** Posts the pictures of a job in another place, with a link back. @throws PlatformError as `deliver` does. */
  share(
    target: ShareTarget,
    deliveryKey: string,
    view: JobView,
    pictures: readonly OutgoingPicture[],
    signal: AbortSignal,
  ): Promise<MessageRef>;
  /** Shows the pictures of a job once more, in the private answer to an interaction and nowhere else. @throws PlatformError */
  showAgain(
    handle: PresenterHandle,
    view: JobView,
    pictures: readonly OutgoingPicture[],
    signal: AbortSignal,
  ): Promise<void>;
  /** The message of a `share` of the job in a place since then; null where there surely is none. @throws PlatformError */
  findShared(
    place: DiscordPlace,
    share: { jobId: string; since: number },
    signal: AbortSignal,
  ): Promise<MessageRef | null | 'unknown'>;
  /** A message as Discord's API answers it now, with fresh links. @throws PlatformError */
  readMessage(message: MessageRef, signal: AbortSignal): Promise<unknown>;
  /** Downloads one file of an event (an attachment of a command, a picture of a message at hand), under the presenter's own guard. */
  loadMedia: LoadMedia;
}

/** @throws ConfigError for media hosts that cannot be used. */
export function createDiscordPresenter(options: DiscordPresenterOptions): DiscordPresenter {
  const { clock, logger } = options;
  const calls = createDiscordCalls(options.rest);
  const route: RouteOptions = { calls, clock, logger };
  const loadMedia = createMediaLoader(options);
  const redraws = createRedrawBudget(clock);
  let ownUserId: string | null = null;

  /** Asked for once, and not of the gateway: what an earlier run owes does not wait for a connection. @throws PlatformError */
  async function botUserId(signal: AbortSignal): Promise<string> {
    ownUserId ??= await calls.ownUserId(signal);
    return ownUserId;
  }

  return {
    platform: 'discord',
    capabilities: {
      minUpdateIntervalMs: MIN_UPDATE_INTERVAL_MS,
      maxPictures: MAX_ATTACHMENTS,
      contentTypes: ['image/png', 'image/jpeg', 'image/webp', 'image/gif'],
      maxAltTextChars: MAX_ALT_TEXT_CHARS,
    },

    async announce(job, view, signal) {
      const shown = await announceJob(job, view, route, signal);
      return { handle: encodeHandle(shown.handle), message: refOf(shown) };
    },

    async update(value, view, signal) {
      // The last word is never held back.
      if (!isFinalState(view.jobState)) redraws.take();
      const shown = await redrawStatus(parseHandle(value), view, route, signal);
      return encodeHandle(shown.handle);
    },

    async deliver(value, deliveryKey, view, pictures, signal) {
      const shown = await deliverPictures(parseHandle(value), { deliveryKey, view, pictures }, route, signal);
      return { messages: [refOf(shown)], handle: encodeHandle(shown.handle) };
    },

    async find(value, deliveryKey, signal) {
      const handle = parseHandle(value);
      const about = { jobId: deliveryKey, botUserId: await botUserId(signal) };
      const found = await findDelivery(handle, about, route, signal);
      if (found === null || found === 'unknown') return found ?? [];
      const isHere = found.channelId === channelOf(handle.place);
      const place = isHere ? handle.place : { guildId: null, channelId: found.channelId, threadId: null };
      return [messageRef(place, found.messageId)];
    },

    async remove(messages, signal) {
      for (const { conversation, messageId } of messages) {
        try {
          await calls.remove(channelOf(placeOf(conversation)), messageId, signal);
        } catch (error) {
          // Gone is what it is to be; a private message, which no bot token reaches, goes with its own interaction.
          if (!(error instanceof PlatformError) || error.reason !== 'gone') throw error;
        }
      }
    },

    notify: (origin, notice, signal) => notifyPerson(origin, notice, route, signal),

    async loadPicture({ conversation, messageId }, index, signal) {
      // Read anew each time, so that the link is fresh.
      const message = await calls.read(channelOf(placeOf(conversation)), messageId, signal);
      const picture = picturesOfMessage(message)[index];
      if (!picture) throw refusal('no_picture');
      return { bytes: await loadMedia(picture.url, signal), fileName: picture.fileName };
    },

    handleExpiresAt: (value) => parseHandle(value).webhook?.expiresAt ?? null,

    async share(target, deliveryKey, view, pictures, signal) {
      return refOf(await sharePictures(target, { deliveryKey, view, pictures }, route, signal));
    },

    showAgain: (value, view, pictures, signal) =>
      showPicturesAgain(parseHandle(value), { view, pictures }, route, signal),

    async findShared(place, { jobId, since }, signal) {
      const about = { jobId, botUserId: await botUserId(signal), since };
      const found = await findShared(channelOf(place), about, route, signal);
      return found === null || found === 'unknown' ? found : messageRef(place, found.id);
    },

    readMessage: ({ conversation, messageId }, signal) =>
      calls.read(channelOf(placeOf(conversation)), messageId, signal),

    loadMedia,
  };
}

function refOf({ handle, messageId }: Shown): MessageRef {
  return messageRef(handle.place, messageId);
}
