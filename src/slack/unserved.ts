import { z } from 'zod';

import { PlatformError, asBotError, type Clock, type Logger } from '../core/index.ts';
import { noticeOf } from './answer.ts';
import { noticeMessage } from './layout.ts';
import { answerByUrl } from './response-url.ts';
import type { RunningEvents } from './running-events.ts';

/**
 * Takes an event whose workspace cannot be had: not installed, or Slack does not say whose the token is. No listener sees it.
 *
 * @throws the error where the event must not be acknowledged: Slack brings messages again, and keeps a form open with a word of its own.
 */
export type Unserved = (body: unknown, error: Error) => void;

export interface UnservedOptions {
  clock: Clock;
  logger: Logger;
  events: RunningEvents;
  signal: AbortSignal;
}

const bodySchema = z.object({ type: z.string().optional(), response_url: z.url().optional() });

/** Commands and clicks never come again, but bring an address by which the person can be told, without any token. */
export function createUnserved({ clock, logger, events, signal }: UnservedOptions): Unserved {
  return (body, error) => {
    const { type, response_url: url } = bodySchema.safeParse(body).data ?? {};
    const isGone = error instanceof PlatformError && error.reason === 'gone';
    if (url === undefined) {
      // Where the app was taken out, the next try would come to the same.
      if (isGone && type === 'event_callback') return;
      throw error;
    }
    logger.warn({ error: asBotError(error) }, 'an event of Slack has no workspace');
    const words = isGone ? { text: error.message, actions: [] } : noticeOf(error, { asksForPicture: false });
    // Not waited for: the acknowledgement comes after this, and has three seconds.
    void events.run(() => answerByUrl(url, noticeMessage(words), { clock, signal }));
  };
}
