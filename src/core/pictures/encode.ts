import type { Sharp } from 'sharp';

import { UserError } from '../errors.ts';
import { open } from './sharp-gate.ts';

/** The kinds that are written here; every platform and the model take all three, but for Slack's webp. */
export type EncodedType = 'image/jpeg' | 'image/png' | 'image/webp';

export interface EncodedPicture {
  bytes: Uint8Array;
  contentType: EncodedType;
  widthPx: number;
  heightPx: number;
}

export interface EncodeBounds {
  maxBytes: number;
  maxSidePx: number;
}

/** High enough that a model or an eye sees no difference, and far smaller than without loss (libvips' own default is 80). */
const FIRST_QUALITY = 90;
/** Below this, blocks become visible; a smaller picture then looks better than a worse one. */
const LAST_QUALITY = 75;
/** Each step leaves about half of the pixels, and so half of the bytes. */
const SHRINK = 0.7;
/** Nothing smaller than this is worth showing. */
const SMALLEST_SIDE_PX = 16;

/**
 * Writes a picture upright and without any metadata, as the first of `types` if that fits, else as the second, then with less quality,
 * then smaller, until it fits. A kind without transparency gets a white ground.
 *
 * @param types at least one, the preferred one first.
 * @throws UserError `picture_too_large` when nothing of it would be left; whatever sharp throws of damaged bytes (see `inTurn`).
 */
export async function encodeWithin(
  source: { bytes: Uint8Array; widthPx: number; heightPx: number },
  types: readonly [EncodedType, ...EncodedType[]],
  { maxBytes, maxSidePx }: EncodeBounds,
): Promise<EncodedPicture> {
  const longestPx = Math.max(source.widthPx, source.heightPx);
  let sidePx = Math.min(longestPx, maxSidePx);
  const lastType = types.at(-1) ?? types[0];
  const attempts = [
    ...types.map((type) => ({ type, quality: FIRST_QUALITY })),
    ...(lastType === 'image/png' ? [] : [{ type: lastType, quality: LAST_QUALITY }]),
  ];
  for (;;) {
    // Once it shrinks, only the last and smallest way of writing it is tried.
    const ways = sidePx === Math.min(longestPx, maxSidePx) ? attempts : attempts.slice(-1);
    for (const { type, quality } of ways) {
      const encoded = await encode(source.bytes, type, quality, sidePx < longestPx ? sidePx : null);
      if (encoded.bytes.length <= maxBytes) return encoded;
    }
    sidePx = Math.floor(sidePx * SHRINK);
    if (sidePx < SMALLEST_SIDE_PX)
      throw new UserError('picture_too_large', 'The picture cannot be made small enough.');
  }
}

async function encode(
  bytes: Uint8Array,
  contentType: EncodedType,
  quality: number,
  sidePx: number | null,
): Promise<EncodedPicture> {
  const upright = open(bytes).autoOrient();
  const sized =
    sidePx === null
      ? upright
      : upright.resize({ width: sidePx, height: sidePx, fit: 'inside', withoutEnlargement: true });
  const { data, info } = await written(sized, contentType, quality).toBuffer({ resolveWithObject: true });
  return { bytes: data, contentType, widthPx: info.width, heightPx: info.height };
}

/** sharp leaves out EXIF, XMP and ICC unless it is asked to keep them, and turns colours into sRGB first. */
function written(picture: Sharp, contentType: EncodedType, quality: number): Sharp {
  switch (contentType) {
    case 'image/png':
      return picture.png();
    case 'image/webp':
      return picture.webp({ quality });
    case 'image/jpeg':
      return picture.flatten({ background: '#ffffff' }).jpeg({ quality });
  }
}
