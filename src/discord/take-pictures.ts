import { takeInOrder, type StoredSource } from '../core/index.ts';
import type { DiscordParts } from './parts.ts';

/**
 * Takes pictures of Discord's into the picture store, at once and in order: their links die.
 *
 * @throws UserError of the first one that cannot be had (see `LoadMedia` and `takePicture`); the signal's reason.
 */
export function takePictures(
  urls: readonly string[],
  { bot, presenter, signal }: Pick<DiscordParts, 'bot' | 'presenter' | 'signal'>,
): Promise<readonly StoredSource[]> {
  return takeInOrder(urls, (url) => presenter.loadMedia(url, signal), bot);
}
