import { createHash } from 'node:crypto';

import type { AccessFacts, ConversationRef, MessageRef, Requester } from '../core/index.ts';

/** Somebody who looks at the studio. */
export interface Person {
  id: string;
  name: string;
}

/** Bits that tell events and messages apart: half a SHA-256 never repeats by chance. */
const ID_CHARS = 32;

export function requesterOf(person: Person): Requester {
  return { platform: 'studio', workspaceId: null, userId: person.id, displayName: person.name, locale: null };
}

export function conversationOf(room: string): ConversationRef {
  return { platform: 'studio', workspaceId: null, channelId: room, threadId: null };
}

export function messageRef(room: string, messageId: string): MessageRef {
  return { conversation: conversationOf(room), messageId };
}

export function accessTo(room: string): AccessFacts {
  return { roleIds: [], channelIds: [room], ageRestricted: false };
}

/** One event of one person: the page names it anew for everything that they send. */
export function eventKeyOf(person: Pick<Person, 'id'>, clientId: string): string {
  return `${person.id} ${clientId}`;
}

/** Who was behind an event. */
export function personIdOf(eventKey: string): string {
  return eventKey.split(' ')[0] ?? '';
}

/** The message that an event makes: the same for a repeated send. */
export function messageIdOf(eventKey: string): string {
  return createHash('sha256').update(eventKey).digest('hex').slice(0, ID_CHARS);
}
