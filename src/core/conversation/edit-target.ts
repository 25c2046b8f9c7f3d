import { UserError } from '../errors.ts';
import { isFinalJob, type RenderJob } from '../jobs/job.ts';
import type { PictureSource } from '../jobs/request.ts';
import { picturesOf } from '../jobs/sources.ts';
import { editRefusal } from '../presenting/edit-words.ts';
import { MAX_SOURCES } from '../segmind/parameters.ts';
import type { MessageRef } from './refs.ts';

/** What an adapter gathered about a message that may ask for a change of a picture. */
export interface EditFacts {
  /** The bot was mentioned, the message is direct, or it answers a message of the bot. */
  addressed: boolean;
  /** The pictures in the message itself, in order. */
  ownPictures: readonly PictureSource[];
  /** The message that it answers: the job that posted it, where one did, and all pictures in it. */
  repliedTo: { message: MessageRef; job: RenderJob | null; pictures: readonly PictureSource[] } | null;
  /** The latest job of this thread, delivered or still under way (`ImagineBot.latestHere`). */
  latestInThread: RenderJob | null;
  inThread: boolean;
  /** What the person wrote, without the mention of the bot. */
  text: string;
}

export type EditTarget =
  | { kind: 'sources'; sources: PictureSource[]; parentJobId: string | null }
  | { kind: 'refuse'; error: UserError }
  | { kind: 'ignore' };

interface Base {
  sources: readonly PictureSource[];
  parentJobId: string | null;
}

/**
 * Which pictures a message means. The message's own; else those of the job that the replied-to message belongs to; else those of
 * that message; else those of the latest job in this thread; else a refusal in words. With own pictures in a reply, the replied-to
 * ones are the base and come first. A message that is not meant for the bot is ignored, whatever it holds.
 */
export function decideEditTarget(facts: EditFacts): EditTarget {
  if (!facts.addressed) return { kind: 'ignore' };
  if (facts.text.trim() === '') return refuse(editRefusal('no_words'));
  const base = baseOf(facts);
  if (base instanceof UserError) return refuse(base);
  const sources = [...base.sources, ...facts.ownPictures];
  if (sources.length === 0) return refuse(editRefusal('no_picture'));
  if (sources.length > MAX_SOURCES) return refuse(editRefusal('too_many', sources.length));
  return { kind: 'sources', sources, parentJobId: base.parentJobId };
}

/** Why a job has no pictures to work from now; null when it has. */
export function refusalToEdit(job: RenderJob): UserError | null {
  const base = jobBase(job, false);
  return base instanceof UserError ? base : null;
}

const NO_BASE: Base = { sources: [], parentJobId: null };

function baseOf(facts: EditFacts): Base | UserError {
  const { repliedTo, ownPictures, latestInThread } = facts;
  const hasOwn = ownPictures.length > 0;
  if (repliedTo?.job) return jobBase(repliedTo.job, hasOwn);
  if (repliedTo && repliedTo.pictures.length > 0) return { sources: repliedTo.pictures, parentJobId: null };
  if (hasOwn || !facts.inThread || latestInThread === null) return NO_BASE;
  return jobBase(latestInThread, false);
}

/**
 * A job that has no pictures yet is worth waiting for, even with own pictures beside it: to leave it out would paint, and charge,
 * something else than what was meant. One that will never have any is left out where there are others.
 */
function jobBase(job: RenderJob, hasOwn: boolean): Base | UserError {
  if (!isFinalJob(job)) return editRefusal('still_painting');
  const sources = job.state === 'delivered' ? sourcesFrom(job) : [];
  if (sources.length > 0) return { sources, parentJobId: job.id };
  if (hasOwn) return NO_BASE;
  return editRefusal(
    job.state === 'delivered' ? 'forgotten' : job.state === 'failed' ? 'failed' : 'cancelled',
  );
}

/** All pictures of a job, as sources of another one. */
function sourcesFrom(job: RenderJob): readonly PictureSource[] {
  return picturesOf(job).map((_, index) => ({ kind: 'job', jobId: job.id, index }));
}

function refuse(error: UserError): EditTarget {
  return { kind: 'refuse', error };
}
