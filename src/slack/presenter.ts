import {
  DAY_MS,
  hostRules,
  refusal,
  type Clock,
  type ConversationRef,
  type FetchPicture,
  type JobView,
  type LoadedPicture,
  type Logger,
  type MessageRef,
  type NoteStore,
  type OutgoingPicture,
  type Presenter,
} from '../core/index.ts';
import { announceJob } from './announcement.ts';
import { createDeliveries } from './deliveries.ts';
import { encodeHandle, parseHandle, refOf } from './handle.ts';
import { MAX_ALT_TEXT_CHARS, MAX_PICTURES, MEMORY_MS, MIN_UPDATE_INTERVAL_MS } from './limits.ts';
import { loadFile, type SlackFileFacts } from './media.ts';
import { notifyPerson } from './notify.ts';
import { createPacing, type Pacing } from './pacing.ts';
import { deliverPictures, findPosted, findShared, redrawStatus, sharePictures } from './posting.ts';
import { pictureOfMessage, redrawMessage, removeMessage } from './standing-messages.ts';
import { inTeam, type PresenterTools } from './tools.ts';
import type { WorkspaceOf } from './workspace.ts';

export type { SlackFileFacts } from './media.ts';

export interface SlackPresenterOptions {
  workspaceOf: WorkspaceOf;
  /** Remembers uploads and posts over a crash, so that nothing is posted twice. */
  notes: NoteStore;
  clock: Clock;
  logger: Logger;
  /** As in `SLACK_FILE_HOSTS`. */
  fileHosts: readonly string[];
  fetchPicture: FetchPicture;
  /** As in `RETENTION_DAYS`: for as long as a job is kept its files can be deleted with their message. Default: a month. */
  retentionDays?: number;
  /** Default: a pacing of its own by Slack's limits. */
  pacing?: Pacing;
}

export interface SlackPresenter extends Presenter {
  /** Posts the pictures of a job in another place, once for each place. @throws PlatformError as `deliver` does. */
  share(
    target: ConversationRef,
    deliveryKey: string,
    view: JobView,
    pictures: readonly OutgoingPicture[],
    signal: AbortSignal,
  ): Promise<MessageRef>;
  /** The job whose pictures a message of `share` shows; null for every other message. Whether a person may see it is not asked here. */
  jobOfCopy(message: MessageRef): Promise<string | null>;
  /** The message of an earlier `share` under this key; `begun`: only its files. @throws PlatformError as calls do. */
  findShared(
    target: ConversationRef,
    share: { key: string; jobId: string },
    signal: AbortSignal,
  ): Promise<MessageRef | null | 'begun' | 'unknown'>;
  /**
   * Draws a message with a job's pictures anew, with the pictures that stand in it.
   *
   * @throws PlatformError `missing_permission` where the bot may not read its own message, and as calls do.
   */
  redraw(
    message: MessageRef,
    view: JobView,
    altTextOf: (index: number) => string,
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Downloads one file of an event or a message, under the presenter's own guard.
   *
   * @throws PlatformError `missing_permission` without the scope `files:read`, and as calls do; UserError `address_refused` for a file
   * that is kept elsewhere, `picture_gone`, `picture_too_large`, `picture_unreachable` also for one that the bot is not shown.
   */
  loadFile(teamId: string | null, file: SlackFileFacts, signal: AbortSignal): Promise<LoadedPicture>;
}

/** @throws ConfigError for file hosts that cannot be used. */
export function createSlackPresenter(options: SlackPresenterOptions): SlackPresenter {
  const { workspaceOf, notes, clock, logger, fileHosts, fetchPicture } = options;
  // A job ends a little after its pictures stand there.
  const retentionMs = ((options.retentionDays ?? 0) + 1) * DAY_MS;
  const tools: PresenterTools = {
    workspaceOf,
    pacing: options.pacing ?? createPacing(clock),
    deliveries: createDeliveries(notes, clock, Math.max(MEMORY_MS, retentionMs)),
    clock,
    logger,
    hosts: hostRules(fileHosts),
    fetchPicture,
  };

  const load: SlackPresenter['loadFile'] = async (teamId, file, signal) => {
    signal.throwIfAborted();
    const { calls, workspace } = await inTeam(teamId, tools);
    const media = { calls, workspace, hosts: tools.hosts, fetchPicture };
    return loadFile(file, media, signal);
  };

  return {
    platform: 'slack',
    capabilities: {
      minUpdateIntervalMs: MIN_UPDATE_INTERVAL_MS,
      maxPictures: MAX_PICTURES,
      // An image block shows these alone (Slack's documentation, "Image block").
      contentTypes: ['image/png', 'image/jpeg', 'image/gif'],
      maxAltTextChars: MAX_ALT_TEXT_CHARS,
    },

    async announce(job, view, signal) {
      const handle = await announceJob(job, view, tools, signal);
      return { handle: encodeHandle(handle), message: refOf(handle.place, handle.ts) };
    },

    async update(value, view, signal) {
      const handle = parseHandle(value);
      await redrawStatus(handle, view, tools, signal);
      return encodeHandle(handle);
    },

    async deliver(value, deliveryKey, view, pictures, signal) {
      const handle = parseHandle(value);
      const messages = await deliverPictures(handle, { key: deliveryKey, view, pictures }, tools, signal);
      return { messages, handle: encodeHandle(handle) };
    },

    find: (value, deliveryKey, signal) => findPosted(parseHandle(value), deliveryKey, tools, signal),

    async remove(messages, signal) {
      for (const message of messages) await removeMessage(message, tools, signal);
    },

    notify: (origin, notice, signal) => notifyPerson(origin, notice, tools, signal),

    async loadPicture(message, index, signal) {
      const file = await pictureOfMessage(message, index, tools, signal);
      if (!file) throw refusal('no_picture');
      return load(message.conversation.workspaceId, file, signal);
    },

    // The bot's own token reaches every message of the bot's, for as long as both are there.
    handleExpiresAt: () => null,

    share: (target, key, view, pictures, signal) =>
      sharePictures(target, { key, view, pictures }, tools, signal),

    jobOfCopy: (message) => tools.deliveries.jobOfCopy(message),

    findShared: (target, share, signal) => findShared(target, share, tools, signal),

    redraw: (message, view, altTextOf, signal) => redrawMessage(message, { view, altTextOf }, tools, signal),

    loadFile: load,
  };
}
