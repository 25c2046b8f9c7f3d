import type { PictureSource } from '../core/index.ts';
import type { DiscordParts } from './parts.ts';

/** How many files are on their way at once: enough to be quick, few enough to hold fourteen large ones apart in memory. */
const AT_ONCE = 4;

/**
 * Takes pictures of Discord's into the picture store, at once and in order: their links die.
 *
 * @throws UserError of the first one that cannot be had (see `LoadMedia` and `takePicture`); the signal's reason.
 */
export async function takePictures(
  urls: readonly string[],
  { bot, presenter, signal }: Pick<DiscordParts, 'bot' | 'presenter' | 'signal'>,
): Promise<readonly Extract<PictureSource, { kind: 'stored' }>[]> {
  const taken: Extract<PictureSource, { kind: 'stored' }>[] = [];
  for (let start = 0; start < urls.length; start += AT_ONCE) {
    const hashes = await Promise.all(
      urls.slice(start, start + AT_ONCE).map(async (url) => {
        const { hash } = await bot.takePicture(await presenter.loadMedia(url, signal));
        return hash;
      }),
    );
    taken.push(...hashes.map((hash) => ({ kind: 'stored' as const, hash })));
  }
  return taken;
}
