import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { openApp, type App } from '../../src/app/open-app.ts';
import { platformsOf } from '../../src/app/platforms.ts';
import { loadConfig } from '../../src/config.ts';
import {
  isFinalJob,
  silentLogger,
  type ImagineBot,
  type Logger,
  type NoteStore,
  type RenderJob,
} from '../../src/core/index.ts';
import { startEmulator, type Emulator } from '../../src/emulator/index.ts';
import { BOT_SCOPES } from '../../src/slack/scopes.ts';
import type {
  ChannelRecord,
  FakeSlack,
  FakeSlackOptions,
  FakeUser,
  MessageRecord,
} from './fake-slack/index.ts';
import { startFakeSlack } from './fake-slack/index.ts';
import { HurriedClock } from './hurried-clock.ts';
import { drawnMessage } from './slack-markdown.ts';

export interface SlackRoomOptions {
  /** How events come. Default: by Socket Mode. */
  mode?: 'socket' | 'http';
  /** Further settings, as in `.env`. */
  environment?: Readonly<Record<string, string>>;
  fake?: FakeSlackOptions;
  /** How much faster than the service the emulator paints. Default 20: a picture takes half a second. */
  speed?: number;
  /** Default false: `room.start()` begins. */
  stopped?: boolean;
  logger?: Logger;
}

const SPEED = 20;
/** Real milliseconds: several programs and painters share a machine in a full run. */
const PICTURE_WITHIN_MS = 25_000;

/**
 * The whole program over a fake Slack and an emulated Segmind, with a channel and two people in it. Everything between the socket (or the
 * signed request) and the file is real; only sleeps are shortened, and `room.fake.clock.advance` moves time on.
 */
export class SlackRoom {
  readonly fake: FakeSlack;
  readonly emulator: Emulator;
  readonly dataDir: string;
  readonly channel: ChannelRecord;
  readonly ada: FakeUser;
  readonly bob: FakeUser;
  /** What `.env` would say. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #options: SlackRoomOptions;
  #app: App | null = null;
  #reached: { bot: ImagineBot; notes: NoteStore } | null = null;

  private constructor(fake: FakeSlack, emulator: Emulator, dataDir: string, options: SlackRoomOptions) {
    this.fake = fake;
    this.emulator = emulator;
    this.dataDir = dataDir;
    this.#options = options;
    this.channel = fake.channel();
    this.ada = fake.user('Ada');
    this.bob = fake.user('Bob');
    this.environment = {
      SLACK_BOT_TOKEN: fake.botToken,
      ...(options.mode === 'http'
        ? { SLACK_SIGNING_SECRET: fake.signingSecret }
        : { SLACK_APP_TOKEN: fake.appToken }),
      SLACK_API_URL: fake.apiUrl,
      SLACK_FILE_HOSTS: fake.fileHost,
      SEGMIND_API_KEY: 'SG_key_of_a_test',
      SEGMIND_BASE_URL: emulator.url,
      SEGMIND_UPLOAD_URL: emulator.uploadUrl,
      SEGMIND_OUTPUT_HOSTS: emulator.outputHost,
      SEGMIND_REQUESTS_PER_MINUTE: '6000',
      DATA_DIR: dataDir,
      HTTP_PORT: '0',
      LOG_LEVEL: 'silent',
      ...options.environment,
    };
  }

  static async open(options: SlackRoomOptions = {}): Promise<SlackRoom> {
    const fake = await startFakeSlack({
      clock: new HurriedClock(),
      scopes: BOT_SCOPES,
      manifestScopes: BOT_SCOPES,
      ...options.fake,
    });
    const emulator = await startEmulator({ speed: options.speed ?? SPEED });
    const dataDir = await mkdtemp(path.join(tmpdir(), 'imagine-slack-'));
    const room = new SlackRoom(fake, emulator, dataDir, options);
    if (options.stopped !== true) await room.start();
    return room;
  }

  /** The program. @throws when it does not run. */
  get app(): App {
    if (!this.#app) throw new Error('The program does not run.');
    return this.#app;
  }

  get bot(): ImagineBot {
    return this.#running.bot;
  }

  get notes(): NoteStore {
    return this.#running.notes;
  }

  get #running(): { bot: ImagineBot; notes: NoteStore } {
    if (!this.#reached) throw new Error('The program does not run.');
    return this.#reached;
  }

  /** Starts the program on the room's folder, with these settings beside its own. */
  async start(environment: Readonly<Record<string, string>> = {}): Promise<void> {
    const config = loadConfig({ ...this.environment, ...environment });
    this.#app = await openApp({
      config,
      clock: this.fake.clock,
      logger: this.#options.logger ?? silentLogger,
      adapters: platformsOf(config).map((open) => async (context, http, facts) => {
        this.#reached = context;
        return open(context, http, facts);
      }),
    });
    if (this.#options.mode === 'http') this.fake.deliverTo(`${this.#app.url}/slack/events`);
    else await this.fake.waitForReady();
  }

