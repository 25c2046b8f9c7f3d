import { App, AuthorizationError, MultipleListenerError, UnknownError } from '@slack/bolt';
import type { Authorize, Logger as LibraryLogger, Receiver } from '@slack/bolt';

import { SECOND_MS, asBotError, type Logger } from '../core/index.ts';
import type { Unserved } from './unserved.ts';

/** Listeners' own clients are not used by this program; whatever Bolt does with one fails soon and is not repeated. */
const CALL_TIMEOUT_MS = 10 * SECOND_MS;

export interface BoltAppOptions {
  receiver: Receiver;
  authorize: Authorize<boolean>;
  /** Where `authorize` rejects. */
  unserved: Unserved;
  apiUrl: string;
  logger: Logger;
  libraryLogger: LibraryLogger;
}

/** Bolt's App as it is used here, ready for listeners. */
export async function createBoltApp(options: BoltAppOptions): Promise<App> {
  const { receiver, authorize, unserved, apiUrl, logger, libraryLogger } = options;
  const app = new App({
    receiver,
    authorize,
    logger: libraryLogger,
    // Otherwise a refused token is a rejection in the constructor that nobody can handle.
    deferInitialization: true,
    // The event itself tells how its person is answered when nothing else works.
    extendedErrorHandler: true,
    // It would keep a conversation in memory for every channel that ever spoke.
    convoStore: false,
    // An object of its own: the socket's client writes into the one that it is given.
    clientOptions: {
      slackApiUrl: apiUrl,
      logger: libraryLogger,
      timeout: CALL_TIMEOUT_MS,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    },
  });
  await app.init();
  // The border behind the listeners' own: the person was told there, what is left belongs in the log.
  app.error(async ({ error, body }: { error: Error; body: unknown }) => {
    if (error instanceof AuthorizationError) unserved(body, error.original);
    else
      for (const cause of causesOf(error))
        logger.error({ error: asBotError(cause) }, 'an event of Slack was not handled');
    await Promise.resolve();
  });
  return app;
}

/** What is behind Bolt's wrappers. */
function causesOf(error: Error): readonly unknown[] {
  if (error instanceof MultipleListenerError) return error.originals;
  return error instanceof UnknownError ? [error.original] : [error];
}
