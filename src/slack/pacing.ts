import { PlatformError, SECOND_MS, type Clock } from '../core/index.ts';
import {
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
   * @param isLast nothing will follow that could put the message right, so a short wait is worth it.
   * @throws PlatformError `rate_limited`, with the time at which there is room for this one.
   */
  update(teamId: string, isLast: boolean, signal: AbortSignal): Promise<void>;
  /** Slack itself asked for a pause in a channel. */
  postRefused(teamId: string, channelId: string, retryAfterMs: number): void;
  /** Slack itself asked for a pause of updates. */
  updateRefused(teamId: string, retryAfterMs: number): void;
}

export interface PacingOptions {
  postIntervalMs?: number;
  postBurst?: number;
  updateIntervalMs?: number;
  updateBurst?: number;
}

/** The longest wait in line; after it there is something newer to say, and the core waits as patiently. */
const MAX_WAIT_MS = 20 * SECOND_MS;
/** Those who come back later than this were told so only to come back at all. */
const MAX_PROMISE_MS = 30 * SECOND_MS;
/** How many lines are kept before those that are empty are thrown away. */
const MAX_LINES = 1000;

/** When a line is free again, as a theoretical arrival time (the generic cell rate algorithm, ITU-T I.371). */
interface Line {
  freeAt: number;
  /** The latest time that was named to somebody. */
  promisedAt: number;
}

export function createPacing(clock: Clock, options: PacingOptions = {}): Pacing {
  const {
    postIntervalMs = POST_INTERVAL_MS,
    postBurst = POST_BURST,
    updateIntervalMs = UPDATE_INTERVAL_MS,
    updateBurst = UPDATE_BURST,
  } = options;
  const posts = new Map<string, Line>();
  const updates = new Map<string, Line>();

  function lineOf(lines: Map<string, Line>, key: string): Line {
    const known = lines.get(key);
    if (known) return known;
    const now = clock.monotonicMs();
    if (lines.size >= MAX_LINES)
      for (const [name, { freeAt }] of lines) if (freeAt <= now) lines.delete(name);
    const line = { freeAt: 0, promisedAt: 0 };
    lines.set(key, line);
    return line;
  }

  /** How long until a call fits in, with `burst` of them allowed at once. */
  function waitOf(line: Line, intervalMs: number, burst: number): number {
    return line.freeAt - (burst - 1) * intervalMs - clock.monotonicMs();
  }

  function take(line: Line, intervalMs: number): void {
    line.freeAt = Math.max(line.freeAt, clock.monotonicMs()) + intervalMs;
  }

  function close(line: Line, retryAfterMs: number, intervalMs: number, burst: number): void {
    line.freeAt = Math.max(line.freeAt, clock.monotonicMs() + retryAfterMs + (burst - 1) * intervalMs);
  }

  async function inLine(line: Line, intervalMs: number, burst: number, signal: AbortSignal): Promise<void> {
    const waitMs = waitOf(line, intervalMs, burst);
    if (waitMs > MAX_WAIT_MS) throw later(waitMs);
    // The place is taken before the wait, so that those who come later stand behind it.
    take(line, intervalMs);
    if (waitMs > 0) await clock.sleep(waitMs, signal);
  }

  /** Names each one another time, so that they do not all come back together. */
  function promise(line: Line, waitMs: number): number {
    const now = clock.monotonicMs();
    const at = Math.max(now + waitMs, line.promisedAt + updateIntervalMs);
    if (at - now > MAX_PROMISE_MS) return Math.max(waitMs, MAX_PROMISE_MS);
    line.promisedAt = at;
    return at - now;
  }

  return {
    post: (teamId, channelId, signal) =>
      inLine(lineOf(posts, `${teamId} ${channelId}`), postIntervalMs, postBurst, signal),

    async update(teamId, isLast, signal) {
      const line = lineOf(updates, teamId);
      if (isLast) return inLine(line, updateIntervalMs, updateBurst, signal);
      const waitMs = waitOf(line, updateIntervalMs, Math.max(1, updateBurst - UPDATES_KEPT_FOR_LAST));
      if (waitMs > 0) throw later(promise(line, waitMs));
      take(line, updateIntervalMs);
    },

    postRefused(teamId, channelId, retryAfterMs) {
      close(lineOf(posts, `${teamId} ${channelId}`), retryAfterMs, postIntervalMs, postBurst);
    },

    updateRefused(teamId, retryAfterMs) {
      close(lineOf(updates, teamId), retryAfterMs, updateIntervalMs, updateBurst);
    },
  };
}

function later(waitMs: number): PlatformError {
  return new PlatformError('rate_limited', 'Slack takes no more of these for the moment.', {
    retry: 'safe',
    retryAfterMs: Math.ceil(waitMs),
  });
}
