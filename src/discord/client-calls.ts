import { DiscordAPIError, RESTJSONErrorCodes as Code, type Client } from 'discord.js';

import { isTokenRefused, platformErrorOf } from './rest-errors.ts';

/** There is no such thing, or the bot does not see it. */
const OUT_OF_SIGHT: readonly unknown[] = [
  Code.UnknownChannel,
  Code.UnknownMember,
  Code.UnknownUser,
  Code.UnknownMessage,
  Code.MissingAccess,
];

/**
 * A call by the library's own client, which keeps what it learns. Its REST forgets the token at the first 401, whatever caused it;
 * it is told again, so that the next call is a try of its own.
 *
 * @throws PlatformError
 */
export async function byClient<T>(client: Client, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    // The library's own errors end here: they may hold addresses and words.
    if (isTokenRefused(error) && client.token !== null) client.rest.setToken(client.token);
    throw platformErrorOf(error, 'read');
  }
}

/** The same for a read; null for what is not there, or what the bot does not see. @throws PlatformError when Discord is down. */
export async function readByClient<T>(client: Client, read: () => Promise<T>): Promise<T | null> {
  return byClient(client, () =>
    read().catch((error: unknown) => {
      if (error instanceof DiscordAPIError && OUT_OF_SIGHT.includes(error.code)) return null;
      throw error;
    }),
  );
}
