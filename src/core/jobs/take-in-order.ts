import type { ImagineBot } from '../bot.ts';
import type { PictureSource } from './request.ts';

export type StoredSource = Extract<PictureSource, { kind: 'stored' }>;

/** How many are on their way at once: enough to be quick, few enough to keep fourteen large ones from piling up in memory. */
const AT_ONCE = 4;

/**
 * Takes the pictures of an event into the picture store, at once and in order: links die, and owners delete.
 *
 * @param load downloads one of them, under the platform's own guard.
 * @throws what `load` throws for the first that cannot be had; UserError as `ImagineBot.takePicture` does.
 */
export async function takeInOrder<T>(
  pictures: readonly T[],
  load: (picture: T) => Promise<Uint8Array>,
  bot: Pick<ImagineBot, 'takePicture'>,
): Promise<readonly StoredSource[]> {
  const taken: StoredSource[] = [];
  for (let start = 0; start < pictures.length; start += AT_ONCE) {
    const batch = pictures.slice(start, start + AT_ONCE).map(async (picture) => {
      const { hash } = await bot.takePicture(await load(picture));
      return { kind: 'stored' as const, hash };
    });
    taken.push(...(await Promise.all(batch)));
  }
  return taken;
}
