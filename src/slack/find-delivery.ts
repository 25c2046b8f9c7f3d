import { SECOND_MS, nullIfRefused } from '../core/index.ts';
import type { Delivery } from './deliveries.ts';
import { isDirect } from './handle.ts';
import type { TeamTools } from './tools.ts';
import type { MessageData, Where } from './message-calls.ts';
import { hasScope, type SlackWorkspace } from './workspace.ts';

export type Posted = NonNullable<Delivery['posted']>;
type Attempt = NonNullable<Delivery['attempt']>;

/** `event_type` of a message with pictures; its payload names the delivery. */
export const RENDER_EVENT = 'imagine_render';

/** Two clocks are never the same, and a message is stamped by Slack's. */
const CLOCK_SKEW_MS = 60 * SECOND_MS;

/**
 * Looks for a post of which nobody knows whether it arrived: by where its files were shared, which needs no scope beyond those that
 * uploads need; then, where the channel's history may be read, by the name that the message carries.
 *
 * @returns null where there surely is none, or only files whose words are still to come; `unknown` where Slack does not let anybody tell.
 */
export async function findDelivery(
  key: string,
  delivery: Delivery,
  tools: TeamTools,
  signal: AbortSignal,
): Promise<Posted | null | 'unknown'> {
  const { attempt, posted } = delivery;
  if (posted !== null || attempt === null) return posted;
  const { channelId, threadTs, beside } = attempt;
  const shared = await filesSharedAt(delivery, tools, signal);
  if (shared !== null && beside === 'files') return null;
  const alone: Posted | null = shared === null ? null : { channelId, threadTs, ts: [shared] };
  if (alone !== null && beside === undefined) return alone;
  const data = { eventType: RENDER_EVENT, payload: { delivery_key: key } };
  const named = await findNamed(attempt, data, tools, signal);
  if (alone === null || named === null) return named;
  // The pictures stand there, and their words may.
  return named === 'unknown' ? alone : { ...alone, ts: [...alone.ts, ...named.ts] };
}

/** The message by which the files of a delivery were shown first, where it was tried last. */
export async function filesSharedAt(
  { attempt, files }: Delivery,
  tools: TeamTools,
  signal: AbortSignal,
): Promise<string | null> {
  if (attempt === null) return null;
  for (const file of files) {
    const ts = file === null ? null : await sharedAt(file.id, attempt, tools, signal);
    if (ts !== null) return ts;
  }
  return null;
}

/** Looks in a place, where its history may be read, for a message that carries such data. */
export async function findNamed(
  attempt: Attempt,
  { eventType, payload }: MessageData,
  tools: TeamTools,
  signal: AbortSignal,
): Promise<Posted | null | 'unknown'> {
  if (!mayReadHistory(attempt, tools.workspace)) return 'unknown';
  const oldest = String((attempt.at - CLOCK_SKEW_MS) / SECOND_MS);
  const page = await nullIfRefused(() => tools.calls.messages(attempt, { oldest }, signal));
  if (page === null) return 'unknown';
  const found = page.messages.find(
    ({ metadata }) =>
      metadata?.event_type === eventType &&
      Object.entries(payload).every(([name, value]) => metadata.event_payload?.[name] === value),
  );
  const { channelId, threadTs } = attempt;
  if (found) return { channelId, threadTs, ts: [found.ts] };
  return page.has_more ? 'unknown' : null;
}

/** The message of a channel by which a file was shown first. */
export async function sharedAt(
  fileId: string,
  { channelId }: Pick<Where, 'channelId'>,
  { calls }: Pick<TeamTools, 'calls'>,
  signal: AbortSignal,
): Promise<string | null> {
  const file = await nullIfRefused(() => calls.fileInfo(fileId, signal));
  const shares = [file?.shares?.public?.[channelId], file?.shares?.private?.[channelId]];
  return shares.flatMap((list) => list ?? []).at(0)?.ts ?? null;
}

/** By the id alone nobody can tell a private channel from a public one: the call itself may still be refused. */
function mayReadHistory(where: Where, workspace: SlackWorkspace): boolean {
  if (isDirect(where)) return hasScope(workspace, 'im:history');
  return hasScope(workspace, 'channels:history') || hasScope(workspace, 'groups:history');
}
