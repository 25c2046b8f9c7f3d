import { z } from 'zod';

import { InternalError, type ActionView } from '../core/index.ts';
import { jobIdSchema, joinCustomId, splitCustomId } from './custom-ids.ts';
import { PRESENTER_WORDS } from './presenter-words.ts';

/**
 * The button "Show my picture". Its click brings a fresh interaction token, and with it a way to a private message that only tokens
 * reach. Whoever handles it checks by the store that the clicker owns the job; then, while the job runs, acknowledges (by an update on
 * the private message itself, by a new private answer elsewhere) and gives `bot.refreshHandle` the handle of that interaction; for a
 * delivered job, answers in private and delivers the stored pictures there.
 */
const SHOW = 'show';

const partsSchema = z.tuple([z.literal(SHOW), jobIdSchema]);

/** The `custom_id` of the button. No owner is in it: anybody can replay it. @throws InternalError for an impossible job id. */
export function encodeShowButton(jobId: string): string {
  if (!jobIdSchema.safeParse(jobId).success) throw new InternalError('This job id cannot stand in a button.');
  return joinCustomId(SHOW, jobId);
}

/** The job id; null for every other `custom_id`. Never throws. */
export function parseShowButton(customId: string): string | null {
  const parts = partsSchema.safeParse(splitCustomId(customId));
  return parts.success ? parts.data[1] : null;
}

/** As a button of a message. */
export function showButton(jobId: string): Pick<ActionView, 'label' | 'token' | 'style'> {
  return { label: PRESENTER_WORDS.show, token: encodeShowButton(jobId), style: 'primary' };
}
