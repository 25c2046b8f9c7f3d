import { PlatformError, type MessageRef } from '../core/index.ts';
import { placeOf } from './handle.ts';
import { picturesOfMessage } from './message-files.ts';
import type { SlackFileFacts } from './media.ts';
import { inTeam, type PresenterTools, type TeamTools } from './tools.ts';

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
  const range = { oldest: message.messageId, latest: message.messageId };
  const { messages } = await tools.calls.messages(placeOf(message.conversation), range, signal);
  const found = messages.find(({ ts }) => ts === message.messageId);
  return found ? picturesOfMessage(found)[index] : undefined;
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
