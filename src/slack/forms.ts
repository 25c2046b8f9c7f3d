import { randomUUID } from 'node:crypto';
import { z } from 'zod';

import { DAY_MS, UserError } from '../core/index.ts';
import type { SlackParts } from './parts.ts';
import { encodeReply, parseReply } from './reply-handle.ts';
import { askedBy, eventKeyOfView, type Asked } from './translate.ts';
import { fileSchema, type SubmissionWire } from './wire.ts';
import { WORDS } from './words.ts';

/**
 * What a form is about, kept here and sealed while it is open: the form itself carries only its name. So nothing in it can be made up, and
 * a `response_url` goes nowhere.
 */
const formSchema = z.strictObject({
  v: z.literal(1),
  teamId: z.string(),
  userId: z.string(),
  userName: z.string(),
  channelId: z.string(),
  threadTs: z.string().nullable(),
  /** The message that it was opened from. */
  replyToTs: z.string().nullable(),
  trigger: z.enum(['command', 'shortcut', 'button']),
  reply: z.unknown().transform((value, context) => {
    const reply = parseReply(z.json().parse(value));
    if (reply !== null) return reply;
    context.addIssue('no reply handle');
    return z.NEVER;
  }),
  /** The job whose pictures are changed or shared. */
  jobId: z.string().nullable(),
  pictures: z.number().int().min(0),
  /** The files that are changed. */
  files: z.array(fileSchema),
});
export type Form = z.output<typeof formSchema>;

const metadataSchema = z.strictObject({ v: z.literal(1), form: z.uuid() });

const FORMS = 'slack:forms';
/** Nobody comes back to an open form on another day; Slack itself names no end. */
const FORM_LIFE_MS = DAY_MS;

/** What somebody asked for, as a form that is about it: by default about no picture. */
export function formOf(asked: Asked, about: Partial<Pick<Form, 'jobId' | 'pictures' | 'files'>> = {}): Form {
  const { requester, origin } = asked;
  const { conversation, replyTo, trigger, replyHandle } = origin;
  return formSchema.parse({
    v: 1,
    teamId: conversation.workspaceId,
    userId: requester.userId,
    userName: requester.displayName,
    channelId: conversation.channelId,
    threadTs: conversation.threadId,
    replyToTs: replyTo?.messageId ?? null,
    trigger,
    reply: replyHandle,
    jobId: null,
    pictures: 0,
    files: [],
    ...about,
  });
}

/** @returns the `private_metadata` of the view. */
export async function keepForm(
  { notes, clock }: Pick<SlackParts, 'notes' | 'clock'>,
  form: Form,
): Promise<string> {
  const name = randomUUID();
  const text = JSON.stringify({ ...form, reply: encodeReply(form.reply) });
  await notes.set(FORMS, name, text, clock.now() + FORM_LIFE_MS);
  return JSON.stringify({ v: 1, form: name });
}

/** @throws UserError for a form that is too old, or of somebody else, or of another workspace. */
export async function recallForm(
  { notes }: Pick<SlackParts, 'notes'>,
  { view, user }: SubmissionWire,
  teamId: string,
): Promise<Form> {
  const metadata = metadataSchema.safeParse(parseJson(view.private_metadata));
  const note = metadata.success ? await notes.get(FORMS, metadata.data.form) : null;
  const form = note === null ? null : formSchema.parse(parseJson(note));
  if (form?.teamId === teamId && form.userId === user.id) return form;
  throw new UserError('too_late', WORDS.formTooOld);
}

/** Who sent the form, and where what was asked for belongs. */
export function askedByForm(form: Form, viewId: string): Asked {
  const { teamId, userId, userName, channelId, threadTs, replyToTs, trigger, reply } = form;
  return askedBy({
    teamId,
    user: { id: userId, name: userName },
    channelId,
    threadTs,
    trigger,
    eventKey: eventKeyOfView(viewId),
    replyToTs,
    reply,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Foreign text is no error here: what it is not is told by the schema.
    return null;
  }
}
