import type { Logger as LibraryLogger } from '@slack/bolt';
import { SocketModeClient } from '@slack/socket-mode';

import { SECOND_MS } from '../core/index.ts';

/** One call to `apps.connections.open`; the receiver tries again by itself. */
const OPEN_TIMEOUT_MS = 10 * SECOND_MS;

/** What the library hands over with each envelope. */
export interface SlackEnvelope {
  ack: (response?: unknown) => Promise<void>;
  body: Record<string, unknown>;
  retry_num?: number;
  retry_reason?: string;
}

/**
 * The library's socket, tamed, for one connection: a late hello of one would otherwise count for the next. Its own way to reconnect leaves 5 s without a socket at each refresh, and ends the process by a rejection
 * that nobody handles when Slack refuses the token or stays away meanwhile (both seen): so it is off, and the receiver reconnects.
 */
export class TameSocketClient extends SocketModeClient {
  /** Resolves when the connection has ended. */
  readonly lost: Promise<void>;

  constructor(appToken: string, apiUrl: string, logger: LibraryLogger) {
    super({
      appToken,
      logger,
      autoReconnectEnabled: false,
      // Of its own: the library writes into these, and listeners' clients must not inherit that.
      clientOptions: {
        slackApiUrl: apiUrl,
        timeout: OPEN_TIMEOUT_MS,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
      },
    });
    this.lost = new Promise((resolve) => this.once('disconnected', () => resolve()));
  }

  /** Ends the connection at once, wherever it is: also one that is not made yet. */
  cut(): void {
    this.on('connecting', () => queueMicrotask(() => this.#end()));
    this.#end();
  }

  /** Asked a second time, the library does not wait for the other side. What it would answer is in `lost`. */
  #end(): void {
    void this.disconnect();
    void this.disconnect();
  }

  /** The library calls this from an emitter: an envelope that it cannot read would be a rejection that nobody handles. */
  protected override async onWebSocketMessage(data: string | ArrayBuffer, isBinary: boolean): Promise<void> {
    try {
      await super.onWebSocketMessage(data, isBinary);
    } catch (error) {
      this.emit('unreadable', error);
    }
  }
}
