import { fileTypeFromBuffer } from 'file-type';

import { UserError } from '../errors.ts';
import { MAX_DOWNLOAD_BYTES, MAX_PIXELS, MAX_SIDE_PX } from './limits.ts';
import { inTurn, open, openHead, unreadable } from './sharp-gate.ts';

/** The kinds that can be decoded here. */
export type PictureType =
  'image/jpeg' | 'image/png' | 'image/webp' | 'image/gif' | 'image/avif' | 'image/tiff';

/** What bytes are, whatever they were called. */
export interface PictureFacts {
  contentType: PictureType;
  /** As it is to be seen, turned by its orientation. */
  widthPx: number;
  heightPx: number;
  sizeBytes: number;
  hasAlpha: boolean;
  /** 1 to 8 as in EXIF; 1 is upright. */
  orientation: number;
  /** Frames of an animation, pages of a document; 1 for a still. */
  pages: number;
}

export interface PictureLimits {
  maxBytes: number;
  maxPixels: number;
  maxSidePx: number;
}

const DEFAULT_LIMITS: PictureLimits = {
  maxBytes: MAX_DOWNLOAD_BYTES,
  maxPixels: MAX_PIXELS,
  maxSidePx: MAX_SIDE_PX,
};

const MEGABYTE = 1024 * 1024;
const MEGAPIXEL = 1_000_000;

/** From 5 on, the picture lies on its side (EXIF 2.32, tag 0x0112). */
const FIRST_SIDEWAYS_ORIENTATION = 5;

/** What sharp calls the kinds that are decoded here. */
const TYPE_OF_FORMAT: Readonly<Record<string, PictureType>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  heif: 'image/avif',
  tiff: 'image/tiff',
};

/** What file-type calls them. */
const TYPE_OF_MIME: Readonly<Record<string, PictureType>> = {
  'image/jpeg': 'image/jpeg',
  'image/png': 'image/png',
  'image/apng': 'image/png',
  'image/webp': 'image/webp',
  'image/gif': 'image/gif',
  'image/avif': 'image/avif',
  'image/tiff': 'image/tiff',
};

const HEIF_FAMILY = /^image\/hei[cf](-sequence)?$/;
/** A box with more brands than this is no list of brands. */
const LONGEST_BRAND_LIST = 256;

const WHAT_WORKS = 'Send it as jpg, png or webp.';

/**
 * Type and size by the bytes alone. Only the head is read: a small file that claims to be huge is refused before anything of it is
 * decoded.
 *
 * @throws UserError `picture_unreadable` for what is no picture, or of a kind that cannot be decoded; `picture_too_large`.
 */
export async function inspectPicture(
  bytes: Uint8Array,
  limits: Partial<PictureLimits> = {},
): Promise<PictureFacts> {
  const { maxBytes, maxPixels, maxSidePx } = { ...DEFAULT_LIMITS, ...limits };
  if (bytes.length > maxBytes) throw tooLarge(`has more than ${Math.round(maxBytes / MEGABYTE)} MB`);
  const contentType = await typeOf(bytes);
  const head = await inTurn(() => openHead(bytes).metadata());
  if (TYPE_OF_FORMAT[head.format] !== contentType) throw unreadable(`The file is no picture. ${WHAT_WORKS}`);
  const { width, height, orientation = 1 } = head;
  if (width > maxSidePx || height > maxSidePx)
    throw tooLarge(`is ${width} × ${height} pixels; a side can have ${maxSidePx} at most`);
  if (width * height > maxPixels)
    throw tooLarge(
      `is ${width} × ${height} pixels; ${Math.round(maxPixels / MEGAPIXEL)} million are possible`,
    );
  const isSideways = orientation >= FIRST_SIDEWAYS_ORIENTATION;
  return {
    contentType,
    widthPx: isSideways ? height : width,
    heightPx: isSideways ? width : height,
    sizeBytes: bytes.length,
    hasAlpha: head.hasAlpha,
    orientation,
    pages: head.pages ?? 1,
  };
}

/** Decodes all of a picture. @throws UserError `picture_unreadable` when any part of it is damaged or missing. */
export async function decodeWhole(bytes: Uint8Array): Promise<void> {
  await inTurn(() => open(bytes).raw().toBuffer());
}

async function typeOf(bytes: Uint8Array): Promise<PictureType> {
  if (bytes.length === 0) throw unreadable('The file is empty.');
  const found = await fileTypeFromBuffer(bytes).catch((error: unknown) => {
    throw unreadable(`The file is damaged. ${WHAT_WORKS}`, error);
  });
  if (found && HEIF_FAMILY.test(found.mime)) {
    if (holdsAvif(bytes)) return 'image/avif';
    throw heic();
  }
  const type = found === undefined ? undefined : TYPE_OF_MIME[found.mime];
  if (type) return type;
  const what = found === undefined ? 'no picture that I know' : `a ${found.ext} file`;
  throw unreadable(`This is ${what}. ${WHAT_WORKS}`);
}

/** HEIF is a box that can hold AVIF's kind of picture too; its first box (ISO 14496-12, `ftyp`) then names it among its kin. */
function holdsAvif(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return head.subarray(0, Math.min(head.readUInt32BE(0), LONGEST_BRAND_LIST)).includes('avif', 0, 'latin1');
}

function heic(): UserError {
  return unreadable(
    'HEIC pictures cannot be read here. Send it as jpg, png or webp; on an iPhone, a screenshot of it is a png.',
  );
}

function tooLarge(what: string): UserError {
  return new UserError('picture_too_large', `The picture ${what}. Send a smaller one.`);
}
