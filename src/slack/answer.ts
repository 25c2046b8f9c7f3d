import {
  asBotError,
  deadlineSignal,
  errorJson,
  HOUR_MS,
  noticeFor,
  PlatformError,
  SECOND_MS,
} from '../core/index.ts';
import type { NoticeView, RequestOrigin } from '../core/index.ts';
import type { SlackParts } from './parts.ts';
import { slackCodeOf } from './web-errors.ts';
import { WORDS } from './words.ts';

/** Slack sends an event again within the hour (its documentation, "The Events API"). */
const REPEATED_WITHIN_MS = HOUR_MS;
const ANSWERED = 'slack:answered';

/** What a stop cut off is told within the second that the stop waits for handlers. */
const LAST_WORDS_WITHIN_MS = SECOND_MS;

/**
 * Tells the person behind an event something, for their eyes only, by the way that the event left open. Never throws: who cannot be
 * told any more is not told, and the log says so.
 */
export async function tell(
  parts: Pick<SlackParts, 'presenter' | 'logger' | 'signal' | 'clock'>,
  origin: RequestOrigin,
  what: string | NoticeView,
): Promise<void> {
  const notice: NoticeView = typeof what === 'string' ? { tone: 'info', text: what, actions: [] } : what;
  const { signal, clear } = parts.signal.aborted
    ? lastWords(parts.clock)
    : { signal: parts.signal, clear: () => undefined };
  try {
    await parts.presenter.notify(origin, notice, signal);
  } catch (error) {
    parts.logger.warn({ error: errorJson(error) }, 'A person could not be told.');
  } finally {
    clear();
  }
}

/** The event was acknowledged, so that Slack never brings it again: after a stop its person must still hear that nothing comes. */
function lastWords(clock: SlackParts['clock']): ReturnType<typeof deadlineSignal> {
  const tooLong = (): PlatformError => new PlatformError('unavailable', 'Slack is being disconnected.');
  return deadlineSignal(clock, LAST_WORDS_WITHIN_MS, tooLong);
}

/** As `tell`, once for one event, however often Slack sends it. */
export async function tellOnce(
  parts: Pick<SlackParts, 'presenter' | 'logger' | 'signal' | 'notes' | 'clock'>,
  origin: RequestOrigin,
  what: string | NoticeView,
): Promise<void> {
  if (await isFirst(parts, origin.eventKey)) await tell(parts, origin, what);
}

/** Whether this event was not answered before. True once; for what makes a job the core's own event key tells. */
export async function isFirst(
  { notes, clock }: Pick<SlackParts, 'notes' | 'clock'>,
  eventKey: string,
): Promise<boolean> {
  return notes.setIfAbsent(ANSWERED, eventKey, '1', clock.now() + REPEATED_WITHIN_MS);
}

/**
 * What went wrong, for the person. A missing right is named as it is: the table of the core knows no scopes.
 *
 * @param asksForPicture then nothing was charged, and the words say so; otherwise they say nothing of money.
 */
export function noticeOf(thrown: unknown, { asksForPicture }: { asksForPicture: boolean }): NoticeView {
  const error = asBotError(thrown);
  if (error instanceof PlatformError && error.reason === 'missing_permission')
    return {
      tone: 'problem',
      text: asksForPicture ? WORDS.uncharged(missingRight(error)) : missingRight(error),
      actions: [],
    };
  return noticeFor(error, { asksForPicture });
}

/** By its scope; else by Slack's own word for it; else as whoever threw it says. */
function missingRight(error: PlatformError): string {
  const scope = error.details?.['neededScope'];
  if (typeof scope === 'string') return WORDS.missingScopes([scope]);
  const code = slackCodeOf(error);
  return code === null ? error.message : WORDS.notPermitted(code);
}
