import { z } from 'zod';

import type { ConversationRef, MessageRef } from '../../src/core/conversation/refs.ts';
import { PlatformError } from '../../src/core/errors.ts';
import type { OutgoingPicture, PresenterHandle } from '../../src/core/presenting/presenter.ts';
import type { JobView } from '../../src/core/presenting/view.ts';

export interface RoomMessage {
  ref: MessageRef;
  /** Null for what a person posted. */
  view: JobView | null;
  pictures: readonly OutgoingPicture[];
  /** The only person who sees it; null for everyone in the conversation. */
  visibleTo: string | null;
  deliveryKey: string | null;
  edits: number;
}

export interface Showing {
  deliveryKey: string;
  message: MessageRef;
}

const handleSchema = z.strictObject({ messageId: z.string() });

/** The room behind a `MemoryPresenter`: it may outlive one presenter and serve the next, as a chat outlives a crash of the bot. */
export class MemoryRoom {
  /** What stands in the room now, oldest first. */
  readonly messages: RoomMessage[] = [];
  /** Every showing of pictures, under its key: an edit with the pictures that stand there already is none. */
  readonly showings: Showing[] = [];
  readonly #expired = new Set<string>();
  #lastId = 0;

  post(conversation: ConversationRef, message: Omit<RoomMessage, 'ref' | 'edits'>): RoomMessage {
    this.#lastId += 1;
    const posted = { ...message, ref: { conversation, messageId: `m${this.#lastId}` }, edits: 0 };
    this.messages.push(posted);
    return posted;
  }

  message(messageId: string): RoomMessage | undefined {
    return this.messages.find(({ ref }) => ref.messageId === messageId);
  }

  delivered(deliveryKey: string): readonly MessageRef[] {
    return this.messages.filter((message) => message.deliveryKey === deliveryKey).map(({ ref }) => ref);
  }

  show(message: RoomMessage, deliveryKey: string, pictures: readonly OutgoingPicture[]): void {
    if (message.deliveryKey !== deliveryKey) this.showings.push({ deliveryKey, message: message.ref });
    Object.assign(message, { deliveryKey, pictures });
  }

  remove(refs: readonly MessageRef[]): void {
    const ids = new Set(refs.map((ref) => ref.messageId));
    this.messages.splice(0, Infinity, ...this.messages.filter(({ ref }) => !ids.has(ref.messageId)));
  }

  /** From now on every handle made so far is refused; the messages stay. */
  expireHandles(): void {
    for (const message of this.messages) this.#expired.add(message.ref.messageId);
  }

  handleOf(message: RoomMessage): PresenterHandle {
    return { messageId: message.ref.messageId };
  }

  /** The message of a handle. A handle that no presenter of this room made is the caller's bug. */
  reach(handle: PresenterHandle): RoomMessage {
    const { messageId } = handleSchema.parse(handle);
    if (this.#expired.has(messageId)) throw new PlatformError('handle_expired', 'The handle has expired.');
    const message = this.message(messageId);
    if (!message) throw new PlatformError('gone', 'The message is gone.');
    return message;
  }
}
