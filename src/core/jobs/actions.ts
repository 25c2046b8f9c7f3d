import type { ActContext, ActOutcome } from '../bot.ts';
import { refusalToEdit } from '../conversation/edit-target.ts';
import { UserError, type UserErrorCode } from '../errors.ts';
import { refusal } from '../presenting/notice-words.ts';
import type { Action, ActionVerb } from '../presenting/view.ts';
import { againDraft, failedTakes, missingTakes, retriesOf, variationDraft } from './again.ts';
import { requestCancel, type CancelOptions } from './cancel.ts';
import { checkAgain } from './check.ts';
import type { Intake } from './intake.ts';
import { isFinalJob, type RenderJob } from './job.ts';
import { chatCall } from './patience.ts';
import { isNeighbour, isOwner, maySee } from './sources.ts';
import type { JobStore } from './store.ts';
import { advanceJob, JOB_TABLE } from './transitions.ts';

export interface ActionsOptions extends CancelOptions {
  store: JobStore;
  intake: Intake;
  /** Aborts when the program ends. */
  signal: AbortSignal;
}

/** Who may do what with a job that they may see. A moderator may clean up, but neither spends nor publishes for others. */
const MAY: Readonly<Record<ActionVerb, 'everyone' | 'owner' | 'owner_or_moderator'>> = {
  cancel: 'owner_or_moderator',
  check: 'owner_or_moderator',
  delete: 'owner_or_moderator',
  retry: 'owner',
  share: 'owner',
  vary: 'everyone',
  edit: 'everyone',
};

const UNDER_WAY = 'It is under way already.';

/** What came of a click. What a person did wrong is an outcome; a chat or a store that fails throws. */
export type Act = (action: Action, context: ActContext) => Promise<ActOutcome>;

export function createActions(options: ActionsOptions): Act {
  const { services, store, intake } = options;
  const { clock, records } = services;

  async function cancel(job: RenderJob): Promise<ActOutcome> {
    const isCancelled = await requestCancel(job.id, options);
    return isCancelled ? done(job, null) : refused('too_late');
  }

  async function check(job: RenderJob, context: ActContext): Promise<ActOutcome> {
    const isReopened = await checkAgain(job.id, context.origin.replyHandle, options);
    return isReopened ? done(job, null) : refused('too_late');
  }

  async function retry(job: RenderJob, context: ActContext): Promise<ActOutcome> {
    if (!isFinalJob(job) || failedTakes(job).length === 0) return refused('too_late');
    const retries = await retriesOf(job, store);
    const missing = missingTakes(job, retries);
    const earlier = retries.findLast(({ state }) => state === 'delivered');
    // The same pictures once more would be bought for nothing.
    if (earlier && missing.length === 0)
      return { outcome: 'accepted', job: earlier, text: 'It was tried again already, and came through.' };
    const underWay = retries.find((retried) => !isFinalJob(retried));
    if (underWay) return { outcome: 'accepted', job: underWay, text: UNDER_WAY };
    return enter(againDraft(job, missing, context), context);
  }

  async function enter(draft: ReturnType<typeof againDraft>, context: ActContext): Promise<ActOutcome> {
    // A job that its person had forgotten has no words left.
    if (draft.prompt === '') return refused('unknown_action');
    const outcome = await intake.acceptClean(draft, context.access);
    switch (outcome.outcome) {
      case 'accepted':
        return { outcome: 'accepted', job: outcome.job, text: null };
      case 'limit':
        return { outcome: 'refused', error: new UserError('over_limit', outcome.text) };
      case 'refused':
        return outcome;
      case 'seen': {
        const job = await store.get(outcome.jobId);
        if (!job) return refused('unknown_action');
        return { outcome: 'accepted', job, text: UNDER_WAY };
      }
    }
  }

  async function share(job: RenderJob): Promise<ActOutcome> {
    if (job.request.audience !== 'requester') return refused('too_late');
    const shared = await records.changeIf(job.id, (stored) =>
      JOB_TABLE[stored.state].includes('shared') && stored.sharedAt === null
        ? advanceJob(stored, { type: 'shared', at: clock.now() })
        : null,
    );
    return shared ? { outcome: 'share', job: shared } : refused('too_late');
  }

  async function remove(job: RenderJob): Promise<ActOutcome> {
    if (!isFinalJob(job)) return refused('too_late');
    const messages = [...job.resultMessages, ...(job.statusMessage ? [job.statusMessage] : [])];
    const isRepeated = ({ messageId }: { messageId: string }, at: number): boolean =>
      messages.findIndex((other) => other.messageId === messageId) !== at;
    const presenter = services.presenterOf(job.request.requester.platform);
    const once = messages.filter((message, at) => !isRepeated(message, at));
    await chatCall(clock, options.signal, (signal) => presenter.remove(once, signal));
    await records.changeIf(job.id, (stored) =>
      JOB_TABLE[stored.state].includes('removed') ? advanceJob(stored, { type: 'removed' }) : null,
    );
    return done(job, null);
  }

  return async (action, context) => {
    const job = await records.get(action.jobId);
    const may = MAY[action.verb];
    const isCleaningUp = may === 'owner_or_moderator' && context.isModerator;
    // Whoever may not see a job is told the same as if there were none.
    if (!job || !isNeighbour(job, context.requester)) return refused('unknown_action');
    if (!maySee(job, context.requester) && !isCleaningUp) return refused('unknown_action');
    const isAllowed = may === 'everyone' || isCleaningUp || isOwner(job, context.requester);
    if (!isAllowed) return refused('not_yours');
    switch (action.verb) {
      case 'cancel':
        return cancel(job);
      case 'check':
        return check(job, context);
      case 'retry':
        return retry(job, context);
      case 'vary':
        return enter(variationDraft(job, context), context);
      case 'edit':
        return askEdit(job);
      case 'share':
        return share(job);
      case 'delete':
        return remove(job);
    }
  };
}

function askEdit(job: RenderJob): ActOutcome {
  const error = refusalToEdit(job);
  return error ? { outcome: 'refused', error } : { outcome: 'ask_edit', job };
}

function done(job: RenderJob, text: string | null): ActOutcome {
  return { outcome: 'done', text, jobId: job.id };
}

function refused(code: UserErrorCode): ActOutcome {
  return { outcome: 'refused', error: refusal(code) };
}
