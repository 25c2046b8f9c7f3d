import type { JobView, OutgoingPicture } from '../core/index.ts';
import { RENDER_EVENT } from './find-delivery.ts';
import type { MessageData } from './message-calls.ts';

/** What is to be shown of a job that is painted. */
export interface PaintedJob {
  /** Names this post: the same key again shows nothing twice. */
  key: string;
  view: JobView;
  pictures: readonly OutgoingPicture[];
}

/** By which its message is found again. */
export function dataOf({ key, view }: PaintedJob): MessageData {
  return { eventType: RENDER_EVENT, payload: { job_id: view.jobId, delivery_key: key } };
}
