import type { MessageWire } from '../../wire.ts';

/** Joins what is known with what came: the highest version of each message wins, oldest first. */
export function mergeMessages(
  known: readonly MessageWire[],
  incoming: readonly MessageWire[],
): readonly MessageWire[] {
  const byId = new Map(known.map((message) => [message.id, message]));
  for (const message of incoming) {
    const old = byId.get(message.id);
    if (!old || old.version <= message.version) byId.set(message.id, message);
  }
  return [...byId.values()].sort((a, b) => a.at - b.at || a.id.localeCompare(b.id));
}

export function withoutMessage(known: readonly MessageWire[], messageId: string): readonly MessageWire[] {
  return known.filter(({ id }) => id !== messageId);
}
