import { createHash } from 'node:crypto';

import { SECOND_MS } from '../../../src/core/time.ts';
import { DiscordError } from './discord-error.ts';
import { matches } from './faults.ts';
import type { RoutePattern } from './faults.ts';

export interface RouteLimit {
  /** Requests in a window. */
  readonly limit: number;
  readonly perMs: number;
}

/** Wide enough to meet nobody; a test sets narrow ones with `set`. */
const WIDE: RouteLimit = { limit: 1000, perMs: SECOND_MS };
const BUCKET_CHARACTERS = 32;
const MAJOR_PARAMETERS = ['channel_id', 'guild_id', 'webhook_id'];

interface Window {
  endsAtMs: number;
  used: number;
}

/** Discord's rate limits: a bucket a route and major parameter, told in headers, 429 with the wait when it is used up. */
export class RateLimits {
  readonly #limits: { pattern: RoutePattern; limit: RouteLimit }[] = [];
  readonly #windows = new Map<string, Window>();
  readonly #nowMs: () => number;

  /** `nowMs`: real time, since the client waits in real time. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The last one set for a route counts. */
  set(pattern: RoutePattern, limit: RouteLimit): void {
    this.#limits.unshift({ pattern, limit });
  }

  /**
   * Counts one request and gives the headers for its answer.
   *
   * @throws DiscordError 429 when the bucket is empty.
   */
  take(
    method: string,
    path: string,
    template: string,
    params: ReadonlyMap<string, string>,
  ): Record<string, string> {
    const limit = this.#limits.find(({ pattern }) => matches(pattern, method, path, template))?.limit ?? WIDE;
    const major = MAJOR_PARAMETERS.map((name) => params.get(name) ?? '').join(':');
    const key = `${method} ${template} ${major} ${params.get('webhook_token') ?? ''}`;
    const nowMs = this.#nowMs();
    let window = this.#windows.get(key);
    if (!window || window.endsAtMs <= nowMs) window = { endsAtMs: nowMs + limit.perMs, used: 0 };
    this.#windows.set(key, window);
    window.used += 1;
    const leftMs = window.endsAtMs - nowMs;
    const headers = {
      'x-ratelimit-limit': String(limit.limit),
      'x-ratelimit-remaining': String(Math.max(0, limit.limit - window.used)),
      'x-ratelimit-reset': (window.endsAtMs / SECOND_MS).toFixed(3),
      'x-ratelimit-reset-after': (leftMs / SECOND_MS).toFixed(3),
      'x-ratelimit-bucket': createHash('sha256')
        .update(`${method} ${template}`)
        .digest('hex')
        .slice(0, BUCKET_CHARACTERS),
    };
    if (window.used > limit.limit) throw rateLimited(leftMs, 'user', headers);
    return headers;
  }
}

/** 429 as Discord words it: seconds in the body, whole seconds in `Retry-After`, the scope in a header. */
export function rateLimited(
  retryAfterMs: number,
  scope: 'user' | 'global' | 'shared',
  headers: Readonly<Record<string, string>> = {},
  code = 0,
  message = 'You are being rate limited.',
): DiscordError {
  const seconds = retryAfterMs / SECOND_MS;
  const isGlobal = scope === 'global';
  return new DiscordError(
    429,
    code,
    message,
    { retry_after: seconds, global: isGlobal },
    {
      ...headers,
      // Discord sends whole seconds; the client library takes fractions as well, and those keep tests short.
      'retry-after': String(seconds),
      'x-ratelimit-scope': scope,
      ...(isGlobal ? { 'x-ratelimit-global': 'true' } : {}),
    },
  );
}
