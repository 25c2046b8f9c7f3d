import { z } from 'zod';

import type { ActionView } from '../core/index.ts';
import { DIALOG_WORDS } from './dialog-words.ts';
import { MAX_CUSTOM_ID_CHARS } from './limits.ts';

/**
 * What the dialogs of this adapter carry in their `custom_id`: `ibd1:edit:msg:123…`. Nothing in it is trusted when it comes back: whose
 * job it is comes from the store, whose tray it is from the click itself.
 */
const PREFIX = 'ibd1';
const DELIMITER = ':';

/** As in the core's action tokens, and Discord's ids. */
const jobId = z.string().regex(/^[0-9A-Za-z_-]{1,64}$/);
const snowflake = z.string().regex(/^\d{1,20}$/);

const dialogSchema = z.union([
  z.tuple([z.literal(PREFIX), z.literal('edit'), z.literal('job'), jobId]),
  z.tuple([z.literal(PREFIX), z.literal('edit'), z.literal('msg'), snowflake]),
  z.tuple([z.literal(PREFIX), z.literal('share'), z.literal('to'), jobId]),
  z.tuple([z.literal(PREFIX), z.literal('tray'), z.enum(['remove', 'clear'])]),
]);

/** `message`: of the channel where the dialog was opened. */
export type EditSubject = { kind: 'job'; jobId: string } | { kind: 'message'; messageId: string };

export type Dialog =
  | { dialog: 'edit'; subject: EditSubject }
  | { dialog: 'share'; jobId: string }
  | { dialog: 'tray'; verb: 'remove' | 'clear' };

/** Null for every other `custom_id`. Never throws. */
export function parseDialogId(customId: string): Dialog | null {
  if (customId.length > MAX_CUSTOM_ID_CHARS) return null;
  const parsed = dialogSchema.safeParse(customId.split(DELIMITER));
  if (!parsed.success) return null;
  const parts = parsed.data;
  switch (parts[1]) {
    case 'edit':
      return {
        dialog: 'edit',
        subject:
          parts[2] === 'job' ? { kind: 'job', jobId: parts[3] } : { kind: 'message', messageId: parts[3] },
      };
    case 'share':
      return { dialog: 'share', jobId: parts[3] };
    case 'tray':
      return { dialog: 'tray', verb: parts[2] };
  }
}

export function encodeEditId(subject: EditSubject): string {
  const what = subject.kind === 'job' ? ['job', subject.jobId] : ['msg', subject.messageId];
  return [PREFIX, 'edit', ...what].join(DELIMITER);
}

export function encodeShareId(sharedJobId: string): string {
  return [PREFIX, 'share', 'to', sharedJobId].join(DELIMITER);
}

export function encodeTrayId(verb: 'remove' | 'clear'): string {
  return [PREFIX, 'tray', verb].join(DELIMITER);
}

/** The button that opens the dialog for an edit of a message's pictures, in a notice where the words of a reply cannot be read. */
export function editButton(messageId: string): ActionView {
  const token = encodeEditId({ kind: 'message', messageId });
  return { verb: 'edit', label: DIALOG_WORDS.sayWhatToChange, token, style: 'primary' };
}
