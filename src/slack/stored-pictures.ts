import { PlatformError, type ConversationRef, type MessageRef, type RenderJob } from '../core/index.ts';
import type { SlackParts } from './parts.ts';

/**
 * Posts a job's stored pictures in another place; once more and smaller, where they are too large for it.
 *
 * @param deliveryKey the same for every try of one post.
 * @throws PlatformError as `SlackPresenter.share` does; SegmindError `output_unreadable` when no picture is there any more.
 */
export async function postStored(
  { bot, presenter, signal }: Pick<SlackParts, 'bot' | 'presenter' | 'signal'>,
  job: RenderJob,
  target: ConversationRef,
  deliveryKey: string,
): Promise<MessageRef> {
  const post = async (smaller: boolean): Promise<MessageRef> =>
    presenter.share(
      target,
      deliveryKey,
      bot.view(job, { isSmaller: smaller }),
      await bot.outgoing(job, { smaller, signal }),
      signal,
    );
  try {
    return await post(false);
  } catch (error) {
    if (!(error instanceof PlatformError) || error.reason !== 'payload_too_large') throw error;
    return post(true);
  }
}
