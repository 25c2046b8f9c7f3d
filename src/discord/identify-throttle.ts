import { z } from 'zod';

import {
  HOUR_MS,
  MINUTE_MS,
  SECOND_MS,
  asBotError,
  type Clock,
  type Logger,
  type NoteStore,
} from '../core/index.ts';

/** Waits until a shard may introduce itself to the gateway: what discord.js asks before each IDENTIFY. */
export interface IdentifyThrottle {
  /** @throws the signal's reason, when the connection closes meanwhile; nothing else. */
  waitForIdentify(shardId: number, signal: AbortSignal): Promise<void>;
}

export interface IdentifyThrottleOptions {
  notes: NoteStore;
  clock: Clock;
  logger: Logger;
  /** `max_concurrency`: shards of different remainders may identify at the same time. */
  maxConcurrency: number;
}

/** Between two IDENTIFYs of one bucket (Discord's documentation, "Session Start Limit Object"). */
const BUCKET_PAUSE_MS = 5 * SECOND_MS;

const NAMESPACE = 'discord-identify';
const REMEMBERED_MS = HOUR_MS;
/** A person who tries settings out starts a bot a few times; only a loop does it more often within an hour. */
const FREE_IDENTIFIES = 5;
const FIRST_BACKOFF_MS = 10 * SECOND_MS;
/** A loop then makes about ten an hour: a quarter of the 1000 a day after which Discord would reset the token. */
const MAX_BACKOFF_MS = 10 * MINUTE_MS;
/** A wait that is worth a line in the log. */
const LONG_WAIT_MS = BUCKET_PAUSE_MS + SECOND_MS;

const stampsSchema = z.array(z.number());

/**
 * Counts the IDENTIFYs of each shard over restarts of the process. A loop of crashes, or of a gateway that drops every session, is
 * slowed down before it has used up the day's budget.
 */
export function createIdentifyThrottle(options: IdentifyThrottleOptions): IdentifyThrottle {
  const { notes, clock, logger, maxConcurrency } = options;
  const known = new Map<number, readonly number[]>();
  const lastOfBucket = new Map<number, number>();
  const lines = new Map<number, Promise<void>>();

  async function recent(shardId: number): Promise<readonly number[]> {
    const stored = known.get(shardId) ?? parse(await safely(() => notes.get(NAMESPACE, String(shardId))));
    return stored.filter((at) => at > clock.now() - REMEMBERED_MS);
  }

  /** A disk that fails must not keep the bot away from Discord: what this process knows is enough for it. */
  async function safely<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      logger.warn({ error: asBotError(error) }, 'The starts of this bot could not be noted.');
      return null;
    }
  }

  async function pass(shardId: number, signal: AbortSignal): Promise<void> {
    const bucket = shardId % maxConcurrency;
    const before = await recent(shardId);
    const bucketIsFreeAt = (lastOfBucket.get(bucket) ?? -Infinity) + BUCKET_PAUSE_MS;
    const waitMs = Math.max(waitBeforeMs(before, clock.now()), bucketIsFreeAt - clock.now());
    if (waitMs > LONG_WAIT_MS)
      logger.warn(
        { shardId, waitMs, startsThisHour: before.length },
        'The bot connects too often, and waits so that Discord does not reset its token.',
      );
    await clock.sleep(waitMs, signal);
    const now = clock.now();
    lastOfBucket.set(bucket, now);
    const stamps = [...before, now];
    known.set(shardId, stamps);
    await safely(() => notes.set(NAMESPACE, String(shardId), JSON.stringify(stamps), now + REMEMBERED_MS));
  }

  return {
    waitForIdentify(shardId, signal) {
      const bucket = shardId % maxConcurrency;
      const turn = (lines.get(bucket) ?? Promise.resolve()).then(() => pass(shardId, signal));
      // Whoever gave up does not hold up those behind.
      lines.set(
        bucket,
        turn.catch(() => undefined),
      );
      return turn;
    },
  };
}

/** How long the next IDENTIFY has to wait after earlier ones of its shard. */
export function waitBeforeMs(recent: readonly number[], now: number): number {
  const last = recent.at(-1);
  if (last === undefined) return 0;
  const extra = recent.length - FREE_IDENTIFIES;
  const pauseMs =
    extra < 0 ? BUCKET_PAUSE_MS : Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(extra, 10));
  return Math.max(0, last + pauseMs - now);
}

function parse(text: string | null): readonly number[] {
  if (text === null) return [];
  try {
    return stampsSchema.safeParse(JSON.parse(text)).data ?? [];
  } catch {
    // A note that is no JSON is as good as none.
    return [];
  }
}
