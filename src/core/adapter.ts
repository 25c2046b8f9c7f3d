import type { ImagineBot } from './bot.ts';
import type { Platform } from './conversation/refs.ts';
import type { NoteStore } from './jobs/store.ts';
import type { Logger } from './logger.ts';
import type { Presenter } from './presenting/presenter.ts';
import type { Clock } from './time.ts';

/** What the composition root hands to every adapter, beside its own settings. */
export interface AdapterContext {
  bot: ImagineBot;
  /** Small facts with an end: trays, open dialogs, installations. Sealed at rest. */
  notes: NoteStore;
  clock: Clock;
  logger: Logger;
}

export interface AdapterHealth {
  ready: boolean;
  /** One short phrase for the operator: "connected", "reconnecting since 14:02". */
  detail: string;
}

/** One chat platform, as the composition root sees it. */
export interface Adapter {
  readonly platform: Platform;
  readonly presenter: Presenter;
  /**
   * Connects and begins to listen. Resolves when people can use it.
   *
   * @throws ConfigError in words when the platform refuses the settings (a wrong token, a switch that is off).
   */
  start(): Promise<void>;
  /** Takes no new events, lets running handlers end, closes every connection. Harmless twice. */
  stop(): Promise<void>;
  health(): AdapterHealth;
  /** Lines for whoever started it, once it runs: how to invite it, where to look. */
  greeting?(): readonly string[];
}
