import sharp from 'sharp';

import type { JobView, OutgoingPicture, RenderJob, RequestOrigin } from '../../../src/core/index.ts';
import { jobView } from '../../../src/core/presenting/views.ts';
import type { Audience } from '../../../src/core/jobs/request.ts';
import { deliveredJob, SAMPLE_CREATED_AT, sampleJob, sampleRequest } from '../../support/sample-job.ts';

export const SECRET_PROMPT = 'a secret garden';

/** A job for an origin, with the views of its beginning and its end. */
export function painted(
  origin: RequestOrigin,
  userId: string,
  audience: Audience = 'channel',
): { job: RenderJob; inLine: JobView; done: JobView } {
  const { platform } = origin.conversation;
  const { workspaceId } = origin.conversation;
  const requester = { platform, workspaceId, userId, displayName: 'Ada', locale: null };
  const request = sampleRequest({ origin, requester, audience, prompt: SECRET_PROMPT });
  const job = sampleJob({ request });
  return { job, inLine: viewOf(job), done: viewOf(deliveredJob({ request })) };
}

export function viewOf(job: RenderJob, changes: Partial<JobView> = {}): JobView {
  const facts = { now: SAMPLE_CREATED_AT, placeInLine: 3, estimateMs: null, pricePerImageUsd: 0.042 };
  return { ...jobView(job, facts), ...changes };
}

export async function picture(changes: Partial<OutgoingPicture> = {}): Promise<OutgoingPicture> {
  return {
    bytes: await png(),
    contentType: 'image/png',
    fileName: 'picture.png',
    altText: 'Painted from the words: a secret garden',
    widthPx: 8,
    heightPx: 8,
    spoiler: false,
    ...changes,
  };
}

export function png(background = 'red'): Promise<Buffer> {
  return sharp({ create: { width: 8, height: 8, channels: 3, background } })
    .png()
    .toBuffer();
}
