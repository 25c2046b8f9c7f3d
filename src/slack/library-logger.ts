import { LogLevel, type Logger as LibraryLogger } from '@slack/bolt';

import { excerpt, type Logger } from '../core/index.ts';

/** Enough to tell what a library complains of. */
const MAX_SAID_CHARS = 300;

/** Addresses may carry a ticket or a code, and always end up in such complaints. */
const ADDRESSES = /\b(?:wss?|https?):\/\/\S+/g;

/**
 * What Slack's libraries say, in the program's log. Their debug lines hold whole payloads and go nowhere; the rest comes as warnings,
 * because what is an error for the person or the operator is decided here and not there.
 */
export function createLibraryLogger(logger: Logger): LibraryLogger {
  const say = (...words: readonly unknown[]): void =>
    logger.warn({ said: excerpt(words.map(plainly).join(' '), MAX_SAID_CHARS) }, "Slack's library complains");
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: say,
    error: say,
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}

/** An object could hold a payload, so only its kind is told; an error has only its own words. */
function plainly(said: unknown): string {
  if (said instanceof Error) return `${said.name}: ${said.message.replace(ADDRESSES, '[address]')}`;
  return typeof said === 'string' ? said.replace(ADDRESSES, '[address]') : `[${typeof said}]`;
}
