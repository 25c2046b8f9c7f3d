import { describe, expect, it } from 'vitest';

import type { JobViewFacts } from '../../../src/core/presenting/job-status.ts';
import { jobView, SHOWN_PROMPT_CHARS } from '../../../src/core/presenting/views.ts';
import type { RenderJob } from '../../../src/core/jobs/job.ts';
import {
  deliveredJob,
  failedTake,
  paintedTake,
  SAMPLE_CREATED_AT,
  sampleJob,
  sampleRequest,
  sampleRequester,
  sampleTake,
} from '../../support/sample-job.ts';

const submittedAt = SAMPLE_CREATED_AT + 1000;

function viewAt(
  afterMs: number,
  job: RenderJob,
  facts: Partial<JobViewFacts> = {},
): ReturnType<typeof jobView> {
  return jobView(job, {
    now: SAMPLE_CREATED_AT + afterMs,
    placeInLine: null,
    estimateMs: null,
    pricePerImageUsd: 0.042,
    ...facts,
  });
}

function rendering(...takes: RenderJob['takes']): RenderJob {
  return sampleJob({ state: 'rendering', takes });
}

const queued = sampleTake({ state: 'queued', submittedAt, requestId: 'r' });
const processing = sampleTake({ state: 'processing', submittedAt, requestId: 'r' });

describe('the headline', () => {
  const estimateMs = 12_400;
  const cases: [string, string, ReturnType<typeof jobView>][] = [
    ['3rd in line', 'IN LINE', viewAt(0, sampleJob(), { placeInLine: 3 })],
    ['Next in line', 'IN LINE', viewAt(0, sampleJob(), { placeInLine: 1 })],
    ['Getting ready', 'IN LINE', viewAt(0, sampleJob())],
    ['Preparing, 1 s', 'PREPARING', viewAt(1999, rendering(sampleTake({ state: 'submitting' })))],
    ['Waiting at the service, 2 s', 'QUEUED', viewAt(3000, rendering(queued))],
    ['Painting, 6 s', 'PROCESSING', viewAt(7000, rendering(processing))],
    ['Painting, 6 s · usually about 12 s', 'PROCESSING', viewAt(7000, rendering(processing), { estimateMs })],
    ['Painting 2 pictures, 6 s', 'PROCESSING', viewAt(7000, rendering(processing, { ...queued, index: 1 }))],
    [
      '2 of 4 painted, 1 min 4 s',
      'PROCESSING',
      viewAt(65_000, rendering(paintedTake(0), queued, paintedTake(2), processing)),
    ],
    [
      'Painted in 11 s, posting now',
      'COMPLETED',
      viewAt(11_500, deliveredJob({ state: 'delivering', finishedAt: null })),
    ],
    ['Painted in 11 s', 'COMPLETED', viewAt(3_600_000, deliveredJob())],
    [
      '1 of 2 painted in 11 s',
      'COMPLETED',
      viewAt(0, deliveredJob({ takes: [paintedTake(0), failedTake(1, 'blocked')] })),
    ],
    [
      'Blocked by the model',
      'FAILED',
      viewAt(0, sampleJob({ state: 'failed', takes: [failedTake(0, 'blocked')] })),
    ],
    [
      'None of the 2 pictures came through',
      'FAILED',
      viewAt(0, sampleJob({ state: 'failed', takes: [failedTake(0, 'blocked'), failedTake(1, 'expired')] })),
    ],
    ['Cancelled', 'CANCELLED', viewAt(0, sampleJob({ state: 'cancelled' }))],
    ['Stopping', 'PROCESSING', viewAt(0, { ...rendering(processing), cancelRequestedAt: 1 })],
  ];
  it.each(cases)('says "%s" with the word %s', (headline, status, view) => {
    expect(view).toMatchObject({ headline, status });
  });
});

