import { createHash } from 'node:crypto';

import { request } from 'undici';
import { z } from 'zod';

import {
  PlatformError,
  type Adapter,
  type MessageRef,
  type Presenter,
  type PresenterHandle,
} from '../../src/core/index.ts';

/** The one room of the tortured chat. */
export const TORTURE_ROOM = {
  platform: 'studio',
  workspaceId: null,
  channelId: 'torture',
  threadId: null,
} as const;

const postedSchema = z.object({ messageId: z.string() });
const foundSchema = z.object({ messages: z.array(z.string()) });

function refTo(messageId: string): MessageRef {
  return { conversation: TORTURE_ROOM, messageId };
}

/** A presenter over HTTP that posts pictures, told by their hashes, as new messages: what is posted twice stands there twice. */
function createRemotePresenter(url: string): Presenter {
  async function call(method: string, body: object, signal: AbortSignal): Promise<unknown> {
    try {
      const answer = await request(`${url}${method}`, { method: 'POST', body: JSON.stringify(body), signal });
      return await answer.body.json();
    } catch (error) {
      signal.throwIfAborted();
      throw new PlatformError('outcome_unknown', 'The chat cut the answer.', { cause: error });
    }
  }
  return {
    platform: 'studio',
    capabilities: {
      minUpdateIntervalMs: 50,
      maxPictures: 4,
      contentTypes: ['image/jpeg', 'image/png'],
      maxAltTextChars: 1000,
    },
    async announce(job, _view, signal) {
      const { messageId } = postedSchema.parse(await call('/announce', { jobId: job.id }, signal));
      return { handle: { messageId }, message: refTo(messageId) };
    },
    async update(handle, _view, signal) {
      await call('/update', { handle }, signal);
      return handle;
    },
    async deliver(handle: PresenterHandle, deliveryKey, _view, pictures, signal) {
      const hashes = pictures.map(({ bytes }) => createHash('sha256').update(bytes).digest('hex'));
      const body = { deliveryKey, pictures: hashes };
      const { messageId } = postedSchema.parse(await call('/deliver', body, signal));
      return { handle, messages: [refTo(messageId)] };
    },
    async find(_handle, deliveryKey, signal) {
      return foundSchema.parse(await call('/find', { deliveryKey }, signal)).messages.map(refTo);
    },
    remove: () => Promise.resolve(),
    notify: () => Promise.resolve(),
    loadPicture: () => Promise.reject(new PlatformError('gone', 'There are no pictures to load here.')),
    handleExpiresAt: () => null,
  };
}

export function createRemoteChat(url: string): Adapter {
  return {
    platform: 'studio',
    presenter: createRemotePresenter(url),
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    health: () => ({ ready: true, detail: 'connected' }),
  };
}
