import {
  MINUTE_MS,
  PlatformError,
  SECOND_MS,
  createPaceLine,
  type Clock,
  type PaceLine,
} from '../core/index.ts';
import {
  FILE_CALL_BURST,
  FILE_CALL_INTERVAL_MS,
  POST_BURST,
  POST_INTERVAL_MS,
  UPDATES_KEPT_FOR_LAST,
  UPDATE_BURST,
  UPDATE_INTERVAL_MS,
} from './limits.ts';

/**
 * Keeps the bot's calls below Slack's limits, so that a limit met in one channel stops nobody in another. Posts wait for their turn;
 * updates give way: the newest view is sent when there is room again, and those in between are never sent.
 */
export interface Pacing {
  /** Resolves when the channel takes a message. @throws PlatformError `rate_limited` when that is too long to wait for. */
  post(teamId: string, channelId: string, signal: AbortSignal): Promise<void>;
  /**
   * Resolves when the workspace takes an update.
   *
   * @param isLast nothing will follow that could put the message right, so a wait is worth it, of a minute at most.
   * @throws PlatformError `rate_limited`, with the time at which there is room for this one.
   */
  update(teamId: string, isLast: boolean, signal: AbortSignal): Promise<void>;
  /**
   * Resolves when the workspace takes a call about files.
   *
   * @param patience Default `long`, as of a post.
   * @throws PlatformError `rate_limited` when that is too long to wait for.
   */
  file(teamId: string, method: FileMethod, signal: AbortSignal, patience?: FilePatience): Promise<void>;
  /** Slack itself asked for a pause in a channel. */
  postRefused(teamId: string, channelId: string, retryAfterMs: number): void;
  /** Slack itself asked for a pause of updates. */
  updateRefused(teamId: string, retryAfterMs: number): void;
  /** Slack itself asked for a pause of one method of files. */
  fileRefused(teamId: string, method: FileMethod, retryAfterMs: number): void;
}

/** Each is counted by itself: the way to upload, the end of an upload, what is known of a file, its deletion. */
export type FileMethod = 'ask' | 'complete' | 'look' | 'remove';

/** `short`: for a call that is better left out than waited for. */
export type FilePatience = 'short' | 'long';

export interface PacingOptions {
  postIntervalMs?: number;
  postBurst?: number;
  updateIntervalMs?: number;
  updateBurst?: number;
}

/** The longest wait of a post or a call about files in line; the core waits as patiently. */
const MAX_POST_WAIT_MS = 20 * SECOND_MS;
/** Of a look whether a file is ready: the next look, and at last the post, tells as well. */
const MAX_SHORT_WAIT_MS = 2 * SECOND_MS;
/** Of the last update of a message: nothing comes after it, and many jobs may end at once. */
const MAX_LAST_WAIT_MS = MINUTE_MS;
/** How many lines are kept before those that are empty are thrown away. */
const MAX_LINES = 1000;

export function createPacing(clock: Clock, options: PacingOptions = {}): Pacing {
  const {
    postIntervalMs = POST_INTERVAL_MS,
    postBurst = POST_BURST,
    updateIntervalMs = UPDATE_INTERVAL_MS,
    updateBurst = UPDATE_BURST,
  } = options;
  const posts = new Map<string, PaceLine>();
  const updates = new Map<string, PaceLine>();
  const files = new Map<string, PaceLine>();

  function lineOf(lines: Map<string, PaceLine>, key: string, intervalMs: number, burst: number): PaceLine {
    const known = lines.get(key);
    if (known) return known;
    if (lines.size >= MAX_LINES) for (const [name, line] of lines) if (line.isIdle()) lines.delete(name);
    const line = createPaceLine({ clock, intervalMs, burst });
    lines.set(key, line);
    return line;
  }

  const postsIn = (teamId: string, channelId: string): PaceLine =>
    lineOf(posts, `${teamId} ${channelId}`, postIntervalMs, postBurst);
  const updatesIn = (teamId: string): PaceLine => lineOf(updates, teamId, updateIntervalMs, updateBurst);
  const filesIn = (teamId: string, method: FileMethod): PaceLine =>
    lineOf(files, `${teamId} ${method}`, FILE_CALL_INTERVAL_MS, FILE_CALL_BURST);

  async function inLine(line: PaceLine, maxWaitMs: number, signal: AbortSignal): Promise<void> {
    const waitMs = line.waitMs();
    if (waitMs > maxWaitMs) throw later(waitMs);
    // The place is taken before the wait, so that those who come later stand behind it.
    line.take();
    if (waitMs > 0) await clock.sleep(waitMs, signal);
  }

  return {
    post: (teamId, channelId, signal) => inLine(postsIn(teamId, channelId), MAX_POST_WAIT_MS, signal),

    async update(teamId, isLast, signal) {
      const line = updatesIn(teamId);
      if (isLast) return inLine(line, MAX_LAST_WAIT_MS, signal);
      const waitMs = line.waitMs(UPDATES_KEPT_FOR_LAST);
      if (waitMs > 0) throw later(line.promiseMs(waitMs));
      line.take();
    },

    file: (teamId, method, signal, patience = 'long') =>
      inLine(filesIn(teamId, method), patience === 'short' ? MAX_SHORT_WAIT_MS : MAX_POST_WAIT_MS, signal),

    postRefused: (teamId, channelId, retryAfterMs) => postsIn(teamId, channelId).close(retryAfterMs),
    updateRefused: (teamId, retryAfterMs) => updatesIn(teamId).close(retryAfterMs),
    fileRefused: (teamId, method, retryAfterMs) => filesIn(teamId, method).close(retryAfterMs),
  };
}

function later(waitMs: number): PlatformError {
  return new PlatformError('rate_limited', 'Slack takes no more of these for the moment.', {
    retry: 'safe',
    retryAfterMs: Math.ceil(waitMs),
  });
}
