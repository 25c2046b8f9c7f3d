import { PlatformError, SECOND_MS, deadlineSignal, type Clock } from '../core/index.ts';
import type { SlackMessage } from './layout.ts';
import type { SlackReply } from './reply-handle.ts';
import { TAME } from './message-calls.ts';
import { platformErrorOf, platformErrorOfCode, unavailable } from './web-errors.ts';

/** An answer that only the person sees is not worth a longer wait. */
const TIMEOUT_MS = 10 * SECOND_MS;

/** Slack's words for an address that had its five answers, or its half hour (seen in its answers, and in its documentation). */
const ENDED: readonly string[] = ['used_url', 'expired_url', 'no_service', 'expired_trigger_id'];
const GONE_STATUSES: readonly number[] = [404, 410];
const TOO_MANY = 429;
const SERVER_FAULTS = 500;

/** The address of the event behind a job, while it takes answers; null otherwise. */
export function liveResponseUrl(reply: SlackReply | null, now: number): string | null {
  return reply?.kind === 'response_url' && now < reply.expiresAt ? reply.url : null;
}

/**
 * Answers an event for the eyes of its person alone, also where the bot is not in the channel.
 *
 * @param url as it came in the event: a credential, and never logged.
 * @throws PlatformError `handle_expired` when its five uses or its half hour are over; the signal's reason.
 */
export async function answerByUrl(
  url: string,
  message: SlackMessage,
  { clock, signal: parent }: { clock: Clock; signal: AbortSignal },
): Promise<void> {
  parent.throwIfAborted();
  const overdue = (): PlatformError => unavailable(new Error('It took too long.'));
  const { signal, clear } = deadlineSignal(clock, TIMEOUT_MS, overdue, parent);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({
        response_type: 'ephemeral',
        // Otherwise an answer to a click takes the place of the message with the button.
        replace_original: false,
        ...message,
        ...TAME,
      }),
      redirect: 'error',
      signal,
    });
    const words = await answer.text();
    if (!answer.ok) throw refused(answer.status, words);
  } catch (error) {
    parent.throwIfAborted();
    throw platformErrorOf(error, 'edit');
  } finally {
    clear();
  }
}

function refused(status: number, words: string): PlatformError {
  const code = codeIn(words);
  if (GONE_STATUSES.includes(status) || (code !== null && ENDED.includes(code)))
    return new PlatformError('handle_expired', 'The event takes no more answers.', {
      retry: 'user_may',
      details: { status },
    });
  const cause = new Error('Refused.');
  if (status === TOO_MANY) return platformErrorOfCode('ratelimited', 'edit', cause);
  if (status >= SERVER_FAULTS || code === null) return unavailable(cause, { details: { status } });
  return platformErrorOfCode(code, 'edit', cause);
}

/** Either the bare code, or JSON with it. */
function codeIn(words: string): string | null {
  const code = /"error"\s*:\s*"([a-z_]+)"/.exec(words)?.[1] ?? words.trim();
  return /^[a-z_]{1,80}$/.test(code) ? code : null;
}
