import sharp from 'sharp';

import type { ConversationRef } from '../../src/core/conversation/refs.ts';
import { PlatformError } from '../../src/core/errors.ts';
import type { RenderJob } from '../../src/core/jobs/job.ts';
import type { Audience, RenderRequest } from '../../src/core/jobs/request.ts';
import { altText } from '../../src/core/presenting/alt-text.ts';
import type { OutgoingPicture, PresenterHandle } from '../../src/core/presenting/presenter.ts';
import type { JobView } from '../../src/core/presenting/view.ts';
import { jobView } from '../../src/core/presenting/views.ts';
import {
  deliveredJob,
  paintedTake,
  SAMPLE_CREATED_AT,
  sampleJob,
  sampleRequest,
  sampleTake,
} from '../support/sample-job.ts';
import type { PresenterFixture, SeenMessage } from './presenter-fixture.ts';

export const DELIVERY_KEY = '01JZZZZZZZZZZZZZZZZZZZZZZZ';

/** One job on a fixture, with the views of its life. */
export interface Stage {
  conversation: ConversationRef;
  job: RenderJob;
  inLine: JobView;
  painting: JobView;
  done: JobView;
  signal: AbortSignal;
  announce(): Promise<PresenterHandle>;
  seen(): Promise<readonly SeenMessage[]>;
  /** Everything that can be read in the conversation. */
  read(): Promise<string>;
  /** How often each picture is shown, by its alt text. */
  showings(pictures: readonly OutgoingPicture[]): Promise<number[]>;
}

export async function stageOf(
  fixture: PresenterFixture,
  changes: Partial<RenderRequest> & { audience?: Audience } = {},
): Promise<Stage> {
  const origin = await fixture.newOrigin(changes.audience);
  const request = sampleRequest({ requester: fixture.requester, count: 2, ...changes, origin });
  const { signal } = new AbortController();
  const takes = [paintedTake(0), paintedTake(1)];
  const job = sampleJob({ request, takes: [sampleTake(), sampleTake({ index: 1 })] });
  const processing = takes.map((take) =>
    sampleTake({ index: take.index, state: 'processing', requestId: 'r' }),
  );
  const seen = (): Promise<readonly SeenMessage[]> => fixture.messagesSeen(origin.conversation);
  return {
    conversation: origin.conversation,
    job,
    inLine: viewOf(job),
    painting: viewOf({ ...job, state: 'rendering', takes: processing }),
    done: viewOf(deliveredJob({ request, takes })),
    signal,
    announce: async () => asStored((await fixture.presenter.announce(job, viewOf(job), signal)).handle),
    seen,
    read: async () => (await seen()).map((message) => fixture.plainText(message)).join('\n'),
    showings: async (pictures) => {
      const shown = (await seen()).flatMap((message) => message.pictures);
      return pictures.map((picture) => shown.filter(({ altText: text }) => text === picture.altText).length);
    },
  };
}

/** The handle as it comes back from the store. */
export function asStored(handle: PresenterHandle): PresenterHandle {
  return JSON.parse(JSON.stringify(handle)) as PresenterHandle;
}

export async function outgoing(stage: Stage, count = 2): Promise<OutgoingPicture[]> {
  const painted = deliveredJob({
    request: stage.job.request,
    takes: Array.from({ length: count }, (_, index) => paintedTake(index)),
  });
  return Promise.all(
    Array.from({ length: count }, async (_, index) => ({
      bytes: await png(index),
      contentType: 'image/png',
      fileName: `picture-${index + 1}.png`,
      altText: altText(painted, index, 1000),
      widthPx: 8,
      heightPx: 8,
      spoiler: false,
    })),
  );
}

/** A small real picture; another one for each number. */
export async function png(index: number): Promise<Uint8Array> {
  const background = { r: 40 * index, g: 120, b: 200 };
  return sharp({ create: { width: 8, height: 8, channels: 3, background } })
    .png()
    .toBuffer();
}

/** What the call threw, as the port promises it; null when it went well. */
export async function failureOf(call: Promise<unknown>): Promise<PlatformError | null> {
  try {
    await call;
    return null;
  } catch (error) {
    if (error instanceof PlatformError) return error;
    throw error;
  }
}

function viewOf(job: RenderJob): JobView {
  return jobView(job, {
    now: SAMPLE_CREATED_AT + 6000,
    placeInLine: job.state === 'accepted' ? 3 : null,
    estimateMs: null,
    pricePerImageUsd: 0.042,
  });
}
