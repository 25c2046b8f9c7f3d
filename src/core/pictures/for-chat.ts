import { encodeWithin, type EncodedType } from './encode.ts';
import { inspectPicture, type PictureFacts } from './inspect.ts';
import { MAX_SIDE_PX } from './limits.ts';
import { inTurn } from './sharp-gate.ts';

export interface ChatFit {
  /** What the chat shows. */
  contentTypes: readonly string[];
  maxBytes: number;
  /** Default: as long as pictures may be here at all. */
  maxSidePx?: number;
}

export interface ChatPicture {
  bytes: Uint8Array;
  contentType: string;
  widthPx: number;
  heightPx: number;
  /** False: these are the very bytes that were given. */
  reencoded: boolean;
}

/** The kinds that are written here, as names of files end. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
  'image/tiff': 'tif',
};

/** Longer than a ULID, shorter than what any file system minds. */
const MAX_ID_CHARS = 64;

/**
 * A picture as a chat takes it: the same bytes where they fit; else as png where the chat does not show its kind, and as jpeg or webp,
 * with less quality and at last smaller, where it is too large.
 *
 * @throws UserError `picture_unreadable`; `picture_too_large` when no picture of that size is worth showing.
 */
export async function fitForChat(bytes: Uint8Array, fit: ChatFit): Promise<ChatPicture> {
  const facts = await inspectPicture(bytes);
  const { maxBytes, maxSidePx = MAX_SIDE_PX } = fit;
  const { widthPx, heightPx, contentType } = facts;
  const isShown = fit.contentTypes.includes(contentType);
  if (isShown && bytes.length <= maxBytes && Math.max(widthPx, heightPx) <= maxSidePx)
    return { bytes, contentType, widthPx, heightPx, reencoded: false };
  const types = typesFor(facts, fit.contentTypes);
  const encoded = await inTurn(() =>
    encodeWithin({ bytes, widthPx, heightPx }, types, { maxBytes, maxSidePx }),
  );
  return { ...encoded, reencoded: true };
}

/** A name of lower-case ASCII that holds nothing a person wrote: "imagine-01j…-1.jpg". `index` counts from 0, names from 1. */
export function fileNameFor(picture: { jobId: string; index: number; contentType: string }): string {
  const id = picture.jobId
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, MAX_ID_CHARS);
  return `imagine-${id}-${picture.index + 1}.${EXTENSIONS[picture.contentType] ?? 'bin'}`;
}

/** From the best that the chat shows to the smallest. */
function typesFor(
  { contentType, hasAlpha }: PictureFacts,
  shown: readonly string[],
): readonly [EncodedType, ...EncodedType[]] {
  const isLossy = contentType === 'image/jpeg' || contentType === 'image/webp';
  const wanted: readonly EncodedType[] = [
    ...(isLossy && shown.includes(contentType) ? [] : (['image/png'] as const)),
    hasAlpha && shown.includes('image/webp') ? 'image/webp' : 'image/jpeg',
  ];
  const [first, ...rest] = wanted.filter((type) => shown.includes(type));
  return first === undefined ? ['image/png'] : [first, ...rest];
}
