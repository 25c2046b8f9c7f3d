import { isFinalJob, type RenderJob } from '../jobs/job.ts';
import type { JobStore } from '../jobs/store.ts';
import type { ConversationRef } from './refs.ts';

/** So many requests of a place are looked at; what is under way is among the newest. */
const LOOKED_AT = 20;

/** See `ImagineBot.latestHere`. @throws StoreError */
export async function latestHere(
  store: Pick<JobStore, 'latestDelivered' | 'list'>,
  conversation: ConversationRef,
): Promise<RenderJob | null> {
  const newest = await store.list({ conversation, limit: LOOKED_AT });
  // After the list, so that what ends between the two is found as delivered.
  const delivered = await store.latestDelivered(conversation);
  const underWay = newest.find((job) => !isFinalJob(job) && job.request.audience === 'channel');
  if (!underWay) return delivered;
  // Ids are in the order in which they were made; the same one has ended meanwhile.
  return delivered !== null && delivered.id >= underWay.id ? delivered : underWay;
}
