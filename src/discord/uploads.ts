import type { RawFile } from 'discord.js';

import { PlatformError, excerpt, type OutgoingPicture } from '../core/index.ts';
import { MAX_ALT_TEXT_CHARS, MAX_ATTACHMENTS, MAX_FILES_BYTES } from './limits.ts';

/** One picture as a gallery names it. */
export interface GalleryPicture {
  /** `attachment://…` */
  url: string;
  altText: string;
  spoiler: boolean;
}

/** Pictures as they travel: the bytes, what the message says about each file, and how the gallery shows it. */
export interface Uploads {
  files: readonly RawFile[];
  attachments: readonly { id: string; filename: string; description?: string }[];
  gallery: readonly GalleryPicture[];
}

/** What Discord keeps of a file's name as it is (observed); anything else would break the link from the gallery to the file. */
const UNSAFE = /[^\w.-]+/g;
const MAX_NAME_CHARS = 80;

/**
 * @throws PlatformError `payload_too_large` before anything is sent: the core then makes them smaller.
 */
export function uploadsOf(pictures: readonly OutgoingPicture[], maxFileBytes: number): Uploads {
  const sizes = pictures.map((picture) => picture.bytes.byteLength);
  const largest = Math.max(0, ...sizes);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (largest > maxFileBytes || total > MAX_FILES_BYTES)
    throw new PlatformError('payload_too_large', 'The files are too large for this place.', {
      details: { largestBytes: largest, totalBytes: total, maxFileBytes },
    });
  const shown = pictures
    .slice(0, MAX_ATTACHMENTS)
    .map((picture, index) => ({ picture, name: fileName(picture.fileName, index) }));
  return {
    files: shown.map(({ picture, name }) => ({
      name,
      // A copy-free view; never a text, which the library would take for a path or an address.
      data: Buffer.from(picture.bytes.buffer, picture.bytes.byteOffset, picture.bytes.byteLength),
      contentType: picture.contentType,
    })),
    attachments: shown.map(({ picture, name }, index) => ({
      id: String(index),
      filename: name,
      ...(picture.altText === '' ? {} : { description: altText(picture) }),
    })),
    gallery: shown.map(({ picture, name }) => ({
      url: `attachment://${name}`,
      altText: altText(picture),
      spoiler: picture.spoiler,
    })),
  };
}

function altText(picture: OutgoingPicture): string {
  return excerpt(picture.altText, MAX_ALT_TEXT_CHARS);
}

/** The number in front keeps two files of one name apart. */
function fileName(name: string, index: number): string {
  const safe = name.replace(UNSAFE, '_').slice(-MAX_NAME_CHARS);
  return `${index + 1}-${safe}`;
}
