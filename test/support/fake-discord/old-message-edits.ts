import { RESTJSONErrorCodes } from 'discord-api-types/v10';

import { HOUR_MS, SECOND_MS } from '../../../src/core/time.ts';
import { rateLimited } from './rate-limits.ts';
import type { MessageRecord, World } from './state.ts';

export interface OldMessageLimit {
  /** From which age on a message is old. Default one hour. */
  readonly olderThanMs?: number;
  /** Edits of old messages that one channel takes in a window. Default 3, as people have measured it; 0 refuses all. */
  readonly edits?: number;
  /** Default 20 s. */
  readonly perMs?: number;
}

/** Error 30046: messages older than an hour take few edits. It comes with status 429 (as seen in bots' logs). */
export class OldMessageEdits {
  limit: Required<OldMessageLimit>;
  readonly #world: World;
  readonly #editsAtMs = new Map<string, number[]>();

  constructor(world: World, limit: OldMessageLimit = {}) {
    this.#world = world;
    this.limit = { olderThanMs: HOUR_MS, edits: 3, perMs: 20 * SECOND_MS, ...limit };
  }

  /** @throws DiscordError 429 with code 30046, when the message is old and the channel has had its edits. */
  count(message: MessageRecord): void {
    const nowMs = this.#world.clock.now();
    if (nowMs - message.createdAtMs < this.limit.olderThanMs) return;
    const recent = (this.#editsAtMs.get(message.channelId) ?? []).filter(
      (atMs) => nowMs - atMs < this.limit.perMs,
    );
    if (recent.length >= this.limit.edits)
      throw rateLimited(
        this.limit.perMs - (nowMs - (recent[0] ?? nowMs)),
        'shared',
        {},
        RESTJSONErrorCodes.MaximumNumberOfEditsToMessagesOlderThanOneHourReached,
        'Maximum number of edits to messages older than 1 hour reached. Try again later',
      );
    this.#editsAtMs.set(message.channelId, [...recent, nowMs]);
  }
}
