import type { KnownBlock, ModalView } from '@slack/types';

import { UserError } from '../core/index.ts';
import { plain } from './fields.ts';
import type { SlackParts } from './parts.ts';
import { inTeam } from './tools.ts';
import { slackCodeOf } from './web-errors.ts';
import { WORDS } from './words.ts';

/** A click opens one form within three seconds (Slack's documentation of `trigger_id`). */
const TOO_LATE = ['expired_trigger_id', 'trigger_expired'];
/** The same click came twice, and the form stands open. */
const OPEN_ALREADY = ['exchanged_trigger_id', 'trigger_exchanged'];

export interface Dialog {
  callbackId: string;
  title: string;
  submit: string;
  metadata: string;
  blocks: KnownBlock[];
}

export function dialogView({ callbackId, title, submit, metadata, blocks }: Dialog): ModalView {
  return {
    type: 'modal',
    callback_id: callbackId,
    private_metadata: metadata,
    title: plain(title),
    submit: plain(submit),
    close: plain(WORDS.close),
    blocks,
  };
}

/** @throws UserError in words when it is too late; PlatformError when Slack refuses it. */
export async function openDialog(
  parts: Pick<SlackParts, 'workspaceOf' | 'pacing' | 'signal'>,
  teamId: string,
  triggerId: string,
  view: ModalView,
): Promise<void> {
  const { calls } = await inTeam(teamId, parts);
  try {
    await calls.openView(triggerId, view, parts.signal);
  } catch (error) {
    const code = slackCodeOf(error);
    if (code !== null && OPEN_ALREADY.includes(code)) return;
    if (code !== null && TOO_LATE.includes(code))
      throw new UserError('too_late', WORDS.triggerTooOld, { cause: error });
    throw error;
  }
}
