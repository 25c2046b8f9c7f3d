import { computed, signal } from '@preact/signals';

import type { MessageWire, PictureWire, RoomWire, SessionWire } from '../../wire.ts';

/** What the page knows; components read it and change with it. */
export const session = signal<SessionWire | null>(null);
/** The words of the sign-in that is asked for; null when nobody needs to sign in. */
export const signInAsked = signal<string | null>(null);
export const rooms = signal<readonly RoomWire[]>([]);
export const roomId = signal('');
export const messages = signal<readonly MessageWire[]>([]);
export const hasOlder = signal(false);
/** False from a broken stream until it is back. */
export const isConnected = signal(true);

export interface Notice {
  id: number;
  tone: 'info' | 'problem';
  text: string;
}
export const notices = signal<readonly Notice[]>([]);

export interface Attachment {
  key: string;
  name: string;
  /** Where the browser shows it from before it is uploaded. */
  previewUrl: string;
  /** Null while it is on its way. */
  picture: PictureWire | null;
}

export const draft = signal('');
export const attachments = signal<readonly Attachment[]>([]);
export const isPrivate = signal(false);
export const replyToId = signal<string | null>(null);
export const replyTo = computed(() => messages.value.find(({ id }) => id === replyToId.value) ?? null);

export type Panel = 'room' | 'gallery' | 'usage' | 'name';
export const panel = signal<Panel>('room');
/** The picture that is open in the full view. */
export const opened = signal<{ jobId: string; index: number } | null>(null);

export const roomName = computed(() => rooms.value.find(({ id }) => id === roomId.value)?.name ?? '');

/** What a screen reader is told; polite, so the newest replaces what was not read yet. */
export const announcement = signal('');
