import type { Charged } from '../errors.ts';
import { isForgotten, type RenderJob } from '../jobs/job.ts';
import { canReopen } from '../jobs/take-transitions.ts';
import { encodeAction } from './action-token.ts';
import { failuresOf, isWorthRetry, worstCharge } from './failure-words.ts';
import type { ActionVerb, ActionView } from './view.ts';

/** What a person can do with the job as it stands, most useful first. */
export function actionsOf(job: RenderJob): readonly ActionView[] {
  switch (job.state) {
    case 'accepted':
    case 'rendering':
      return job.cancelRequestedAt === null ? [action(job, 'cancel', 'Cancel', 'neutral')] : [];
    case 'delivering':
    case 'cancelled':
      return [];
    case 'delivered':
      return [
        action(job, 'vary', 'Vary', 'neutral'),
        action(job, 'edit', 'Edit', 'neutral'),
        ...checkAction(job),
        ...retryAction(job),
        ...shareAction(job),
        action(job, 'delete', 'Delete', 'danger'),
      ];
    case 'failed':
      return [...checkAction(job), ...retryAction(job)];
  }
}

const RETRY_COST = {
  no: '',
  yes: ' (charged once more)',
  unknown: ' (may be charged twice)',
} as const satisfies Record<Charged, string>;

/** Buys every failed take again, where that can help with one of them; the label says what may be paid twice. */
function retryAction(job: RenderJob): readonly ActionView[] {
  const failures = failuresOf(job);
  if (!isWorthRetry(failures)) return [];
  const what = job.state === 'delivered' ? `Try the missing ${failures.length} again` : 'Try again';
  return [action(job, 'retry', what + RETRY_COST[worstCharge(failures)], 'neutral')];
}

/** Asks for the same request once more, and buys nothing. */
function checkAction(job: RenderJob): readonly ActionView[] {
  const isLate = job.takes.some(canReopen) && !isForgotten(job);
  return isLate ? [action(job, 'check', 'Check again (free)', 'primary')] : [];
}

/** A private picture is published once, where it was asked for; a public one can be carried elsewhere any time. */
function shareAction(job: RenderJob): readonly ActionView[] {
  if (job.request.audience === 'channel') return [action(job, 'share', 'Share', 'neutral')];
  return job.sharedAt === null ? [action(job, 'share', 'Share here', 'primary')] : [];
}

function action(job: RenderJob, verb: ActionVerb, label: string, style: ActionView['style']): ActionView {
  return { verb, label, style, token: encodeAction({ verb, jobId: job.id }) };
}
