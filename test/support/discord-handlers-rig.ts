import { Events, type Client } from 'discord.js';

import { createPictureTools } from '../../src/app/picture-tools.ts';
import {
  createBot,
  createGuardedFetch,
  createPace,
  createPrivateShares,
  createRequestLimiter,
  createSegmindClient,
  isFinalJob,
  silentLogger,
  type Logger,
  type NoteStore,
  type RenderJob,
  type RunningBot,
} from '../../src/core/index.ts';
import type { LimitSettings } from '../../src/core/policy/limits.ts';
import type { AccessPolicy } from '../../src/core/policy/access.ts';
import { createInteractions } from '../../src/discord/interactions.ts';
import type { DiscordParts } from '../../src/discord/parts.ts';
import { createDiscordPresenter } from '../../src/discord/presenter.ts';
import { registerCommands } from '../../src/discord/register.ts';
import { restOptions } from '../../src/discord/rest-options.ts';
import { startEmulator, type Emulator } from '../../src/emulator/index.ts';
import { createInProcessDispatcher } from '../../src/store/index.ts';
import type {
  ChannelRecord,
  FakeDiscord,
  FakeInteraction,
  FakeUser,
  GuildRecord,
  MessageRecord,
} from './fake-discord/index.ts';
import { startFakeDiscord } from './fake-discord/index.ts';
import { loginClient } from './fake-discord/real-client.ts';
import { createMemoryStores, type MemoryStores } from './memory-stores.ts';
import { OPEN_TO_ALL } from './open-to-all.ts';

export interface HandlersRigOptions {
  people?: Partial<AccessPolicy & LimitSettings>;
  /** The emulator paints so many times faster than the service. Default 200. */
  speed?: number;
  messageContent?: boolean;
  logger?: Logger;
  notes?: NoteStore;
  /** In front of what the handlers are given. */
  parts?: (parts: DiscordParts) => DiscordParts;
}

/**
 * The handlers of interactions over real parts: a client that is logged in to a fake Discord, the core over stores in memory, the
 * emulator. Only connection and registration at the start of the program are done by hand.
 */
export class DiscordHandlersRig {
  readonly fake: FakeDiscord;
  readonly emulator: Emulator;
  readonly client: Client<true>;
  readonly running: RunningBot;
  readonly stores: MemoryStores;
  readonly parts: DiscordParts;
  readonly guild: GuildRecord;
  readonly channel: ChannelRecord;
  readonly ada: FakeUser;
  readonly #stopping = new AbortController();
  readonly #handled = new Set<Promise<void>>();

  private constructor(
    fake: FakeDiscord,
    emulator: Emulator,
    client: Client<true>,
    options: HandlersRigOptions,
  ) {
    const { clock } = fake;
    const { logger = silentLogger } = options;
    this.fake = fake;
    this.emulator = emulator;
    this.client = client;
    this.stores = createMemoryStores(clock);
    this.guild = fake.guild();
    this.channel = fake.textChannel(this.guild);
    this.ada = fake.user('Ada');
    this.running = createBot({
      clock,
      logger,
      store: this.stores.jobs,
      pictures: this.stores.pictures,
      dispatcher: createInProcessDispatcher({ maxInFlight: 20, clock, logger }),
      segmind: createSegmindClient({
        apiKey: 'SG_0123456789abcdef',
        baseUrl: emulator.url,
        uploadUrl: emulator.uploadUrl,
        model: 'nano-banana-2-lite',
        clock,
        logger,
        // Looks come fast, since the emulator paints fast.
        pace: { ...createPace(), nextDelayMs: () => 30 },
        limiter: createRequestLimiter({ requestsPerMinute: 60_000, burst: 1000, clock }),
      }),
      tools: createPictureTools({ outputHosts: [emulator.outputHost], clock }),
      people: { ...OPEN_TO_ALL, ...options.people },
      service: { model: 'nano-banana-2-lite', pricePerImageUsd: 0.042 },
    });
    const presenter = createDiscordPresenter({
      rest: client.rest,
      clock,
      logger,
      mediaHosts: [fake.mediaHost],
      fetchPicture: createGuardedFetch({ clock }),
    });
    this.running.addPresenter(presenter);
    const { bot } = this.running;
    const notes = options.notes ?? this.stores.notes;
    const { signal } = this.#stopping;
    const parts: DiscordParts = {
      bot,
      notes,
      clock,
      logger,
      presenter,
      shares: createPrivateShares({ bot, notes, clock, logger, signal }),
      settings: { messageContent: options.messageContent ?? true, model: 'nano-banana-2-lite' },
      signal,
    };
    this.parts = options.parts?.(parts) ?? parts;
  }

