import type { App } from '@slack/bolt';
import { vi } from 'vitest';

import { createLogger, systemClock, type Clock } from '../../src/core/index.ts';
import { createBoltApp } from '../../src/slack/bolt-app.ts';
import { createLibraryLogger } from '../../src/slack/library-logger.ts';
import type { SlackReceiver } from '../../src/slack/receiver.ts';
import { createRunningEvents, type RunningEvents } from '../../src/slack/running-events.ts';
import { createSocketReceiver } from '../../src/slack/socket-receiver.ts';
import { SlackStub } from './slack-stub.ts';

/** The machine of a test may be busy. */
const PATIENCE = { timeout: 15_000, interval: 10 };

export const APP_TOKEN = 'xapp-1-A1-test-0123456789';

/** A clock whose waits are short. */
export const impatient: Clock = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(ms / 20, signal),
};

interface Parts {
  receiver: SlackReceiver;
  app: App;
  events: RunningEvents;
}

/** A receiver of Socket Mode with Bolt behind it, at the doors of Slack. */
export class SlackSocketRig {
  readonly slack: SlackStub;
  readonly receiver: SlackReceiver;
  readonly app: App;
  readonly events: RunningEvents;
  readonly #written: readonly string[];
  readonly #unhandled: unknown[] = [];
  readonly #keep = (reason: unknown): void => void this.#unhandled.push(reason);

  private constructor(slack: SlackStub, written: readonly string[], parts: Parts) {
    this.slack = slack;
    this.#written = written;
    this.receiver = parts.receiver;
    this.app = parts.app;
    this.events = parts.events;
    process.on('unhandledRejection', this.#keep);
  }

  static async open(clock: Clock = systemClock): Promise<SlackSocketRig> {
    const slack = await SlackStub.start();
    const written: string[] = [];
    const logger = createLogger({
      level: 'debug',
      destination: { write: (line: string) => void written.push(line) },
    });
    const libraryLogger = createLibraryLogger(logger);
    const events = createRunningEvents(logger);
    const { apiUrl } = slack;
    const receiver = createSocketReceiver({
      appToken: APP_TOKEN,
      apiUrl,
      clock,
      logger,
      libraryLogger,
      events,
    });
    const app = await createBoltApp({
      receiver,
      authorize: async () =>
        Promise.resolve({ botToken: 'xoxb-1', botUserId: 'UBOT', botId: 'B1', teamId: 'T1' }),
      unserved: () => undefined,
      apiUrl,
      logger,
      libraryLogger,
    });
    return new SlackSocketRig(slack, written, { receiver, app, events });
  }

  /** Resolves once events arrive. */
  async connected(): Promise<void> {
    await this.receiver.start();
    await this.becomes(true);
  }

  async becomes(ready: boolean): Promise<void> {
    await vi.waitUntil(() => this.receiver.health().ready === ready, PATIENCE);
  }

  /** Resolves once Slack was asked for the address of a socket so often. */
  async asked(times: number): Promise<void> {
    await vi.waitUntil(() => this.slack.countOf('apps.connections.open') >= times, PATIENCE);
  }

  /** Everything that was logged. */
  get log(): string {
    return this.#written.join('');
  }

  /** @throws when a rejection was left to end the process. */
  async close(): Promise<void> {
    await this.receiver.stop();
    await this.slack.close();
    process.off('unhandledRejection', this.#keep);
    if (this.#unhandled.length > 0)
      throw new Error('A rejection was left to end the process.', { cause: this.#unhandled[0] });
  }
}
