import { z } from 'zod';

import { MAX_CUSTOM_ID_CHARS } from './limits.ts';

/** What this adapter's own buttons and menus carry beside the core's action tokens: `ibd1:edit:msg:123…`. */
const PREFIX = 'ibd1';
const DELIMITER = ':';

/** As in the core's action tokens. */
export const jobIdSchema = z.string().regex(/^[0-9A-Za-z_-]{1,64}$/);

export function joinCustomId(...parts: readonly string[]): string {
  return [PREFIX, ...parts].join(DELIMITER);
}

/** What `joinCustomId` joined; null for every other `custom_id`. Never throws. */
export function splitCustomId(customId: string): readonly string[] | null {
  if (customId.length > MAX_CUSTOM_ID_CHARS) return null;
  const [prefix, ...parts] = customId.split(DELIMITER);
  return prefix === PREFIX ? parts : null;
}
