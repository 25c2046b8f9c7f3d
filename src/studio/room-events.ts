import type { RoomEventWire } from './wire.ts';

/** Events that a room remembers for pages that come back: minutes of a busy room, about 3 KB each. */
const REMEMBERED_EVENTS = 500;

export interface SentEvent {
  id: string;
  event: RoomEventWire;
}

export interface Subscription {
  /** What the page missed since its last event; `reload` when that is not known any more. */
  missed: readonly SentEvent[] | 'reload';
  end: () => void;
}

/** What happens in one room, for everyone who looks at it. */
export interface RoomEvents {
  /** @param visibleTo the only person who hears of it; null for everyone. */
  publish(event: RoomEventWire, visibleTo: string | null): void;
  /** @param since the id of the last event that the page has; null begins now. */
  subscribe(personId: string, since: string | null, listener: (sent: SentEvent) => void): Subscription;
  /** The id of the newest event: whoever loads the messages now has seen everything up to it. */
  lastId(): string;
}

interface Remembered {
  sequence: number;
  event: RoomEventWire;
  visibleTo: string | null;
}

/** @param epoch names this life of the program: numbers of an earlier one mean nothing here. */
export function createRoomEvents(epoch: string): RoomEvents {
  const remembered: Remembered[] = [];
  const listeners = new Map<object, { personId: string; listener: (sent: SentEvent) => void }>();
  let last = 0;

  const idOf = (sequence: number): string => `${epoch}-${sequence}`;
  const sentOf = ({ sequence, event }: Remembered): SentEvent => ({ id: idOf(sequence), event });
  const concerns = ({ visibleTo }: Remembered, personId: string): boolean =>
    visibleTo === null || visibleTo === personId;

  function missedSince(since: string, personId: string): readonly SentEvent[] | 'reload' {
    const [ofEpoch, number] = since.split('-');
    const sequence = Number(number);
    const oldest = remembered[0]?.sequence ?? last + 1;
    const isKnown =
      ofEpoch === epoch && Number.isInteger(sequence) && sequence <= last && sequence >= oldest - 1;
    if (!isKnown) return 'reload';
    return remembered.filter((one) => one.sequence > sequence && concerns(one, personId)).map(sentOf);
  }

  return {
    publish(event, visibleTo) {
      last += 1;
      const one = { sequence: last, event, visibleTo };
      remembered.push(one);
      if (remembered.length > REMEMBERED_EVENTS) remembered.shift();
      for (const { personId, listener } of listeners.values()) {
        if (concerns(one, personId)) listener(sentOf(one));
      }
    },
    subscribe(personId, since, listener) {
      const key = {};
      const missed = since === null ? [] : missedSince(since, personId);
      listeners.set(key, { personId, listener });
      return { missed, end: () => void listeners.delete(key) };
    },
    lastId: () => idOf(last),
  };
}
