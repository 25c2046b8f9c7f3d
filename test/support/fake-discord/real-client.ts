import { Client, Events, GatewayIntentBits, Partials } from 'discord.js';
import type { ClientOptions } from 'discord.js';

import type { FakeDiscord } from './fake-discord.ts';

export interface RealClientOptions {
  /** Asks for the privileged message-content intent. Default true. */
  readonly messageContent?: boolean;
  readonly rest?: ClientOptions['rest'];
  readonly token?: string;
  readonly shards?: ClientOptions['shards'];
}

/** A real discord.js client, logged in to the fake and ready. Destroy it after the test. */
export async function loginClient(fake: FakeDiscord, options: RealClientOptions = {}): Promise<Client<true>> {
  const client = makeClient(fake, options);
  await new Promise<void>((resolve, reject) => {
    client.once(Events.ClientReady, () => resolve());
    client.login(options.token ?? fake.token).catch(reject);
  });
  if (!client.isReady()) throw new Error('the client is not ready');
  return client;
}

export function makeClient(fake: FakeDiscord, options: RealClientOptions = {}): Client {
  const content = (options.messageContent ?? true) ? [GatewayIntentBits.MessageContent] : [];
  const client = new Client({
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.DirectMessages,
      ...content,
    ],
    partials: [Partials.Channel],
    allowedMentions: { parse: [] },
    waitGuildTimeout: 500,
    rest: { ...options.rest, api: fake.apiUrl },
    ...(options.shards === undefined ? {} : { shards: options.shards }),
  });
  // Without a listener an error event ends the process.
  client.on(Events.Error, () => undefined);
  return client;
}
