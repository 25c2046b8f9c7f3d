import { StoreError, type Clock, type NoteStore } from '../core/index.ts';
import type { MessageRecord } from './message-record.ts';

/** Held in memory for each room, about 3 KB each; older ones are let go of, from the notes as well. */
const MAX_MESSAGES = 5000;

/** The messages of one room, oldest first. What is on the shelf is in the notes: it is written there first. */
export interface MessageShelf {
  list(): readonly MessageRecord[];
  get(id: string): MessageRecord | null;
  stamp(): number;
  put(record: MessageRecord): Promise<void>;
  change(
    id: string,
    change: (record: MessageRecord) => Partial<MessageRecord> | null,
  ): Promise<MessageRecord | null>;
  remove(id: string): Promise<MessageRecord | null>;
}

export interface MessageShelfOptions {
  notes: NoteStore;
  namespace: string;
  /** What an earlier run kept, in any order. */
  records: readonly MessageRecord[];
  clock: Clock;
  keepMs: number;
}

export function createMessageShelf({
  notes,
  namespace,
  records,
  clock,
  keepMs,
}: MessageShelfOptions): MessageShelf {
  const byId = new Map(records.map((record) => [record.id, record]));
  let ordered = records.toSorted(byTime);
  let lastAt = ordered.at(-1)?.at ?? 0;
  let turn: Promise<unknown> = Promise.resolve();

  /** One write after the other: two changes of a message must both be in it. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined); // The caller hears of it; who comes next is not concerned.
    return mine;
  }

  async function write(record: MessageRecord): Promise<void> {
    const value = JSON.stringify(record);
    try {
      await notes.set(namespace, record.id, value, record.at + keepMs);
    } catch (error) {
      // A write whose answer was lost may stand there: then it has happened, and is shown.
      if (!(error instanceof StoreError) || (await notes.get(namespace, record.id)) !== value) throw error;
    }
    const isNew = !byId.has(record.id);
    byId.set(record.id, record);
    ordered = isNew ? [...ordered, record] : ordered.map((one) => (one.id === record.id ? record : one));
    if (isNew && record.at < (ordered.at(-2)?.at ?? 0)) ordered.sort(byTime);
    lastAt = Math.max(lastAt, record.at);
  }

  async function drop(id: string): Promise<MessageRecord | null> {
    const record = byId.get(id);
    if (!record) return null;
    await notes.delete(namespace, id);
    byId.delete(id);
    ordered = ordered.filter((one) => one.id !== id);
    return record;
  }

  function alive(): readonly MessageRecord[] {
    const since = clock.now() - keepMs;
    const expired = ordered.findIndex(({ at }) => at > since);
    if (expired > 0) {
      // The notes have let go of them by themselves.
      for (const { id } of ordered.splice(0, expired)) byId.delete(id);
    }
    return ordered;
  }

  return {
    list: alive,
    get: (id) => byId.get(id) ?? null,
    stamp() {
      lastAt = Math.max(clock.now(), lastAt + 1);
      return lastAt;
    },
    put: (record) =>
      inTurn(async () => {
        await write(record);
        const oldest = ordered[0];
        if (ordered.length > MAX_MESSAGES && oldest) await drop(oldest.id);
      }),
    change: (id, change) =>
      inTurn(async () => {
        const record = byId.get(id);
        const changes = record ? change(record) : null;
        if (!record || changes === null) return null;
        const changed = { ...record, ...changes, version: record.version + 1 };
        await write(changed);
        return changed;
      }),
    remove: (id) => inTurn(() => drop(id)),
  };
}

function byTime(a: MessageRecord, b: MessageRecord): number {
  return a.at - b.at;
}
