import { randomBytes } from 'node:crypto';

import { DAY_MS, UserError, type Clock, type Logger, type NoteStore } from '../core/index.ts';
import { messageWire, parseRecord, type MessageRecord } from './message-record.ts';
import { createRoomEvents, type RoomEvents } from './room-events.ts';
import { createMessageShelf, type MessageShelf } from './message-shelf.ts';
import type { RoomWire } from './wire.ts';
import { WORDS } from './words.ts';

const ROOMS = 'studio:rooms';
const FIRST_ROOM: RoomWire = { id: 'general', name: 'general' };

/** Every room is held in memory; a team has a dozen. */
const MAX_ROOMS = 200;
const ROOM_ID_BYTES = 6;

/** All rooms with their messages: in memory for reading, in the notes for the next start. */
export interface RoomBook {
  rooms(): readonly RoomWire[];
  has(room: string): boolean;
  /** @throws UserError when there are too many. */
  addRoom(name: string): Promise<RoomWire>;
  events(room: string): RoomEvents;
  get(room: string, messageId: string): MessageRecord | null;
  /** A moment for a new message, after every other of the room. */
  stamp(room: string): number;
  /** Keeps it, then shows it. The same id again replaces it. @throws StoreError, and nothing has changed. */
  put(record: MessageRecord): Promise<void>;
  /** One change after the other. Null, and nothing done, where there is no such message or the change says so. */
  change(
    room: string,
    messageId: string,
    change: (record: MessageRecord) => Partial<MessageRecord> | null,
  ): Promise<MessageRecord | null>;
  remove(room: string, messageId: string): Promise<void>;
  /** Oldest first. */
  messages(room: string): readonly MessageRecord[];
  everything(): Iterable<MessageRecord>;
}

export interface RoomBookOptions {
  notes: NoteStore;
  clock: Clock;
  logger: Logger;
  /** How long messages are kept. */
  retentionDays: number;
}

/** @throws StoreError when the notes cannot be read. */
export async function openRoomBook({
  notes,
  clock,
  logger,
  retentionDays,
}: RoomBookOptions): Promise<RoomBook> {
  const keepMs = retentionDays * DAY_MS;
  const epoch = randomBytes(ROOM_ID_BYTES).toString('hex');
  const rooms = new Map<string, { wire: RoomWire; shelf: MessageShelf; events: RoomEvents }>();

  async function open(wire: RoomWire): Promise<void> {
    const namespace = `studio:room:${wire.id}`;
    const kept = await notes.list(namespace);
    const records = kept.flatMap(({ value }) => parseRecord(value) ?? []);
    if (records.length < kept.length)
      logger.warn({ room: wire.id, unread: kept.length - records.length }, 'messages could not be read');
    rooms.set(wire.id, {
      wire,
      shelf: createMessageShelf({ notes, namespace, records, clock, keepMs }),
      events: createRoomEvents(epoch),
    });
  }

  function room(id: string): NonNullable<ReturnType<typeof rooms.get>> {
    const found = rooms.get(id);
    if (found) return found;
    throw new UserError('unknown_action', WORDS.noRoom);
  }

  function show(record: MessageRecord): void {
    room(record.room).events.publish({ type: 'message', message: messageWire(record) }, record.visibleTo);
  }

  await open(FIRST_ROOM);
  for (const { key, value } of await notes.list(ROOMS)) await open({ id: key, name: value });

  const list = (): readonly RoomWire[] => [...rooms.values()].map(({ wire }) => wire);

  return {
    rooms: list,
    has: (id) => rooms.has(id),
    async addRoom(name) {
      if (rooms.size >= MAX_ROOMS) throw new UserError('over_limit', WORDS.tooManyRooms);
      const wire = { id: randomBytes(ROOM_ID_BYTES).toString('hex'), name };
      await notes.set(ROOMS, wire.id, name, null);
      await open(wire);
      for (const { events } of rooms.values()) events.publish({ type: 'rooms', rooms: list() }, null);
      return wire;
    },
    events: (id) => room(id).events,
    get: (id, messageId) => rooms.get(id)?.shelf.get(messageId) ?? null,
    stamp: (id) => room(id).shelf.stamp(),
    async put(record) {
      await room(record.room).shelf.put(record);
      show(record);
    },
    async change(id, messageId, change) {
      const changed = await room(id).shelf.change(messageId, change);
      if (changed) show(changed);
      return changed;
    },
    async remove(id, messageId) {
      const removed = await room(id).shelf.remove(messageId);
      if (removed) room(id).events.publish({ type: 'removed', messageId }, removed.visibleTo);
    },
    messages: (id) => room(id).shelf.list(),
    *everything() {
      for (const { shelf } of rooms.values()) yield* shelf.list();
    },
  };
}
