import { PlatformError, type JobView, type MessageRef } from '../core/index.ts';
import { placeOf } from './handle.ts';
import { captionMessage, picturesMessage } from './layout.ts';
import { picturesOfMessage } from './message-files.ts';
import type { SlackFileFacts } from './media.ts';
import { inTeam, type PresenterTools, type TeamTools } from './tools.ts';
import type { MessageWire } from './wire.ts';

/**
 * Takes a message of the bot's away, with the files that it showed. Gone is what it is to be, so no error.
 *
 * @throws PlatformError where it stays.
 */
export async function removeMessage(
  message: MessageRef,
  presenter: PresenterTools,
  signal: AbortSignal,
): Promise<void> {
  const tools = await inTeam(message.conversation.workspaceId, presenter);
  const { calls, deliveries } = tools;
  await unlessGone(() => calls.remove(message.conversation.channelId, message.messageId, signal));
  const fileIds = await deliveries.filesOf(message);
  for (const id of fileIds) await removeFile(id, tools, signal);
  if (fileIds.length > 0) await deliveries.forgetFiles(message);
}

/**
 * The `index`th picture of a message; undefined where it has none of that number. Messages of the bot's own need no look into the
 * channel.
 *
 * @throws PlatformError `missing_permission` where the bot may not read the messages of that place.
 */
export async function pictureOfMessage(
  message: MessageRef,
  index: number,
  presenter: PresenterTools,
  signal: AbortSignal,
): Promise<SlackFileFacts | undefined> {
  signal.throwIfAborted();
  const tools = await inTeam(message.conversation.workspaceId, presenter);
  const own = await tools.deliveries.filesOf(message);
  if (own.length > 0) return own.map((id) => ({ id }))[index];
  const found = await messageNamed(message, tools.calls, signal);
  return found ? picturesOfMessage(found)[index] : undefined;
}

/**
 * Draws a message with pictures anew. They stay the files that it shows, as Slack tells: others that came by an update would show broken.
 * A message without buttons, which are files alone, stays as it is.
 */
export async function redrawMessage(
  message: MessageRef,
  { view, altTextOf }: { view: JobView; altTextOf: (index: number) => string },
  presenter: PresenterTools,
  signal: AbortSignal,
): Promise<void> {
  const { conversation, messageId } = message;
  const { calls } = await inTeam(conversation.workspaceId, presenter);
  const found = await messageNamed(message, calls, signal);
  const blocks = found?.blocks ?? [];
  const images = blocks.filter(({ type }) => type === 'image');
  const shown = images.flatMap(({ slack_file }, index) =>
    slack_file?.id ? [{ fileId: slack_file.id, altText: altTextOf(index) }] : [],
  );
  if (shown.length < images.length || !blocks.some(({ type }) => type === 'actions')) return;
  const drawn = shown.length === 0 ? captionMessage(view) : picturesMessage(view, shown);
  await calls.update(conversation.channelId, messageId, drawn, true, signal);
}

async function messageNamed(
  { conversation, messageId }: MessageRef,
  calls: TeamTools['calls'],
  signal: AbortSignal,
): Promise<MessageWire | undefined> {
  const range = { oldest: messageId, latest: messageId };
  const { messages } = await calls.messages(placeOf(conversation), range, signal);
  return messages.find(({ ts }) => ts === messageId);
}

/** Best effort: the message that showed it is gone, and nobody else was shown the file. */
async function removeFile(fileId: string, { calls, logger }: TeamTools, signal: AbortSignal): Promise<void> {
  try {
    await unlessGone(() => calls.removeFile(fileId, signal));
  } catch (error) {
    signal.throwIfAborted();
    logger.warn({ error }, 'A file of a deleted message stays in the workspace.');
  }
}

async function unlessGone(call: () => Promise<void>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof PlatformError) || error.reason !== 'gone') throw error;
  }
}