  async stop(): Promise<void> {
    const app = this.#app;
    this.#app = null;
    await app?.stop();
  }

  async restart(environment: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.stop();
    await this.start(environment);
  }

  /** Every submit that was paid, or would have been. */
  get bought(): number {
    return this.emulator.ledger().length;
  }

  /** The app's messages that anybody may see in a channel, oldest first. */
  botMessages(channel: ChannelRecord = this.channel): MessageRecord[] {
    return this.fake.botMessages(channel).filter(({ ephemeralFor }) => ephemeralFor === null);
  }

  /** Resolves with the `nth` message of a channel that shows a picture of the app's, counted from 1, once its job has ended. */
  async picture({
    channel = this.channel,
    nth = 1,
  }: { channel?: ChannelRecord; nth?: number } = {}): Promise<MessageRecord> {
    const message = await this.fake.waitFor(
      () => this.botMessages(channel).filter((found) => this.fake.filesOf(found).length > 0)[nth - 1],
      `picture ${nth} in the channel`,
      PICTURE_WITHIN_MS,
    );
    await this.ended();
    return message;
  }

  /** `/imagine` by Ada in a channel, until its picture is there. */
  async painted(prompt = 'a red fox', channel = this.channel): Promise<MessageRecord> {
    const nth = this.botMessages(channel).filter((found) => this.fake.filesOf(found).length > 0).length + 1;
    this.ada.slash(channel, '/imagine', prompt);
    return this.picture({ channel, nth });
  }

  /** Resolves when every job has ended: a picture is seen a moment before its row says that it was delivered. */
  async ended(): Promise<void> {
    for (;;) {
      const changed = Promise.withResolvers<undefined>();
      const forget = this.bot.onJobChange(() => changed.resolve(undefined));
      try {
        if ((await this.jobs()).every(isFinalJob)) return;
        await changed.promise;
      } finally {
        forget();
      }
    }
  }

  /** Every job, newest first. */
  jobs(): Promise<readonly RenderJob[]> {
    return this.bot.list({ limit: 100 });
  }

  /** Resolves with an answer of the app's that only this person sees, in a channel, and that has these words. */
  async told(user: FakeUser, words: string | RegExp, channel = this.channel): Promise<string> {
    const said = (): string[] =>
      this.fake
        .botMessages(channel, user)
        .filter(({ ephemeralFor }) => ephemeralFor === user.id)
        .map((message) => drawnMessage(message));
    const matches = (text: string): boolean =>
      typeof words === 'string' ? text.includes(words) : words.test(text);
    return this.fake.waitFor(() => said().find(matches), `“${String(words)}” to be said in private`);
  }

  /** @throws when Slack would have found fault with any request. */
  async close(): Promise<void> {
    await this.stop();
    await this.emulator.close();
    await this.fake.close();
    await rm(this.dataDir, { recursive: true, force: true });
    const { violations } = this.fake;
    if (violations.length > 0) throw new Error(JSON.stringify(violations, null, 2));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
