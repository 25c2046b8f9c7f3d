import { z } from 'zod';

import { timestampSchema } from './ids.ts';

/** Slack's payloads as they arrive, cut to what is read here. What is not listed is dropped. */

const id = z.string().min(1).max(64);
const optional = <T extends z.ZodType>(schema: T): z.ZodOptional<z.ZodNullable<T>> =>
  schema.nullable().optional();

/** A file of a message, a forward or a form. In a channel shared with another workspace only the id may be there. */
export const fileSchema = z.object({
  id,
  name: optional(z.string()),
  mimetype: optional(z.string()),
  url_private: optional(z.string()),
  url_private_download: optional(z.string()),
});
export type FileWire = z.infer<typeof fileSchema>;

/** A block that shows a file which was uploaded before, as this app's own posts do. */
const blockSchema = z.object({
  type: z.string(),
  slack_file: optional(z.object({ id: optional(id) })),
  elements: optional(z.array(z.unknown())),
});

const attachmentSchema = z.object({ files: optional(z.array(fileSchema)) });

/** A message as events, shortcuts, clicks and `conversations.replies` carry it. */
export const messageSchema = z.object({
  ts: timestampSchema,
  thread_ts: optional(timestampSchema),
  user: optional(id),
  bot_id: optional(z.string()),
  subtype: optional(z.string()),
  text: optional(z.string()),
  hidden: optional(z.boolean()),
  edited: optional(z.unknown()),
  files: optional(z.array(fileSchema)),
  attachments: optional(z.array(attachmentSchema)),
  blocks: optional(z.array(blockSchema)),
});
export type MessageWire = z.infer<typeof messageSchema>;

export const eventMessageSchema = messageSchema.extend({
  channel: id,
  user_profile: optional(z.object({ display_name: optional(z.string()), real_name: optional(z.string()) })),
});
export type EventMessageWire = z.infer<typeof eventMessageSchema>;

/** The channel is the person's direct messages with the bot. */
export const homeOpenedSchema = z.object({ user: id, tab: optional(z.string()), channel: optional(id) });

export const commandSchema = z.object({
  text: z.string().default(''),
  team_id: optional(id),
  channel_id: id,
  user_id: id,
  user_name: z.string().default(''),
  trigger_id: z.string().min(1),
  response_url: z.url(),
});
export type CommandWire = z.infer<typeof commandSchema>;

const userSchema = z.object({
  id,
  name: optional(z.string()),
  username: optional(z.string()),
  team_id: optional(id),
});
export type UserWire = z.infer<typeof userSchema>;
const interactionShape = {
  user: userSchema,
  team: optional(z.object({ id })),
  trigger_id: z.string().min(1),
};

export const globalShortcutSchema = z.object(interactionShape);

export const messageShortcutSchema = z.object({
  ...interactionShape,
  channel: z.object({ id }),
  message: messageSchema,
  response_url: z.url(),
});

export const clickSchema = z.object({
  ...interactionShape,
  actions: z.array(z.object({ action_id: z.string(), value: optional(z.string()) })).min(1),
  channel: optional(z.object({ id })),
  message: optional(messageSchema),
  container: optional(
    z.object({
      message_ts: optional(timestampSchema),
      thread_ts: optional(timestampSchema),
      channel_id: optional(id),
    }),
  ),
  response_url: optional(z.url()),
});
export type ClickWire = z.infer<typeof clickSchema>;

const stateValueSchema = z.object({
  type: z.string(),
  value: optional(z.string()),
  selected_option: optional(z.object({ value: z.string() })),
  selected_conversation: optional(id),
  files: optional(z.array(fileSchema)),
});

export const submissionSchema = z.object({
  user: userSchema,
  team: optional(z.object({ id })),
  view: z.object({
    id,
    private_metadata: z.string().max(3000),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), stateValueSchema)) }),
  }),
});
export type SubmissionWire = z.infer<typeof submissionSchema>;
export type FormValues = SubmissionWire['view']['state']['values'];

/** What `conversations.info` says, where its scope is granted. */
export const conversationSchema = z.object({
  is_member: optional(z.boolean()),
  is_private: optional(z.boolean()),
  is_archived: optional(z.boolean()),
});
export type ConversationWire = z.infer<typeof conversationSchema>;