describe('the view of a job', () => {
  it('tells what is left only while the service works, and never less than nothing', () => {
    const left = (afterMs: number, job: RenderJob): number | null =>
      viewAt(afterMs, job, { estimateMs: 12_000 }).estimateMs;
    expect(left(5000, rendering(processing))).toBe(8000);
    expect(left(50_000, rendering(processing))).toBe(0);
    expect(left(5000, sampleJob())).toBeNull();
    expect(left(5000, deliveredJob())).toBeNull();
  });

  it('says so when a render takes much longer than usual', () => {
    const view = viewAt(30_000, rendering(processing), { estimateMs: 12_000 });
    expect(view.sentences).toEqual(['This takes longer than usual.']);
  });

  it('counts the time from the request to its end, or to now', () => {
    expect(viewAt(4000, sampleJob()).elapsedMs).toBe(4000);
    expect(viewAt(900_000, deliveredJob()).elapsedMs).toBe(11_000);
  });

  it('shows ratio, seed and price, and further settings only where they are not the usual ones', () => {
    const plain = viewAt(0, deliveredJob()).facts.map((fact) => fact.text);
    expect(plain).toEqual(['1:1', 'seed 7', '$0.042']);
    const request = sampleRequest();
    const parameters = {
      ...request.parameters,
      aspectRatio: '16:9',
      thinkingLevel: 'minimal',
      outputFormat: 'png',
    } as const;
    const sources = [0, 1].map((index) => ({ kind: 'job' as const, jobId: 'x', index }));
    const rich = viewAt(0, deliveredJob({ request: { ...request, parameters, sources } }));
    expect(rich.facts.map((fact) => fact.text)).toEqual([
      '16:9',
      'seed 7',
      '$0.042',
      '2 references',
      'minimal thinking',
      'png',
    ]);
    expect(rich.aspectRatio).toEqual({ width: 16, height: 9 });
  });

  it('has no shape for the ratio auto', () => {
    const request = sampleRequest();
    const auto = { ...request, parameters: { ...request.parameters, aspectRatio: 'auto' as const } };
    expect(viewAt(0, sampleJob({ request: auto })).aspectRatio).toBeNull();
  });

  it.each([
    ['$0.168', [0, 1, 2, 3].map((index) => sampleTake({ index })), 'rendering'],
    ['$0.084', [paintedTake(0), paintedTake(1), failedTake(2, 'blocked')], 'delivered'],
    ['$0.05', [paintedTake(0, { costUsd: 0.05 })], 'delivered'],
    [
      'up to $0.084',
      [paintedTake(0), failedTake(1, 'submit_outcome_unknown', { charged: 'unknown' })],
      'delivered',
    ],
    ['$0.00', [failedTake(0, 'blocked')], 'failed'],
    ['up to $0.042', [sampleTake({ state: 'cancelled', mayStillBill: true })], 'cancelled'],
    ['$0.00', [sampleTake({ state: 'cancelled' })], 'cancelled'],
  ] as const)('says %s for what was or will be spent', (price, takes, state) => {
    const facts = viewAt(0, sampleJob({ takes: [...takes], state })).facts;
    expect(facts.find((fact) => fact.label === 'Price')?.text).toBe(price);
  });

  it.each([
    ['seed 7', [7]],
    ['seeds 7, 8', [7, 8]],
    ['seeds 7–10', [7, 8, 9, 10]],
    ['seeds 7, 9, 3', [7, 9, 3]],
  ])('names the %s', (text, seeds) => {
    const takes = seeds.map((seed, index) => sampleTake({ index, seed }));
    expect(viewAt(0, sampleJob({ takes })).facts.map((fact) => fact.text)).toContain(text);
  });

  it('clips a long prompt and says that it did', () => {
    const long = viewAt(0, sampleJob({ request: sampleRequest({ prompt: '🦊'.repeat(5000) }) }));
    expect(long.promptIsClipped).toBe(true);
    expect(long.prompt.length).toBeLessThanOrEqual(SHOWN_PROMPT_CHARS);
    expect(long.prompt).toMatch(/^(🦊)+…$/u);
    expect(viewAt(0, sampleJob()).promptIsClipped).toBe(false);
  });

  it('lets no text of a person turn or break the lines around it', () => {
    const request = sampleRequest({
      prompt: 'a\u202E fox\n\u2066b\u0000',
      requester: { ...sampleRequester, displayName: `\u202E${'x'.repeat(500)}\n` },
    });
    const view = viewAt(0, sampleJob({ request }));
    expect(view.prompt).toBe('a fox b');
    expect(view.requesterName).toMatch(/^x{79}…$/);
  });

  it('says that the pictures are smaller than they were painted', () => {
    const view = viewAt(0, deliveredJob(), { isSmaller: true });
    expect(view.sentences).toEqual([expect.stringMatching(/smaller than painted/)]);
  });

  it('says that a second posting may be a repeat', () => {
    const view = viewAt(0, deliveredJob(), { isPossibleRepeat: true });
    expect(view.sentences).toEqual([expect.stringMatching(/may be a repeat/)]);
  });
});
