import {
  ComponentType,
  TextInputStyle,
  type APIComponentInLabel,
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  type BaseInteraction,
  type ButtonInteraction,
  type MessageContextMenuCommandInteraction,
} from 'discord.js';

import {
  ASPECT_RATIOS,
  MINUTE_MS,
  parseAction,
  refusal,
  type Audience,
  type RenderJob,
} from '../core/index.ts';
import { makeFirstAnswer } from './answer.ts';
import { audienceOfEdit, audienceOfSubject, contextOf, isDirect } from './clicks.ts';
import { encodeEditId, parseDialogId, type EditSubject } from './dialog-ids.ts';
import { DIALOG_WORDS as WORDS } from './dialog-words.ts';
import { MAX_INPUT_CHARS, MAX_UPLOADED_FILES } from './limits.ts';
import { customIdsOf, picturesOfMessage } from './message-pictures.ts';
import type { DiscordParts } from './parts.ts';
import { rawMessage } from './raw-message.ts';
import { originOf } from './translate.ts';

/** The fields of the form, by their `custom_id`. */
export const EDIT_FIELDS = {
  change: 'change',
  shape: 'shape',
  pictures: 'pictures',
  audience: 'audience',
} as const;

export const EDIT_NOTES = 'discord-edit';

/**
 * How long the links of a message command's pictures are kept for the form. The event names them only once, and without the
 * message-content intent the bot cannot read them anew; to download them before the form is sent would be in vain as often as people
 * close it. They live about a day, so a form of a quarter of an hour finds them alive.
 */
const FORM_LIFETIME_MS = 15 * MINUTE_MS;

/** @param userId of the person: nobody else's form finds the note. */
export function editNoteKey(userId: string, messageId: string): string {
  return `${userId} ${messageId}`;
}

/**
 * Opens the form that asks what to change: of a job's picture (its button Edit), of anybody's message (the command Edit image), or of a
 * message whose reply could not be read (the button of that notice). The form is the first answer, so hardly anything comes before it.
 *
 * @throws UserError when there is no picture, or not one for this person.
 */
export async function openEdit(
  interaction: MessageContextMenuCommandInteraction | ButtonInteraction,
  parts: DiscordParts,
): Promise<void> {
  if (!interaction.isButton()) return openForMessage(interaction, parts);
  const action = parseAction(interaction.customId);
  if (action?.verb === 'edit') {
    const job = await editableJob(interaction, action.jobId, parts);
    return show(interaction, { kind: 'job', jobId: job.id }, audienceOfEdit(job), parts);
  }
  const dialog = parseDialogId(interaction.customId);
  if (dialog?.dialog !== 'edit') throw refusal('unknown_action');
  const { subject } = dialog;
  return show(interaction, subject, await audienceOfSubject(interaction, subject, parts), parts);
}

/** @throws UserError when there is no such job for this person, or it has no picture. */
export async function editableJob(
  interaction: BaseInteraction,
  jobId: string,
  { bot }: Pick<DiscordParts, 'bot'>,
): Promise<RenderJob> {
  const context = contextOf(interaction, await bot.job(jobId), originOf(interaction, 'button', null));
  const outcome = await bot.act({ verb: 'edit', jobId }, context);
  if (outcome.outcome === 'refused') throw outcome.error;
  if (outcome.outcome !== 'ask_edit') throw refusal('unknown_action');
  return outcome.job;
}

async function openForMessage(
  interaction: MessageContextMenuCommandInteraction,
  parts: DiscordParts,
): Promise<void> {
  const { targetMessage, targetId } = interaction;
  const raw = rawMessage(targetMessage);
  const jobId = ownJobIn(raw, targetMessage.author.id, interaction);
  if (jobId !== null) {
    const job = await editableJob(interaction, jobId, parts);
    return show(interaction, { kind: 'job', jobId }, audienceOfEdit(job), parts);
  }
  const urls = picturesOfMessage(raw).map(({ url }) => url);
  if (urls.length === 0) throw refusal('no_picture');
  await show(interaction, { kind: 'message', messageId: targetId }, 'channel', parts);
  const key = editNoteKey(interaction.user.id, targetId);
  await parts.notes.set(EDIT_NOTES, key, JSON.stringify(urls), parts.clock.now() + FORM_LIFETIME_MS);
}

/** The job whose buttons a message of the bot's own carries: copies of its pictures have them too. */
export function ownJobIn(raw: unknown, authorId: string, { client }: BaseInteraction): string | null {
  if (authorId !== client.user.id) return null;
  for (const customId of customIdsOf(raw)) {
    const action = parseAction(customId);
    if (action) return action.jobId;
  }
  return null;
}

async function show(
  interaction: MessageContextMenuCommandInteraction | ButtonInteraction,
  subject: EditSubject,
  audience: Audience,
  { logger }: DiscordParts,
): Promise<void> {
  const modal = editForm(subject, isDirect(interaction) ? null : audience);
  await makeFirstAnswer(() => interaction.showModal(modal), logger);
}

/** @param audience the choice that stands there at first; null where the question makes no sense. */
function editForm(subject: EditSubject, audience: Audience | null): APIModalInteractionResponseCallbackData {
  return {
    custom_id: encodeEditId(subject),
    title: WORDS.editTitle,
    components: [
      label(WORDS.change, {
        type: ComponentType.TextInput,
        custom_id: EDIT_FIELDS.change,
        style: TextInputStyle.Paragraph,
        placeholder: WORDS.changeExample,
        max_length: MAX_INPUT_CHARS,
        required: true,
      }),
      label(WORDS.shape, {
        type: ComponentType.StringSelect,
        custom_id: EDIT_FIELDS.shape,
        required: false,
        options: ASPECT_RATIOS.map((ratio) => ({
          value: ratio,
          label: ratio === 'auto' ? WORDS.keepShape : ratio,
          default: ratio === 'auto',
        })),
      }),
      label(
        WORDS.morePictures,
        {
          type: ComponentType.FileUpload,
          custom_id: EDIT_FIELDS.pictures,
          min_values: 0,
          max_values: MAX_UPLOADED_FILES,
          required: false,
        },
        WORDS.morePicturesHint,
      ),
      ...(audience === null ? [] : [audienceField(audience)]),
    ],
  };
}

function audienceField(chosen: Audience): APILabelComponent {
  const choice = (value: Audience, text: string): { value: string; label: string; default: boolean } => ({
    value,
    label: text,
    default: value === chosen,
  });
  return label(WORDS.whoSees, {
    type: ComponentType.RadioGroup,
    custom_id: EDIT_FIELDS.audience,
    required: false,
    options: [choice('channel', WORDS.everyone), choice('requester', WORDS.onlyMe)],
  });
}

function label(text: string, component: APIComponentInLabel, description?: string): APILabelComponent {
  return {
    type: ComponentType.Label,
    label: text,
    component,
    ...(description === undefined ? {} : { description }),
  };
}
