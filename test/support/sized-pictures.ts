import sharp from 'sharp';

import type { FileInput } from './fake-discord/index.ts';

const HEIGHT_PX = 64;

/** A picture that is told from others by its width, whoever encodes it anew. */
export async function sizedPicture(widthPx: number, name = `${widthPx}.png`): Promise<FileInput> {
  const create = { width: widthPx, height: HEIGHT_PX, channels: 3, background: '#46c' } as const;
  return { name, bytes: await sharp({ create }).png().toBuffer() };
}

/** The widths of the pictures behind addresses of the emulator, in order. */
export function widthsOf(urls: readonly string[]): Promise<readonly number[]> {
  return Promise.all(
    urls.map(async (url) => {
      const response = await fetch(url);
      const { width } = await sharp(await response.arrayBuffer()).metadata();
      return width;
    }),
  );
}
