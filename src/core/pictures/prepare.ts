import { encodeWithin, type EncodedPicture, type EncodedType } from './encode.ts';
import { inspectPicture, type PictureFacts } from './inspect.ts';
import { MAX_REFERENCE_BYTES, MAX_REFERENCE_SIDE_PX } from './limits.ts';
import { inTurn } from './sharp-gate.ts';

/** A reference as the service takes it. */
export type PreparedPicture = EncodedPicture;

/**
 * Makes any picture fit to be sent to the service: png, jpeg or webp of at most 7 MB, upright, and without what a photo tells of its
 * owner (EXIF with its place, XMP, embedded profiles). Of an animation the first frame counts. The same bytes give the same picture.
 *
 * @throws UserError `picture_unreadable` with what would work, `picture_too_large`.
 */
export async function prepareReference(bytes: Uint8Array): Promise<PreparedPicture> {
  const facts = await inspectPicture(bytes);
  const bounds = { maxBytes: MAX_REFERENCE_BYTES, maxSidePx: MAX_REFERENCE_SIDE_PX };
  return inTurn(() => encodeWithin({ ...facts, bytes }, typesFor(facts), bounds));
}

/** What was stored without loss stays so while it fits; transparency stays, for the model may be asked about it. */
function typesFor({ contentType, hasAlpha }: PictureFacts): readonly [EncodedType, ...EncodedType[]] {
  switch (contentType) {
    case 'image/jpeg':
      return ['image/jpeg'];
    case 'image/webp':
      return ['image/webp'];
    case 'image/avif':
      return [hasAlpha ? 'image/webp' : 'image/jpeg'];
    case 'image/png':
    case 'image/gif':
    case 'image/tiff':
      return ['image/png', hasAlpha ? 'image/webp' : 'image/jpeg'];
  }
}