  static async start(options: HandlersRigOptions = {}): Promise<DiscordHandlersRig> {
    const fake = await startFakeDiscord();
    const emulator = await startEmulator({ speed: options.speed ?? 200 });
    const { messageContent = true } = options;
    const client = await loginClient(fake, { messageContent, rest: restOptions(fake.apiUrl) });
    const rig = new DiscordHandlersRig(fake, emulator, client, options);
    await registerCommands({
      rest: client.rest,
      applicationId: fake.botId,
      guildId: null,
      signal: rig.#stopping.signal,
    });
    await rig.running.start();
    const interactions = createInteractions(rig.parts);
    client.on(Events.InteractionCreate, (interaction) => rig.track(interactions(interaction)));
    return rig;
  }

  /** Ends of handlers are waited for at the end of the test. */
  track(handled: Promise<void>): void {
    this.#handled.add(handled);
    void handled.finally(() => this.#handled.delete(handled));
  }

  /** Resolves once every handler that has begun has ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#handled);
  }

  /** Every job so far of a person, newest first. */
  async jobs(of: FakeUser = this.ada): Promise<readonly RenderJob[]> {
    return this.running.bot.list({
      requester: { platform: 'discord', workspaceId: this.guild.id, userId: of.id },
      limit: 100,
    });
  }

  /** Resolves with the person's newest job once it is as it should be; by default final. */
  async job(isSo: (job: RenderJob) => boolean = isFinalJob, of: FakeUser = this.ada): Promise<RenderJob> {
    const changed = Promise.withResolvers<RenderJob>();
    const look = async (): Promise<void> => {
      const [newest] = await this.jobs(of);
      if (newest && isSo(newest)) changed.resolve(newest);
    };
    const forget = this.running.bot.onJobChange(() => void look());
    await look();
    try {
      return await changed.promise;
    } finally {
      forget();
    }
  }

  /** Resolves with the words of the first answer to an interaction that its person alone sees. */
  async told(interaction: FakeInteraction): Promise<string> {
    return this.fake.renderedText(await this.toldMessage(interaction));
  }

  async toldMessage(interaction: FakeInteraction): Promise<MessageRecord> {
    const answers = (): (MessageRecord | null)[] => [interaction.response, ...interaction.followUps];
    return this.fake.waitFor(
      () =>
        answers().find(
          (message) =>
            message !== null &&
            message.ephemeralFor === interaction.user.id &&
            !message.deleted &&
            this.fake.renderedText(message) !== '',
        ),
      'a private answer',
    );
  }

  /** Resolves once the answer to an interaction shows pictures. */
  async pictures(interaction: FakeInteraction): Promise<MessageRecord> {
    return interaction.waitForResponse((message) => message.files.length > 0);
  }

  /** @throws when Discord would have found fault with any request. */
  async close(): Promise<void> {
    await this.settled();
    this.#stopping.abort(new Error('The test is over.'));
    await this.running.stop();
    await this.client.destroy();
    await this.emulator.close();
    await this.fake.close();
    const { violations } = this.fake;
    if (violations.length > 0) throw new Error(JSON.stringify(violations, null, 2));
  }
}
