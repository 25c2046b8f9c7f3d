import { InteractionContextType, type BaseInteraction } from 'discord.js';

import {
  UserError,
  audienceAfter,
  type ActContext,
  type AcceptOutcome,
  type Audience,
  type MessageRef,
  type RenderJob,
  type RequestOrigin,
  type Requester,
} from '../core/index.ts';
import type { EditSubject } from './dialog-ids.ts';
import type { DiscordParts } from './parts.ts';
import {
  accessOfInteraction,
  conversationOfInteraction,
  isModerator,
  requesterOfInteraction,
} from './translate.ts';

/** Who clicks, as the job knows them. */
export function requesterFor(interaction: BaseInteraction, job: RenderJob | null): Requester {
  return atHome(requesterOfInteraction(interaction), job);
}

/**
 * A private picture of a server may have come by direct message, where nothing names the server: its owner stays at home where they
 * asked. Discord's ids are the same everywhere.
 */
export function atHome(requester: Requester, job: RenderJob | null): Requester {
  const owner = job?.request.requester;
  const isAtHome = requester.workspaceId === null && owner?.userId === requester.userId;
  return isAtHome ? { ...requester, workspaceId: owner.workspaceId } : requester;
}

export function isOwnJob(interaction: BaseInteraction, job: RenderJob): boolean {
  const { platform, userId } = job.request.requester;
  return platform === 'discord' && userId === interaction.user.id;
}

export function contextOf(
  interaction: BaseInteraction,
  job: RenderJob | null,
  origin: RequestOrigin,
): ActContext {
  return {
    requester: requesterFor(interaction, job),
    access: accessOfInteraction(interaction),
    origin,
    isModerator: isModerator(interaction),
  };
}

/** A message of the channel where something was clicked. */
export function messageHere(interaction: BaseInteraction, messageId: string): MessageRef {
  return { conversation: conversationOfInteraction(interaction), messageId };
}

/** Whether only its owner may see the job, so that everything that comes of it is private too. */
export function isPrivate(job: RenderJob): boolean {
  return audienceAfter(job) === 'requester';
}

/** What comes of a private picture is private too. */
export function audienceOfEdit(job: RenderJob | null): Audience {
  return job ? audienceAfter(job) : 'channel';
}

/** The same for what a form is about, which the store may know by its message alone. */
export async function audienceOfSubject(
  interaction: BaseInteraction,
  subject: EditSubject,
  { bot }: Pick<DiscordParts, 'bot'>,
): Promise<Audience> {
  return audienceOfEdit(
    subject.kind === 'job'
      ? await bot.job(subject.jobId)
      : await bot.findByMessage(messageHere(interaction, subject.messageId)),
  );
}

/** Whether only the person and the bot are there: such a place is private as it is, and messages in it don't end with a token. */
export function isDirect({ context }: BaseInteraction): boolean {
  return context === InteractionContextType.BotDM;
}

/** @throws UserError with the words for the person, where no job came of a request. */
export function refuseUnlessAccepted(outcome: AcceptOutcome): void {
  if (outcome.outcome === 'refused') throw outcome.error;
  if (outcome.outcome === 'limit') throw new UserError('over_limit', outcome.text);
}
