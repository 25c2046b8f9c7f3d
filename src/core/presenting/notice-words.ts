import { UserError, type BotError, type BotErrorOptions, type UserErrorCode } from '../errors.ts';
import { FAILURE_WORDS } from './failure-table.ts';
import { failureSentences } from './failure-words.ts';
import type { NoticeView } from './view.ts';

/**
 * A refusal for the person alone. A `UserError` brings its own sentence; any other error is told from the table of failures.
 *
 * @param about as `failureSentences` takes it.
 */
export function noticeFor(error: BotError, about: { asksForPicture?: boolean } = {}): NoticeView {
  const text =
    error instanceof UserError
      ? error.message
      : failureSentences(
          {
            code: error.code,
            charged: error.charged,
            retry: error.retry === 'never' ? 'never' : 'user_may',
            detail: null,
          },
          about,
        ).join(' ');
  return { tone: 'problem', text, actions: [] };
}

/** The answer to a second click on Share. */
export function sharedAlready(): UserError {
  return new UserError('too_late', 'It is shared already.');
}

/** A `UserError` with the usual sentence for its code, where the place that throws has nothing more exact to say. */
export function refusal(code: UserErrorCode, options: BotErrorOptions = {}): UserError {
  const { what, otherwise } = FAILURE_WORDS[code];
  return new UserError(code, `${what} ${otherwise}`, options);
}
