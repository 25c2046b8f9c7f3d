import { describe, expect, it } from 'vitest';

import type { RenderJob } from '../../../src/core/jobs/job.ts';
import { parseAction } from '../../../src/core/presenting/action-token.ts';
import { actionsOf } from '../../../src/core/presenting/job-actions.ts';
import {
  deliveredJob,
  failedTake,
  lateTake,
  paintedTake,
  sampleJob,
  sampleRequest,
  sampleTake,
} from '../../support/sample-job.ts';

const painting = sampleJob({
  state: 'rendering',
  takes: [sampleTake({ state: 'processing', requestId: 'r' })],
});

describe('the buttons', () => {
  const hidden = sampleRequest({ audience: 'requester' });
  const unsure = { charged: 'unknown', retry: 'user_may' } as const;
  const cases: [string, RenderJob, string[]][] = [
    ['in line', sampleJob(), ['cancel: Cancel']],
    ['painting', painting, ['cancel: Cancel']],
    ['stopping', { ...painting, cancelRequestedAt: 1 }, []],
    ['delivering', deliveredJob({ state: 'delivering' }), []],
    ['delivered', deliveredJob(), ['vary: Vary', 'edit: Edit', 'share: Share', 'delete: Delete']],
    [
      'private and delivered',
      deliveredJob({ request: hidden }),
      ['vary: Vary', 'edit: Edit', 'share: Share here', 'delete: Delete'],
    ],
    [
      'private and shared',
      deliveredJob({ request: hidden, sharedAt: 1 }),
      ['vary: Vary', 'edit: Edit', 'delete: Delete'],
    ],
    [
      'delivered in part',
      deliveredJob({
        takes: [paintedTake(0), failedTake(1, 'blocked'), failedTake(2, 'submit_outcome_unknown', unsure)],
      }),
      [
        'vary: Vary',
        'edit: Edit',
        'retry: Try the missing 2 again (may be charged twice)',
        'share: Share',
        'delete: Delete',
      ],
    ],
    [
      'delivered without one that is late',
      deliveredJob({ takes: [paintedTake(0), lateTake(1, 'yes')] }),
      [
        'vary: Vary',
        'edit: Edit',
        'check: Check again (free)',
        'retry: Try the missing 1 again (charged once more)',
        'share: Share',
        'delete: Delete',
      ],
    ],
    [
      'delivered without one that would be blocked again',
      deliveredJob({ takes: [paintedTake(0), failedTake(1, 'blocked')] }),
      ['vary: Vary', 'edit: Edit', 'share: Share', 'delete: Delete'],
    ],
    [
      'failed where what will not help may have cost the most',
      sampleJob({
        state: 'failed',
        takes: [
          failedTake(0, 'unavailable', { retry: 'user_may' }),
          failedTake(1, 'render_failed', { charged: 'yes' }),
        ],
      }),
      ['retry: Try again (charged once more)'],
    ],
    ['failed for good', sampleJob({ state: 'failed', takes: [failedTake(0, 'blocked')] }), []],
    [
      'failed and worth a try',
      sampleJob({ state: 'failed', takes: [failedTake(0, 'unavailable', { retry: 'user_may' })] }),
      ['retry: Try again'],
    ],
    [
      'failed at unknown cost',
      sampleJob({ state: 'failed', takes: [failedTake(0, 'submit_outcome_unknown', unsure)] }),
      ['retry: Try again (may be charged twice)'],
    ],
    [
      'past its deadline',
      sampleJob({ state: 'failed', takes: [lateTake(0, 'unknown')] }),
      ['check: Check again (free)', 'retry: Try again (may be charged twice)'],
    ],
    [
      'painted and not to be posted',
      deliveredJob({
        state: 'failed',
        failure: { code: 'platform_gone', charged: 'yes', retry: 'user_may', detail: null },
      }),
      [],
    ],
    ['cancelled', sampleJob({ state: 'cancelled' }), []],
  ];
  it.each(cases)('of a job that is %s', (_, job, labels) => {
    const actions = actionsOf(job);
    expect(actions.map((action) => `${action.verb}: ${action.label}`)).toEqual(labels);
  });

  it('carry tokens that lead back to their job, under labels that fit a Slack button', () => {
    for (const [, job] of cases) {
      for (const action of actionsOf(job)) {
        expect(parseAction(action.token)).toEqual({ verb: action.verb, jobId: job.id });
        expect(action.label.length).toBeLessThanOrEqual(75);
      }
    }
  });
});
