import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { loadConfig } from '../../src/config.ts';
import { openApp, type App } from '../../src/app/open-app.ts';
import { platformsOf } from '../../src/app/platforms.ts';
import {
  isFinalJob,
  silentLogger,
  type ImagineBot,
  type Logger,
  type NoteStore,
} from '../../src/core/index.ts';
import { startEmulator, type Emulator } from '../../src/emulator/index.ts';
import { textOf } from './discord-fixture.ts';
import type {
  ChannelRecord,
  FakeDiscord,
  FakeDiscordOptions,
  FakeInteraction,
  FakeUser,
  GuildRecord,
  MessageRecord,
} from './fake-discord/index.ts';
import { startFakeDiscord } from './fake-discord/index.ts';
import { HurriedClock } from './hurried-clock.ts';

export interface DiscordRoomOptions {
  /** The message-content intent, in the portal and in the settings. Default true. */
  messageContent?: boolean;
  /** Further settings, as in `.env`. */
  environment?: Readonly<Record<string, string>>;
  fake?: FakeDiscordOptions;
  /** How much faster than the service the emulator paints. Default 20: a picture takes half a second. */
  speed?: number;
  /** Default false: `room.start()` begins. */
  stopped?: boolean;
  logger?: Logger;
}

const SPEED = 20;

/**
 * The whole program over a fake Discord and an emulated Segmind, with a server, a channel and two people in it. Everything between the
 * gateway and the file is real; only sleeps are shortened, and `room.fake.clock.advance` moves time on.
 */
export class DiscordRoom {
  readonly fake: FakeDiscord;
  readonly emulator: Emulator;
  readonly dataDir: string;
  readonly guild: GuildRecord;
  readonly channel: ChannelRecord;
  readonly ada: FakeUser;
  readonly bob: FakeUser;
  /** What `.env` would say. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #logger: Logger;
  #app: App | null = null;
  #reached: { bot: ImagineBot; notes: NoteStore } | null = null;

  private constructor(parts: {
    fake: FakeDiscord;
    emulator: Emulator;
    dataDir: string;
    options: DiscordRoomOptions;
  }) {
    const { fake, emulator, dataDir, options } = parts;
    this.fake = fake;
    this.emulator = emulator;
    this.dataDir = dataDir;
    this.#logger = options.logger ?? silentLogger;
    this.guild = fake.guild();
    this.channel = fake.textChannel(this.guild);
    this.ada = fake.user('Ada');
    this.bob = fake.user('Bob');
    this.environment = {
      DISCORD_TOKEN: fake.token,
      DISCORD_API_URL: fake.apiUrl,
      DISCORD_MEDIA_HOSTS: fake.mediaHost,
      DISCORD_MESSAGE_CONTENT: String(options.messageContent ?? true),
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

  static async open(options: DiscordRoomOptions = {}): Promise<DiscordRoom> {
    const fake = await startFakeDiscord({
      clock: new HurriedClock(),
      messageContentAllowed: options.messageContent ?? true,
      ...options.fake,
    });
    const emulator = await startEmulator({ speed: options.speed ?? SPEED });
    const dataDir = await mkdtemp(path.join(tmpdir(), 'imagine-discord-'));
    const room = new DiscordRoom({ fake, emulator, dataDir, options });
    if (options.stopped !== true) await room.start();
    return room;
  }

  /** The program. @throws when it does not run. */
  get app(): App {
    if (!this.#app) throw new Error('The program does not run.');
    return this.#app;
  }

  get bot(): ImagineBot {
    if (!this.#reached) throw new Error('The program does not run.');
    return this.#reached.bot;
  }

  get notes(): NoteStore {
    if (!this.#reached) throw new Error('The program does not run.');
    return this.#reached.notes;
  }

  /** Starts the program on the room's folder, with these settings beside its own. */
  async start(environment: Readonly<Record<string, string>> = {}): Promise<void> {
    const config = loadConfig({ ...this.environment, ...environment });
    this.#app = await openApp({
      config,
      clock: this.fake.clock,
      logger: this.#logger,
      adapters: platformsOf(config).map((open) => async (context, http, facts) => {
        this.#reached = context;
        return open(context, http, facts);
      }),
    });
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

  /** The bot's messages that anybody may see in a channel, oldest first. */
  botMessages(channel: ChannelRecord = this.channel): MessageRecord[] {
    return this.fake.world
      .messagesIn(channel.id)
      .filter(({ authorId, ephemeralFor }) => authorId === this.fake.botId && ephemeralFor === null);
  }

  /** Resolves with the `nth` message of a channel that shows a picture of the bot's, counted from 1, once its job has ended. */
  async picture({
    channel = this.channel,
    nth = 1,
  }: { channel?: ChannelRecord; nth?: number } = {}): Promise<MessageRecord> {
    const message = await this.fake.waitFor(
      () => this.botMessages(channel).filter(({ files }) => files.length > 0)[nth - 1],
      `picture ${nth} in the channel`,
    );
    await this.ended();
    return message;
  }

  /** Resolves when every job has ended: a picture is seen a moment before its row says that it was delivered. */
  async ended(): Promise<void> {
    for (;;) {
      const changed = Promise.withResolvers<undefined>();
      const forget = this.bot.onJobChange(() => changed.resolve(undefined));
      try {
        if ((await this.bot.list({ limit: 100 })).every(isFinalJob)) return;
        await changed.promise;
      } finally {
        forget();
      }
    }
  }

  /** Resolves with the bot's answer to a message of a person. */
  answerTo(message: MessageRecord): Promise<MessageRecord> {
    return this.fake.waitFor(
      () =>
        this.botMessages(this.fake.world.channel(message.channelId)).find(
          ({ reference }) => reference?.messageId === message.id,
        ),
      'an answer to the message',
    );
  }

  /** `/imagine` by Ada in the channel, until its picture is there. */
  async painted(prompt = 'a red fox'): Promise<MessageRecord> {
    return this.pictureOf(await this.ada.slash('imagine', { prompt }, { channel: this.channel }));
  }

  /** Resolves with the words that an interaction was answered with for its person alone; a private picture is no such answer. */
  async told(interaction: FakeInteraction): Promise<string> {
    const { user } = interaction;
    const isTold = (message: MessageRecord | null): message is MessageRecord =>
      message?.ephemeralFor === user.id && message.id !== interaction.source?.id && this.text(message) !== '';
    const find = (): MessageRecord | undefined =>
      [interaction.response, ...interaction.followUps].filter(isTold).find(({ files }) => files.length === 0);
    return this.text(await this.fake.waitFor(find, 'a private answer'));
  }

  /** Resolves with the answer to an interaction once it shows a picture and every job has ended. */
  async pictureOf(interaction: FakeInteraction): Promise<MessageRecord> {
    const message = await interaction.waitForResponse(({ files }) => files.length > 0);
    await this.ended();
    return message;
  }

  /** What a person reads in a message, without markup and buttons. */
  text(message: MessageRecord): string {
    return textOf(message);
  }

  /** @throws when Discord would have found fault with any request. */
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
