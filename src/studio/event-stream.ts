import type { FastifyReply, FastifyRequest } from 'fastify';

import { SECOND_MS, type Clock } from '../core/index.ts';
import type { RoomEvents, SentEvent } from './room-events.ts';
import type { RoomEventWire } from './wire.ts';

/** Proxies cut what is silent for a minute; four beats come in that time. */
const HEARTBEAT_MS = 15 * SECOND_MS;

/** A page that does not read what it is sent is cut off, and resumes when it is back. */
const MAX_UNREAD_BYTES = 1024 * 1024;

export interface EventStreamOptions {
  events: RoomEvents;
  personId: string;
  /** The last event that the page has. */
  since: string | null;
  clock: Clock;
  /** Ends the stream. */
  signal: AbortSignal;
}

/** Answers with a stream of server-sent events, until the page goes or the signal aborts. */
export function streamEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  { events, personId, since, clock, signal }: EventStreamOptions,
): void {
  reply.hijack();
  const { raw } = reply;
  const gone = new AbortController();
  const write = (text: string): void => {
    if (raw.writableLength > MAX_UNREAD_BYTES) raw.destroy();
    else if (!raw.writableEnded) raw.write(text);
  };
  const send = ({ id, event }: SentEvent): void => write(frame(id, event));

  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  // Not a moment between what was missed and what comes: both are taken in one step.
  const { missed, end } = events.subscribe(personId, since, send);
  write(frame(events.lastId(), { type: 'hello', serverTime: clock.now() }, missed !== 'reload'));
  if (missed === 'reload') write(frame(events.lastId(), { type: 'reload' }));
  else for (const sent of missed) send(sent);

  const close = (): void => {
    end();
    gone.abort(new Error('The stream has ended.'));
    raw.end();
  };
  signal.addEventListener('abort', close, { once: true });
  request.raw.socket.once('close', close);
  raw.once('close', () => {
    signal.removeEventListener('abort', close);
    request.raw.socket.off('close', close);
    close();
  });
  if (signal.aborted) close();
  beat().catch(() => undefined); // Its only end is the end of the stream.

  async function beat(): Promise<void> {
    for (;;) {
      await clock.sleep(HEARTBEAT_MS, gone.signal);
      write(': beat\n\n');
    }
  }
}

/** A hello before events that were missed must not carry an id that is ahead of them. */
function frame(id: string, event: RoomEventWire, hideId = false): string {
  return `${hideId ? '' : `id: ${id}\n`}data: ${JSON.stringify(event)}\n\n`;
}
