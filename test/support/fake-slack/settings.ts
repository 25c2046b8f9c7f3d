import type { Readiness } from './files.ts';

/** What tests may change at any time. */
export interface FakeSettings {
  readonly appToken: string;
  readonly signingSecret: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the app is subscribed to: `app_mention`, `message.im` … */
  readonly events: ReadonlySet<string>;
  /** For uploads from now on. Default: ready at once. */
  readiness: Readiness;
  /** Whether a file that an image block names shows up in `shares` of the file. Default true. */
  blocksShareFiles: boolean;
  /** Every `assistant.threads.setStatus`, in order. */
  readonly statuses: ThreadStatus[];
}

export interface ThreadStatus {
  readonly channelId: string;
  readonly threadTs: string;
  readonly status: string;
  readonly untilMs: number;
}
