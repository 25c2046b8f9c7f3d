import { z } from 'zod';

import {
  PlatformError,
  StoreError,
  refusal,
  type Clock,
  type ImagineBot,
  type JobView,
  type MessageRef,
  type OutgoingPicture,
  type Presenter,
  type PresenterHandle,
} from '../core/index.ts';
import { newRecord, type MessageRecord } from './message-record.ts';
import { messageRef, personIdOf } from './people.ts';
import type { StudioPictures } from './pictures.ts';
import type { RoomBook } from './room-book.ts';
import type { JobViewWire, PictureWire } from './wire.ts';

const CAPABILITIES: Presenter['capabilities'] = {
  // Several a second are as many as an eye can follow.
  minUpdateIntervalMs: 250,
  // Four takes, each of which may bring several.
  maxPictures: 16,
  contentTypes: ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'],
  maxAltTextChars: 1000,
};

const handleSchema = z.strictObject({ room: z.string(), messageId: z.string() });

export interface StudioPresenterOptions {
  bot: ImagineBot;
  book: RoomBook;
  pictures: StudioPictures;
  clock: Clock;
}

/** The view as the page draws it. */
export function jobWire(view: JobView, now: number, seed: number): JobViewWire {
  return { ...view, viewedAt: now, seed };
}

/** Draws jobs in the studio: one message a job, which is named like the job and edited to the end. */
export function createStudioPresenter(options: StudioPresenterOptions): Presenter {
  const { bot, book, pictures, clock } = options;

  async function edit(
    handle: PresenterHandle,
    signal: AbortSignal,
    change: (record: MessageRecord) => Partial<MessageRecord>,
  ): Promise<MessageRef> {
    signal.throwIfAborted();
    const { room, messageId } = handleSchema.parse(handle);
    const changed = book.has(room) ? await kept(() => book.change(room, messageId, change)) : null;
    if (changed === null) throw new PlatformError('gone', 'The message is not in the studio any more.');
    for (const copy of copiesOf(changed)) await kept(() => book.change(copy.room, copy.id, change));
    return messageRef(room, messageId);
  }

  /** The same job where it was carried to, or looked up again. */
  function copiesOf({ id, jobId }: MessageRecord): readonly MessageRecord[] {
    return [...book.everything()].filter((one) => one.job !== null && one.jobId === jobId && one.id !== id);
  }

  function drawn(record: MessageRecord, view: JobView): Partial<MessageRecord> {
    return { job: jobWire(view, clock.now(), record.job?.seed ?? 0) };
  }

  async function store(picture: OutgoingPicture): Promise<PictureWire> {
    const { hash } = await kept(() => bot.takePicture(picture.bytes));
    const { contentType, widthPx, heightPx, altText: alt, spoiler } = picture;
    return { hash, contentType, widthPx, heightPx, alt, spoiler };
  }

  return {
    platform: 'studio',
    capabilities: CAPABILITIES,
    async announce(job, view, signal) {
      signal.throwIfAborted();
      const { origin, requester, sources, audience, parameters, prompt } = job.request;
      const room = origin.conversation.channelId;
      if (!book.has(room)) throw new PlatformError('gone', 'The room is not in the studio any more.');
      const handle = { room, messageId: job.id };
      const message = messageRef(room, job.id);
      const known = await kept(() => book.change(room, job.id, (record) => drawn(record, view)));
      if (known) return { handle, message };
      const references = await kept(() => pictures.ofSources(requester.userId, sources));
      signal.throwIfAborted();
      const record = newRecord({
        id: job.id,
        room,
        at: book.stamp(room),
        replyTo: origin.replyTo?.messageId ?? null,
        references,
        jobId: job.id,
        job: jobWire(view, clock.now(), parameters.seed),
        prompt,
        visibleTo: audience === 'requester' ? requester.userId : null,
      });
      await kept(() => book.put(record));
      return { handle, message };
    },
    async update(handle, view, signal) {
      await edit(handle, signal, (record) => drawn(record, view));
      return handle;
    },
    async deliver(handle, deliveryKey, view, outgoing, signal) {
      signal.throwIfAborted();
      const shown = await Promise.all(outgoing.map(store));
      const message = await edit(handle, signal, (record) => ({
        ...drawn(record, view),
        pictures: shown,
        deliveryKey,
      }));
      return { messages: [message], handle };
    },
    async find(handle, deliveryKey, signal) {
      signal.throwIfAborted();
      const { room, messageId } = handleSchema.parse(handle);
      const isThere = book.get(room, messageId)?.deliveryKey === deliveryKey;
      return Promise.resolve(isThere ? [messageRef(room, messageId)] : []);
    },
    async remove(messages, signal) {
      signal.throwIfAborted();
      for (const { conversation, messageId } of messages) {
        const record = book.get(conversation.channelId, messageId);
        if (!record) continue;
        for (const { room, id } of [record, ...copiesOf(record)]) await kept(() => book.remove(room, id));
      }
    },
    async notify(origin, notice, signal) {
      signal.throwIfAborted();
      const room = origin.conversation.channelId;
      if (!book.has(room)) throw new PlatformError('gone', 'The room is not in the studio any more.');
      const { tone, text } = notice;
      book.events(room).publish({ type: 'notice', tone, text }, personIdOf(origin.eventKey));
      return Promise.resolve();
    },
    async loadPicture(message, index, signal) {
      signal.throwIfAborted();
      const record = book.get(message.conversation.channelId, message.messageId);
      if (!record) throw new PlatformError('gone', 'The message is not in the studio any more.');
      const picture = (record.job ? record.pictures : record.references)[index];
      if (!picture) throw refusal('no_picture');
      const bytes = await kept(() => bot.picture(picture.hash));
      if (!bytes) throw refusal('picture_gone');
      return { bytes, fileName: null };
    },
    handleExpiresAt: () => null,
  };
}

/** What the studio keeps is its chat: where it cannot be written, the chat is down and nothing has happened. */
async function kept<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw new PlatformError('unavailable', 'What the studio keeps cannot be read or written.', {
      cause: error,
    });
  }
}
