import { takeInOrder, type StoredSource } from '../core/index.ts';
import type { SlackParts } from './parts.ts';
import type { FileWire } from './wire.ts';

/**
 * Takes files of an event into the picture store, at once and in order: their owner may delete them at any time.
 *
 * @throws UserError of the first one that cannot be had (see `SlackPresenter.loadFile` and `ImagineBot.takePicture`); PlatformError
 * `missing_permission` where `files:read` is missing; the signal's reason.
 */
export function takePictures(
  teamId: string,
  files: readonly FileWire[],
  { bot, presenter, signal }: Pick<SlackParts, 'bot' | 'presenter' | 'signal'>,
): Promise<readonly StoredSource[]> {
  return takeInOrder(files, async (file) => (await presenter.loadFile(teamId, file, signal)).bytes, bot);
}
