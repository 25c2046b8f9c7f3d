import type { ModalSubmitInteraction } from 'discord.js';
import { z } from 'zod';

import {
  ASPECT_RATIOS,
  UserError,
  decideEditTarget,
  parsePrompt,
  refusal,
  type AspectRatio,
  type Audience,
  type RenderDraft,
} from '../core/index.ts';
import { deferAnswer } from './answer.ts';
import { refusalToPost, uncharged } from './before-money.ts';
import { audienceOfEdit, audienceOfSubject, isDirect, refuseUnlessAccepted, requesterFor } from './clicks.ts';
import { parseDialogId } from './dialog-ids.ts';
import { EDIT_FIELDS } from './edit-form.ts';
import { findSubject, type FoundSubject } from './edit-subject.ts';
import type { DiscordParts } from './parts.ts';
import { takePictures } from './take-pictures.ts';
import { accessOfInteraction, originOf, replyOf, type ShownAnswer } from './translate.ts';

/** What somebody filled in; anything may stand there. */
interface EditForm {
  change: string;
  /** Null keeps the shape, or leaves it to a flag among the words. */
  shape: AspectRatio | null;
  pictureUrls: readonly string[];
  /** Null where the form did not ask, or nobody answered. */
  audience: Audience | null;
}

/**
 * Makes a job of a form that was sent.
 *
 * @throws UserError with the words for the person; nothing was spent.
 */
export async function submitModal(interaction: ModalSubmitInteraction, parts: DiscordParts): Promise<void> {
  const dialog = parseDialogId(interaction.customId);
  if (dialog?.dialog !== 'edit') throw refusal('unknown_action');
  const form = readForm(interaction);
  const chosen = typedAudience(form.change) ?? form.audience;
  const expected = chosen ?? (await audienceOfSubject(interaction, dialog.subject, parts));
  // A direct message is private as it is, and its own message does not end with a token.
  const shown = await deferAnswer(
    interaction,
    { ephemeral: expected === 'requester' && !isDirect(interaction) },
    parts.logger,
  );
  if (shown === null) return;
  const found = await findSubject(interaction, dialog.subject, parts);
  const audience = audienceFor(chosen, shown, found);
  const refused = refusalToPost(interaction, audience);
  if (refused) throw uncharged(refused);
  const draft = await draftOf(interaction, { form, found, audience, shown }, parts);
  refuseUnlessAccepted(await parts.bot.accept(draft, accessOfInteraction(interaction)));
}

/** Discord answers in private where the person may not use the bot in public. */
function audienceFor(chosen: Audience | null, shown: ShownAnswer, { job }: FoundSubject): Audience {
  if (shown.ephemeral) return 'requester';
  return chosen ?? audienceOfEdit(job);
}

async function draftOf(
  interaction: ModalSubmitInteraction,
  given: { form: EditForm; found: FoundSubject; audience: Audience; shown: ShownAnswer },
  parts: DiscordParts,
): Promise<RenderDraft> {
  const { form, found, audience, shown } = given;
  const { job, message, pictures } = found;
  const target = decideEditTarget({
    addressed: true,
    ownPictures: await takePictures(form.pictureUrls, parts),
    repliedTo: { message, job, pictures },
    latestInThread: null,
    inThread: false,
    text: form.change,
  });
  if (target.kind === 'refuse') throw target.error;
  if (target.kind === 'ignore') throw refusal('no_picture');
  const trigger = job === null ? 'shortcut' : 'button';
  return {
    kind: 'edit',
    prompt: form.change,
    parameters: form.shape === null ? {} : { aspectRatio: form.shape },
    count: 1,
    sources: target.sources,
    parentJobId: target.parentJobId,
    requester: requesterFor(interaction, job),
    origin: originOf(interaction, trigger, replyOf(interaction, shown), message),
    audience,
    // What was veiled stays veiled.
    spoiler: job?.request.spoiler ?? false,
  };
}

const valuesSchema = z.array(z.string());

function readForm({ fields }: ModalSubmitInteraction): EditForm {
  const has = (field: string): boolean => fields.fields.has(field);
  const { change, shape, pictures, audience } = EDIT_FIELDS;
  if (!has(change)) throw refusal('unknown_action');
  const [ratio] = has(shape) ? valuesSchema.parse(fields.getStringSelectValues(shape)) : [];
  const files = has(pictures) ? fields.getUploadedFiles(pictures) : null;
  return {
    change: fields.getTextInputValue(change),
    shape: ASPECT_RATIOS.find((known) => known === ratio && known !== 'auto') ?? null,
    pictureUrls: [...(files?.values() ?? [])].map(({ url }) => url),
    audience: has(audience) ? audienceOf(fields.getRadioGroup(audience)) : null,
  };
}

function audienceOf(value: string | null): Audience | null {
  return value === 'requester' || value === 'channel' ? value : null;
}

/** The answer has to be private from its beginning, so the flags are looked at before the bot reads them. */
function typedAudience(text: string): Audience | null {
  try {
    return parsePrompt(text).audience;
  } catch (error) {
    // What is wrong with the words is told when the bot reads them.
    if (error instanceof UserError) return null;
    throw error;
  }
}
