import { DAY_MS, type Clock, type JobStore, type PictureStore } from '../core/index.ts';

/** A picture that no job names may belong to one that is just being made: it is left alone for this long. */
const UNNAMED_PICTURE_MS = DAY_MS;

/**
 * Removes jobs that ended more than `retentionDays` ago, and every picture that no job names any more. To be called about once a day;
 * calling it more often costs a look at each stored picture.
 */
export async function sweepRetention(
  stores: { jobs: JobStore; pictures: PictureStore },
  clock: Clock,
  retentionDays: number,
): Promise<{ removedJobs: number; removedPictures: number }> {
  const now = clock.now();
  const { removedJobs } = await stores.jobs.sweep(now - retentionDays * DAY_MS);
  // What no job names is not deleted by name: the same picture may be on its way into a new job, which only its age can tell.
  const removedPictures = await stores.pictures.sweep(now - UNNAMED_PICTURE_MS, (hash) =>
    stores.jobs.hasPicture(hash),
  );
  return { removedJobs, removedPictures };
}
