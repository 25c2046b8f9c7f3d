/** What a command has of the world outside: two streams, a signal and the environment. Tests hand in their own. */
export interface CommandIo {
  stdout(text: string): void;
  stderr(text: string): void;
  /** Whether standard error is a terminal, where one line can be redrawn. */
  isTerminal: boolean;
  environment: Readonly<Record<string, string | undefined>>;
  /** Aborts on the first Ctrl-C or SIGTERM. */
  signal: AbortSignal;
}

/** Exit codes, as shells and supervisors read them. */
export const EXIT = {
  ok: 0,
  /** The service or this program failed. */
  failed: 1,
  /** The request or the settings cannot be used: nothing was tried. */
  badInput: 2,
  /** Stopped by Ctrl-C: 128 + SIGINT, by the shells' convention. */
  interrupted: 130,
} as const;
