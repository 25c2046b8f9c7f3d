import { errorJson, UserError, type RequestOrigin } from '../core/index.ts';
import { noticeOf, tellOnce } from './answer.ts';
import type { SlackParts } from './parts.ts';

/** Kinds of events that mostly are about pictures which are paid already. */
const WITHOUT_COST: readonly string[] = ['click', 'share', 'renders', 'forget'];

/** Names who is to be told when something goes wrong from here on. */
export type About = (origin: RequestOrigin) => void;

/**
 * The one border of events: acknowledges first, because Slack waits three seconds, then does the work. Whatever goes wrong is logged
 * without its secrets and told to the person once. Never throws.
 */
export async function atBorder(
  parts: SlackParts,
  kind: string,
  ack: (() => Promise<void>) | null,
  work: (about: About) => Promise<void>,
): Promise<void> {
  let origin: RequestOrigin | null = null;
  await acknowledge(parts, kind, ack);
  try {
    await work((known) => {
      origin = known;
    });
  } catch (error) {
    // What a person did wrong is no event of the program.
    const level = error instanceof UserError ? 'info' : 'warn';
    parts.logger[level]({ kind, error: errorJson(error) }, 'An event of Slack could not be served.');
    await tellOrLog(parts, kind, origin, error);
  }
}

async function acknowledge(
  { logger }: SlackParts,
  kind: string,
  ack: (() => Promise<void>) | null,
): Promise<void> {
  try {
    await ack?.();
  } catch (error) {
    // A socket that closed meanwhile: the person meant it all the same, and what comes twice is known by its key.
    logger.warn({ kind, error: errorJson(error) }, 'An event of Slack could not be acknowledged.');
  }
}

async function tellOrLog(
  parts: SlackParts,
  kind: string,
  origin: RequestOrigin | null,
  error: unknown,
): Promise<void> {
  if (origin === null) return;
  try {
    await tellOnce(parts, origin, noticeOf(error, { asksForPicture: !WITHOUT_COST.includes(kind) }));
  } catch (failed) {
    // The notes cannot be read: then the store is down, and the log is what is left.
    parts.logger.error({ error: errorJson(failed) }, 'A failure could not be told.');
  }
}
