import { WebClient } from '@slack/web-api';

import type { Logger } from '../core/index.ts';
import { createCaller } from './caller.ts';
import { createFileCalls } from './file-calls.ts';
import { createLibraryLogger } from './library-logger.ts';
import { API_TIMEOUT_MS } from './limits.ts';
import { createMessageCalls } from './message-calls.ts';
import type { Pacing } from './pacing.ts';
import { createPlaceCalls } from './place-calls.ts';
import type { SlackWorkspace } from './workspace.ts';

/** A client as this program needs it: no repetitions and no waits of its own, because the core knows what may be repeated. */
export function createWebClient(token: string, apiUrl: string, logger: Logger): WebClient {
  return new WebClient(token, {
    slackApiUrl: apiUrl,
    timeout: API_TIMEOUT_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: createLibraryLogger(logger),
  });
}

/** Slack's calls, in one workspace. Each throws a `PlatformError`, or the signal's reason once it aborts. */
export type SlackCalls = ReturnType<typeof createSlackCalls>;

// The return type is the list of all calls; written out it would be the same list again.
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function createSlackCalls(workspace: SlackWorkspace, pacing: Pacing) {
  const caller = createCaller(workspace, pacing);
  return { ...createMessageCalls(caller), ...createFileCalls(caller), ...createPlaceCalls(caller) };
}
