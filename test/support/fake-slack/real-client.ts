import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';

import type { FakeSlack } from './fake-slack.ts';

/** A real client of the Web API with one try for each call. */
export function webClient(fake: FakeSlack, token = fake.botToken): WebClient {
  return new WebClient(token, {
    slackApiUrl: fake.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  });
}

export interface SocketApp {
  readonly app: App;
  stop(): Promise<void>;
}

/** A real Bolt app in Socket Mode; `listen` registers its listeners before it starts. Stop it after the test. */
export async function socketApp(fake: FakeSlack, listen: (app: App) => void): Promise<SocketApp> {
  // Separate options: the socket client changes those that it is given.
  const receiver = new SocketModeReceiver({
    appToken: fake.appToken,
    logLevel: LogLevel.ERROR,
    clientPingTimeout: 300,
    installerOptions: { clientOptions: { slackApiUrl: fake.apiUrl } },
  });
  const app = new App({
    token: fake.botToken,
    receiver,
    logLevel: LogLevel.ERROR,
    deferInitialization: true,
    convoStore: false,
    clientOptions: { slackApiUrl: fake.apiUrl },
  });
  await app.init();
  listen(app);
  await app.start();
  return {
    app,
    async stop() {
      await app.stop();
      await receiver.client.disconnect();
    },
  };
}
