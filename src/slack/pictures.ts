import type { PictureSource } from '../core/index.ts';
import type { SlackParts } from './parts.ts';
import type { FileWire } from './wire.ts';

/** How many files are on their way at once: enough to be quick, few enough to keep large ones from piling up in memory. */
const AT_ONCE = 4;

export type StoredSource = Extract<PictureSource, { kind: 'stored' }>;

/**
 * Takes files of an event into the picture store, at once and in order: their owner may delete them at any time.
 *
 * @throws UserError of the first one that cannot be had (see `SlackPresenter.loadFile` and `ImagineBot.takePicture`); PlatformError
 * `missing_permission` where `files:read` is missing; the signal's reason.
 */
export async function takeFiles(
  teamId: string,
  files: readonly FileWire[],
  { bot, presenter, signal }: Pick<SlackParts, 'bot' | 'presenter' | 'signal'>,
): Promise<readonly StoredSource[]> {
  const taken: StoredSource[] = [];
  for (let start = 0; start < files.length; start += AT_ONCE) {
    const hashes = await Promise.all(
      files.slice(start, start + AT_ONCE).map(async (file) => {
        const { bytes } = await presenter.loadFile(teamId, file, signal);
        return (await bot.takePicture(bytes)).hash;
      }),
    );
    taken.push(...hashes.map((hash) => ({ kind: 'stored' as const, hash })));
  }
  return taken;
}
