import { RequestMethod, Routes } from 'discord.js';
import { z } from 'zod';

import { ConfigError, PlatformError, type Clock, type Logger } from '../core/index.ts';
import { GATEWAY_WORDS } from './gateway-words.ts';
import type { GuardedRest } from './guarded-rest.ts';
import { isTokenRefused, platformErrorOf } from './rest-errors.ts';

const gatewaySchema = z.looseObject({
  shards: z.number().int().positive(),
  session_start_limit: z.looseObject({
    total: z.number(),
    remaining: z.number(),
    /** Milliseconds. */
    reset_after: z.number(),
    max_concurrency: z.number().int().positive(),
  }),
});

export type GatewayBot = z.infer<typeof gatewaySchema>;

const applicationSchema = z.looseObject({ id: z.string(), name: z.string() });

/** Who the bot is for Discord. */
export type Application = z.infer<typeof applicationSchema>;

/** Below this share of the day's connects an operator should know: something restarts the bot. */
const LOW_SHARE = 0.2;

/** @throws ConfigError for a token that is refused; PlatformError when Discord cannot be reached. */
export async function readGateway(rest: GuardedRest, signal: AbortSignal): Promise<GatewayBot> {
  return gatewaySchema.parse(await read(rest, Routes.gatewayBot(), signal));
}

/** @throws ConfigError for a token that is refused; PlatformError when Discord cannot be reached. */
export async function readApplication(rest: GuardedRest, signal: AbortSignal): Promise<Application> {
  return applicationSchema.parse(await read(rest, Routes.currentApplication(), signal));
}

/**
 * @throws PlatformError `rate_limited` when the day's connects do not suffice for every shard: one more IDENTIFY would cost the token.
 *   What is owed is delivered meanwhile: that needs no gateway.
 */
export function checkStartLimit(
  { session_start_limit: limit, shards: recommended }: GatewayBot,
  shards: 'auto' | number,
  { clock, logger }: { clock: Clock; logger: Logger },
): void {
  const { total, remaining, reset_after: resetAfterMs } = limit;
  const needed = shards === 'auto' ? recommended : shards;
  if (remaining < needed) {
    const until = new Date(clock.now() + resetAfterMs).toISOString();
    throw new PlatformError('rate_limited', GATEWAY_WORDS.noConnectsLeft(total, until), {
      retry: 'safe',
      retryAfterMs: resetAfterMs,
    });
  }
  if (remaining < total * LOW_SHARE)
    logger.warn({ remaining, total, needed }, 'Few connects to Discord are left today.');
}

async function read(rest: GuardedRest, route: `/${string}`, signal: AbortSignal): Promise<unknown> {
  try {
    return await rest.request({ method: RequestMethod.Get, fullRoute: route, signal });
  } catch (error) {
    // The library's own errors end here: they may hold addresses and know no advice.
    signal.throwIfAborted();
    if (isTokenRefused(error))
      throw new ConfigError([GATEWAY_WORDS.wrongToken], { cause: platformErrorOf(error, 'read') });
    throw platformErrorOf(error, 'read');
  }
}
