import type { Receiver } from '@slack/bolt';

import type { AdapterHealth } from '../core/index.ts';

/** A way in for Slack's events, as the adapter sees it beside what Bolt wants. */
export interface SlackReceiver extends Receiver {
  /**
   * Resolves once events arrive, or after some seconds in which Slack could not be reached: the tries then go on by themselves.
   *
   * @throws ConfigError in words when Slack refuses what the settings say.
   */
  start(): Promise<void>;
  /** Takes no new events; those at work go on. Harmless twice. */
  stop(): Promise<void>;
  health(): AdapterHealth;
}
