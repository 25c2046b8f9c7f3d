import { z } from 'zod';

import type { ActionView } from '../core/index.ts';
import { jobIdSchema, joinCustomId, splitCustomId } from './custom-ids.ts';
import { DIALOG_WORDS } from './dialog-words.ts';

/** The button that makes sure that everything is to be forgotten; of whom comes from the click itself. */
export const FORGET_BUTTON_ID = joinCustomId('forget');

/** Discord's ids. */
const snowflake = z.string().regex(/^\d{1,20}$/);

/**
 * What the dialogs of this adapter carry in their `custom_id`. Nothing in it is trusted when it comes back: whose job it is comes from
 * the store, whose tray it is from the click itself.
 */
const dialogSchema = z.union([
  z.tuple([z.literal('edit'), z.literal('job'), jobIdSchema]),
  z.tuple([z.literal('edit'), z.literal('msg'), snowflake]),
  z.tuple([z.literal('share'), z.literal('to'), jobIdSchema]),
  z.tuple([z.literal('tray'), z.enum(['remove', 'clear'])]),
]);

/** `message`: of the channel where the dialog was opened. */
export type EditSubject = { kind: 'job'; jobId: string } | { kind: 'message'; messageId: string };

export type Dialog =
  | { dialog: 'edit'; subject: EditSubject }
  | { dialog: 'share'; jobId: string }
  | { dialog: 'tray'; verb: 'remove' | 'clear' };

/** Null for every other `custom_id`. Never throws. */
export function parseDialogId(customId: string): Dialog | null {
  const parsed = dialogSchema.safeParse(splitCustomId(customId));
  if (!parsed.success) return null;
  const parts = parsed.data;
  switch (parts[0]) {
    case 'edit':
      return {
        dialog: 'edit',
        subject:
          parts[1] === 'job' ? { kind: 'job', jobId: parts[2] } : { kind: 'message', messageId: parts[2] },
      };
    case 'share':
      return { dialog: 'share', jobId: parts[2] };
    case 'tray':
      return { dialog: 'tray', verb: parts[1] };
  }
}

export function encodeEditId(subject: EditSubject): string {
  const what = subject.kind === 'job' ? ['job', subject.jobId] : ['msg', subject.messageId];
  return joinCustomId('edit', ...what);
}

export function encodeShareId(sharedJobId: string): string {
  return joinCustomId('share', 'to', sharedJobId);
}

export function encodeTrayId(verb: 'remove' | 'clear'): string {
  return joinCustomId('tray', verb);
}

/** The button that opens the dialog for an edit of a message's pictures, in a notice where the words of a reply cannot be read. */
export function editButton(messageId: string): ActionView {
  const token = encodeEditId({ kind: 'message', messageId });
  return { verb: 'edit', label: DIALOG_WORDS.sayWhatToChange, token, style: 'primary' };
}
