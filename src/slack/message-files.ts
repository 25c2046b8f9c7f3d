import type { FileWire, MessageWire } from './wire.ts';

/**
 * The files of a message that may be pictures, in the order in which they are seen: its own, those of what it forwards, and those that
 * an app shows in blocks. Each once.
 */
export function picturesOfMessage(message: MessageWire): readonly FileWire[] {
  const forwarded = (message.attachments ?? []).flatMap(({ files }) => files ?? []);
  const shown = (message.blocks ?? []).flatMap(({ type, slack_file }): FileWire[] =>
    type === 'image' && slack_file?.id ? [{ id: slack_file.id }] : [],
  );
  const all = [...(message.files ?? []), ...forwarded, ...shown];
  return all.filter(
    (file, index) => mayBePicture(file) && all.findIndex(({ id }) => id === file.id) === index,
  );
}

/** What a file really is tell its bytes alone; what says of itself that it is something else is not even downloaded. */
export function mayBePicture({ mimetype }: FileWire): boolean {
  return !mimetype || mimetype.startsWith('image/') || mimetype === 'application/octet-stream';
}
