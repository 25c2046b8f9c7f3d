import { requesterKey } from '../conversation/ref-codec.ts';
import type { Requester } from '../conversation/refs.ts';
import type { UserError } from '../errors.ts';
import { refusal } from '../presenting/notice-words.ts';
import { isFinalJob, type RenderJob, type StoredPicture } from './job.ts';
import type { Audience, RenderDraft } from './request.ts';
import type { JobStore } from './store.ts';

/** Every picture that a job painted, in the order in which they are shown; a source names one of them by its index here. */
export function picturesOf(job: Pick<RenderJob, 'takes'>): readonly StoredPicture[] {
  return job.takes.flatMap((take) => take.pictures ?? []);
}

/** So many of its painted pictures are not among these that are about to be shown. */
export function missingPictures(job: RenderJob, shown: readonly unknown[]): number {
  return picturesOf(job).length - shown.length;
}

/** Whether there are pictures to show once more: what could not be delivered in its place is paid and stored all the same. */
export function hasStoredPictures(job: RenderJob): boolean {
  return isFinalJob(job) && picturesOf(job).length > 0;
}

type Person = Pick<Requester, 'platform' | 'workspaceId' | 'userId'>;

export function isOwner(job: RenderJob, requester: Person): boolean {
  return requesterKey(job.request.requester) === requesterKey(requester);
}

/** Whether both are at home in the same workspace of the same platform. One is one's own neighbour, wherever one asks from. */
export function isNeighbour(job: RenderJob, requester: Person): boolean {
  if (isOwner(job, requester)) return true;
  const { platform, workspaceId } = job.request.requester;
  return platform === requester.platform && workspaceId === requester.workspaceId;
}

/** Who may see a job, and what comes of it: of one that was asked for in private its owner alone, until they share it. */
export function audienceAfter({ request, sharedAt }: RenderJob): Audience {
  return request.audience === 'requester' && sharedAt === null ? 'requester' : 'channel';
}

/** Whether a person may see a job: everyone of its workspace, unless it is private and was never shared. */
export function maySee(job: RenderJob, requester: Person): boolean {
  if (isOwner(job, requester)) return true;
  return isNeighbour(job, requester) && audienceAfter(job) === 'channel';
}

/** Null when every source can be there; what only the platform knows is found out when the job starts. */
export async function refuseSources(
  draft: Pick<RenderDraft, 'sources' | 'requester'>,
  store: Pick<JobStore, 'get'>,
  takesAddresses: boolean,
): Promise<UserError | null> {
  for (const source of draft.sources) {
    // Chat text never names an address to fetch.
    if (source.kind === 'url' && !takesAddresses) return refusal('address_refused');
    if (source.kind !== 'job') continue;
    const job = await store.get(source.jobId);
    // Whoever may not see a picture is told the same as if it were not there.
    if (!job || !maySee(job, draft.requester) || picturesOf(job)[source.index] === undefined)
      return refusal('picture_gone');
  }
  return null;
}
