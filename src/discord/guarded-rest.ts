import { REST, RequestMethod } from 'discord.js';

import { MINUTE_MS, type Clock, type Logger } from '../core/index.ts';
import { isTokenRefused } from './rest-errors.ts';
import { restOptions } from './rest-options.ts';

export interface GuardedRest extends Pick<REST, 'request' | 'put'> {
  /** Ends the library's own timers. */
  close(): void;
}

export interface GuardedRestOptions {
  token: string;
  /** As in `DISCORD_API_URL`. */
  apiUrl: string;
  clock: Clock;
  logger: Logger;
}

/**
 * Refused requests count: 10,000 in ten minutes, and Discord bans the address (its documentation, "Invalid Request Limit"). One try a
 * minute finds out soon enough that the token is good again.
 */
const TOKEN_PAUSE_MS = MINUTE_MS;

/** Every how many refused requests the library warns: a twentieth of what Discord bears. */
const INVALID_REQUESTS_PER_WARNING = 500;

/**
 * Discord's REST with the bot's token. The library forgets the token for good at the first 401, whatever caused it, and every later
 * call fails in it. Here it comes back after a pause: an outage of Discord's must not end in a bot that is deaf until its next start.
 */
export function createGuardedRest({ token, apiUrl, clock, logger }: GuardedRestOptions): GuardedRest {
  const rest = new REST({
    ...restOptions(apiUrl),
    invalidRequestWarningInterval: INVALID_REQUESTS_PER_WARNING,
  }).setToken(token);
  rest.on('invalidRequestWarning', ({ count, remainingTime }) =>
    logger.warn({ count, remainingMs: remainingTime }, 'Discord refuses many requests.'),
  );
  // A new message by a token knows no nonce: sent again by the library after a timeout or a 5xx, it could stand there twice.
  const once = new REST({ ...restOptions(apiUrl), retries: 0 });
  let refusedAt: number | null = null;

  const guarded: GuardedRest = {
    put: (fullRoute, options) => guarded.request({ ...options, fullRoute, method: RequestMethod.Put }),
    async request(options) {
      if (options.auth === false) {
        const isCreate = options.method === RequestMethod.Post;
        return (isCreate ? once : rest).request(options);
      }
      if (refusedAt !== null && clock.now() - refusedAt >= TOKEN_PAUSE_MS) {
        refusedAt = null;
        rest.setToken(token);
      }
      try {
        return await rest.request(options);
      } catch (error) {
        // Only noted here, for the next calls; the error is the caller's.
        if (isTokenRefused(error)) {
          refusedAt = clock.now();
          logger.error('Discord refuses the bot token. It is tried again in a minute.');
        }
        throw error;
      }
    },
    close() {
      for (const one of [rest, once]) {
        one.clearHashSweeper();
        one.clearHandlerSweeper();
      }
    },
  };
  return guarded;
}
