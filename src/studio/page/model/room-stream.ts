import type { RoomEventWire } from '../../wire.ts';
import { after } from './time.ts';

/** A server that restarts is back in seconds; asking more often would only fill its log. */
const RETRY_MS = 2000;

export interface RoomStreamOptions {
  room: string;
  /** The last event that the page has seen. */
  lastEventId: string;
  onEvent: (event: RoomEventWire) => void;
  onConnection: (isOpen: boolean) => void;
}

/**
 * Hears what happens in a room, and resumes after the last event whenever the connection breaks: the browser does so by itself,
 * but gives up for good when the server answers with a refusal, as one does that is stopping.
 *
 * @returns what ends it.
 */
export function openRoomStream({ room, lastEventId, onEvent, onConnection }: RoomStreamOptions): () => void {
  let last = lastEventId;
  let source: EventSource;
  let callOff = (): void => undefined;

  const open = (): void => {
    const query = new URLSearchParams({ lastEventId: last });
    source = new EventSource(`/api/rooms/${encodeURIComponent(room)}/events?${query.toString()}`);
    source.addEventListener('open', () => onConnection(true));
    source.addEventListener('message', (event: MessageEvent<string>) => {
      if (event.lastEventId !== '') last = event.lastEventId;
      onEvent(JSON.parse(event.data) as RoomEventWire);
    });
    source.addEventListener('error', () => {
      onConnection(false);
      if (source.readyState === EventSource.CLOSED) callOff = after(RETRY_MS, open);
    });
  };

  open();
  return () => {
    callOff();
    source.close();
  };
}
