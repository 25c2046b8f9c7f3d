import { HTTPReceiver, type Logger as LibraryLogger } from '@slack/bolt';

import { InternalError, SECOND_MS } from '../core/index.ts';
import { installPage } from './install-pages.ts';
import type { Installations } from './installation-store.ts';

/** Slack's own installer, by the type that Bolt gives it: Bolt does not name it by itself. */
export type SlackInstaller = NonNullable<HTTPReceiver['installer']>;

/** A person waits at the browser for each of these calls. */
const CALL_TIMEOUT_MS = 10 * SECOND_MS;

export interface InstallerOptions {
  oauth: { clientId: string; clientSecret: string; stateSecret: string };
  /** As in `SLACK_API_URL`. */
  apiUrl: string;
  installations: Installations;
  libraryLogger: LibraryLogger;
}

/**
 * Slack's OAuth, by Bolt's own installer: it signs and checks the state, binds it to the browser by a cookie, trades the code for a
 * token, and renews tokens that end. The receiver around it is never started.
 */
export function createInstaller({
  oauth,
  apiUrl,
  installations,
  libraryLogger,
}: InstallerOptions): SlackInstaller {
  const { installer } = new HTTPReceiver({
    // Nothing arrives at this receiver.
    signingSecret: 'unused',
    signatureVerification: false,
    ...oauth,
    logger: libraryLogger,
    installationStore: installations.store,
    installerOptions: {
      authorizationUrl: new URL('../oauth/v2/authorize', apiUrl).href,
      renderHtmlForInstallPath: installPage,
      clientOptions: {
        slackApiUrl: apiUrl,
        timeout: CALL_TIMEOUT_MS,
        // A code can be traded once: asked again after a lost answer, Slack says that it is used up.
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
      },
    },
  });
  if (!installer) throw new InternalError("Bolt made no installer of this app's OAuth settings.");
  return installer;
}
