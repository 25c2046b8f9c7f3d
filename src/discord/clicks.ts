import type { BaseInteraction } from 'discord.js';

import {
  UserError,
  type ActContext,
  type AcceptOutcome,
  type MessageRef,
  type RenderJob,
  type RequestOrigin,
  type Requester,
} from '../core/index.ts';
import {
  accessOfInteraction,
  conversationOfInteraction,
  isModerator,
  requesterOfInteraction,
} from './translate.ts';

/**
 * Who clicks, as the job knows them. A private picture of a server may have come by direct message, where a click names no server: its
 * owner stays at home where they asked. Discord's ids are the same everywhere.
 */
export function requesterFor(interaction: BaseInteraction, job: RenderJob | null): Requester {
  const requester = requesterOfInteraction(interaction);
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
  return job.request.audience === 'requester' && job.sharedAt === null;
}

/** @throws UserError with the words for the person, where no job came of a request. */
export function refuseUnlessAccepted(outcome: AcceptOutcome): void {
  if (outcome.outcome === 'refused') throw outcome.error;
  if (outcome.outcome === 'limit') throw new UserError('over_limit', outcome.text);
}
