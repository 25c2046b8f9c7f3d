import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { openApp, type App } from '../../src/app/open-app.ts';
import { platformsOf } from '../../src/app/platforms.ts';
import { loadConfig } from '../../src/config.ts';
import {
  isFinalJob,
  silentLogger,
  type Clock,
  type ImagineBot,
  type Logger,
  type NoteStore,
  type RenderJob,
} from '../../src/core/index.ts';
import { startEmulator, type Emulator } from '../../src/emulator/index.ts';

/** As fast as the emulator can be without a picture being there before anybody looks. */
const SPEED = 20;

export interface ChatRoomOptions {
  /** Settings beside those of the room, or in their place. */
  environment?: Readonly<Record<string, string>>;
  /** True: the program is started by the test. */
  stopped?: boolean;
  /** How much faster than the service the emulator is. */
  speed?: number;
  logger?: Logger;
}

/** What every fake platform has. */
interface FakePlatform {
  readonly clock: Clock;
  readonly violations: readonly unknown[];
  close(): Promise<void>;
}

/** The service and the folder that a room is built on. */
export interface Ground {
  emulator: Emulator;
  dataDir: string;
}

export async function openGround(name: string, { speed }: ChatRoomOptions): Promise<Ground> {
  const emulator = await startEmulator({ speed: speed ?? SPEED });
  return { emulator, dataDir: await mkdtemp(path.join(tmpdir(), `imagine-${name}-`)) };
}

/** The whole program between a fake platform and the emulator, on a folder of its own that outlives a restart. */
export abstract class ChatRoom<Fake extends FakePlatform> {
  readonly fake: Fake;
  readonly emulator: Emulator;
  readonly dataDir: string;
  /** What the program is started with; for a process of its own as well. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #logger: Logger;
  #app: App | null = null;
  #reached: { bot: ImagineBot; notes: NoteStore } | null = null;

  protected constructor(
    fake: Fake,
    { emulator, dataDir }: Ground,
    platform: Readonly<Record<string, string>>,
    options: ChatRoomOptions,
  ) {
    this.fake = fake;
    this.emulator = emulator;
    this.dataDir = dataDir;
    this.#logger = options.logger ?? silentLogger;
    this.environment = {
      ...platform,
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

  /**
   * How often the program has asked the service for a state. It asks only once the number of a request is written down: one that was
   * killed before may not know what it bought.
   */
  async looksAtService(): Promise<number> {
    const answer = await fetch(`${this.emulator.url}/emulator/stats`);
    const { requests } = (await answer.json()) as { requests: Record<string, number> };
    return requests['GET /v2/requests/:id/status 200'] ?? 0;
  }

  /** Every job, newest first. */
  jobs(): Promise<readonly RenderJob[]> {
    return this.bot.list({ limit: 100 });
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

  /** @throws when the platform would have found fault with any request. */
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
