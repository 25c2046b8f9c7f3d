import { MINUTE_MS, SECOND_MS } from '../../../src/core/time.ts';
import type { Json } from './json.ts';
import { rateLimited } from './slack-error.ts';
import type { SlackError } from './slack-error.ts';

export interface MethodLimit {
  readonly limit: number;
  readonly perMs: number;
  /** What is counted apart: each workspace (default) or each channel of it. */
  readonly by?: 'team' | 'channel';
  /** Only this channel is limited. */
  readonly channel?: string;
}

/** Slack's tiers, in calls a minute and workspace, and its special rule for messages (Slack's documentation, "Rate limits"). */
export const SLACK_LIMITS: Readonly<Record<string, MethodLimit>> = {
  'chat.postMessage': { limit: 1, perMs: SECOND_MS, by: 'channel' },
  'chat.update': { limit: 50, perMs: MINUTE_MS },
  'chat.delete': { limit: 50, perMs: MINUTE_MS },
  'chat.postEphemeral': { limit: 100, perMs: MINUTE_MS },
  'conversations.replies': { limit: 50, perMs: MINUTE_MS },
  'conversations.history': { limit: 50, perMs: MINUTE_MS },
  'conversations.info': { limit: 50, perMs: MINUTE_MS },
  'conversations.open': { limit: 50, perMs: MINUTE_MS },
  'files.getUploadURLExternal': { limit: 100, perMs: MINUTE_MS },
  'files.completeUploadExternal': { limit: 100, perMs: MINUTE_MS },
  'files.info': { limit: 100, perMs: MINUTE_MS },
};

/** Counts calls in a sliding window, by the fake's clock. Nothing is limited until a test says so. */
export class Limits {
  readonly #now: () => number;
  readonly #limits = new Map<string, MethodLimit[]>();
  readonly #seen = new Map<string, number[]>();

  constructor(now: () => number) {
    this.#now = now;
  }

  set(method: string, limit: MethodLimit): void {
    this.#limits.set(method, [...(this.#limits.get(method) ?? []), limit]);
  }

  clear(): void {
    this.#limits.clear();
    this.#seen.clear();
  }

  /** The refusal that this call meets, or null; a refused call does not count. */
  take(method: string, teamId: string, args: Json): SlackError | null {
    const now = this.#now();
    const due = (this.#limits.get(method) ?? []).filter(
      ({ channel }) => channel === undefined || channel === args['channel'],
    );
    const counted = due.map((limit, at) => {
      const channel = limit.by === 'channel' ? String(args['channel']) : '';
      const key = `${method} ${at} ${teamId} ${channel}`;
      const recent = (this.#seen.get(key) ?? []).filter((time) => time > now - limit.perMs);
      return { limit, key, recent };
    });
    for (const { limit, recent } of counted) {
      const oldest = recent[recent.length - limit.limit];
      if (recent.length < limit.limit) continue;
      const leftMs = oldest === undefined ? limit.perMs : oldest + limit.perMs - now;
      return rateLimited(Math.max(1, Math.ceil(leftMs / SECOND_MS)));
    }
    for (const { key, recent } of counted) this.#seen.set(key, [...recent, now]);
    return null;
  }
}
