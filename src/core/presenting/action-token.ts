import { z } from 'zod';

import { InternalError } from '../errors.ts';
import { ACTION_VERBS, type Action } from './view.ts';

/**
 * What a button carries: `ib1:vary:01J…`. The version comes first, so that a later program can tell its own tokens from old
 * ones. No owner is in it: whose job it is comes from the store, because anybody can replay or make up a token.
 */
const PREFIX = 'ib1';
const DELIMITER = ':';

/** The shortest of the platforms' limits: Discord's `custom_id`. */
export const MAX_ACTION_TOKEN_CHARS = 100;

/** Job ids are ULIDs (26 characters); the pattern leaves room for other ids, and none for the delimiter or for white space. */
const JOB_ID = /^[0-9A-Za-z_-]{1,64}$/;

const partsSchema = z.tuple([z.literal(PREFIX), z.enum(ACTION_VERBS), z.string().regex(JOB_ID)]);

/** @throws InternalError for a job id that no job of ours can have. */
export function encodeAction(action: Action): string {
  if (!JOB_ID.test(action.jobId)) throw new InternalError('This job id cannot stand in an action token.');
  return [PREFIX, action.verb, action.jobId].join(DELIMITER);
}

/** The action of a token of ours; null for anything else, whatever it is. Never throws. */
export function parseAction(token: string): Action | null {
  if (token.length > MAX_ACTION_TOKEN_CHARS) return null;
  const parts = partsSchema.safeParse(token.split(DELIMITER));
  if (!parts.success) return null;
  const [, verb, jobId] = parts.data;
  return { verb, jobId };
}
