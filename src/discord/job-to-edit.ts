import type { BaseInteraction } from 'discord.js';

import { UserError, parseAction, refusal, type RenderJob } from '../core/index.ts';
import { contextOf } from './clicks.ts';
import { customIdsOf } from './message-pictures.ts';
import type { DiscordParts } from './parts.ts';
import { originOf } from './translate.ts';

/** The job whose buttons a message of the bot's own carries: copies of its pictures have them too. */
export function ownJobIn(raw: unknown, authorId: string, { client }: BaseInteraction): string | null {
  if (authorId !== client.user.id) return null;
  for (const customId of customIdsOf(raw)) {
    const action = parseAction(customId);
    if (action) return action.jobId;
  }
  return null;
}

/** @throws UserError when there is no such job for this person, or it has no picture. */
export async function editableJob(
  interaction: BaseInteraction,
  jobId: string,
  parts: Pick<DiscordParts, 'bot'>,
): Promise<RenderJob> {
  const stored = await parts.bot.job(jobId);
  if (!stored) throw refusal('unknown_action');
  const job = await jobToEdit(interaction, stored, parts);
  if (job instanceof UserError) throw job;
  return job;
}

/**
 * The job whose picture a message of the bot's own shows. Null where its pictures are kept no longer: those of the message itself are
 * what is left to work from.
 *
 * @throws UserError when it is not for this person, or has no picture yet.
 */
export async function keptJob(
  interaction: BaseInteraction,
  stored: RenderJob,
  parts: Pick<DiscordParts, 'bot'>,
): Promise<RenderJob | null> {
  const job = await jobToEdit(interaction, stored, parts);
  if (!(job instanceof UserError)) return job;
  if (job.code === 'picture_gone') return null;
  throw job;
}

async function jobToEdit(
  interaction: BaseInteraction,
  stored: RenderJob,
  { bot }: Pick<DiscordParts, 'bot'>,
): Promise<RenderJob | UserError> {
  const context = contextOf(interaction, stored, originOf(interaction, 'button', null));
  const outcome = await bot.act({ verb: 'edit', jobId: stored.id }, context);
  if (outcome.outcome === 'refused') return outcome.error;
  return outcome.outcome === 'ask_edit' ? outcome.job : refusal('unknown_action');
}
