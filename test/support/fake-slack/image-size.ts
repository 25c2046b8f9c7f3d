const PNG = [0x89, 0x50, 0x4e, 0x47];
const JPEG = [0xff, 0xd8, 0xff];
const GIF = [0x47, 0x49, 0x46, 0x38];
const RIFF = [0x52, 0x49, 0x46, 0x46];

/** Type and size by the first bytes, as much as Slack shows of a picture; sizes of png and gif only. */
export function imageSize(bytes: Uint8Array): {
  mimetype: string;
  width: number | null;
  height: number | null;
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const starts = (magic: readonly number[]): boolean => magic.every((byte, at) => bytes[at] === byte);
  const unknown = { width: null, height: null };
  if (starts(PNG) && bytes.length >= 24)
    return { mimetype: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
  if (starts(GIF) && bytes.length >= 10)
    return { mimetype: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true) };
  if (starts(JPEG)) return { mimetype: 'image/jpeg', ...unknown };
  if (starts(RIFF) && Buffer.from(bytes.subarray(8, 12)).toString('latin1') === 'WEBP')
    return { mimetype: 'image/webp', ...unknown };
  const printable = bytes.length > 0 && bytes.subarray(0, 64).every((byte) => byte >= 9 && byte < 127);
  return { mimetype: printable ? 'text/plain' : 'application/octet-stream', ...unknown };
}
