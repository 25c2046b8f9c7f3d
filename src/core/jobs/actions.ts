import type { ActContext, ActOutcome } from '../bot.ts';
import { refusalToEdit } from '../conversation/edit-target.ts';
import { UserError, type UserErrorCode } from '../errors.ts';
import { refusal, sharedAlready } from '../presenting/notice-words.ts';
import type { Action, ActionVerb } from '../presenting/view.ts';
import { createAlone } from '../waiting.ts';
import {
  againDraft,
  checkDraft,
  failedTakes,
  firstTryId,
  hasBrought,
  lateTakes,
  missingTakes,
  triesOf,
  variationDraft,
} from './again.ts';
import { requestCancel, type CancelOptions } from './cancel.ts';
import { checkAgain } from './check.ts';
import type { Intake } from './intake.ts';
import { isFinalJob, isForgotten, type RenderJob, type Take } from './job.ts';
import { chatCall } from './patience.ts';
import { isNeighbour, isOwner, maySee } from './sources.ts';
import type { RenderDraft } from './request.ts';
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

/** What is so already, where a click comes too late to bring it about. */
const WORDS = {
  underWay: 'It is under way already.',
  underWayStill: 'It is still under way. Cancel it first.',
  beingPosted: 'It is painted and is being posted.',
  ended: 'It has ended already.',
  cameThrough: 'It was tried again already, and came through.',
  allThere: 'It came through already.',
  nothingToCome: 'Nothing of it is still to come.',
} as const;

/** What came of a click. What a person did wrong is an outcome; a chat or a store that fails throws. */
export type Act = (action: Action, context: ActContext) => Promise<ActOutcome>;

export function createActions(options: ActionsOptions): Act {
  const { services, store, intake } = options;
  const { clock, records } = services;
  const alone = createAlone();

  async function cancel(job: RenderJob): Promise<ActOutcome> {
    const isCancelled = await requestCancel(job.id, options);
    if (isCancelled) return done(job, null);
    const current = await records.get(job.id);
    return tooLate(current?.state === 'delivering' ? WORDS.beingPosted : WORDS.ended);
  }

  /** One try after another at the same pictures: what is judged by the rows must still be so when the next try is written. */
  async function inTurn(
    job: RenderJob,
    judge: (current: RenderJob) => Promise<ActOutcome>,
  ): Promise<ActOutcome> {
    // One process has the store, so it knows what is under way.
    return alone(await firstTryId(job, store), async () => {
      const current = await records.get(job.id);
      return current === null ? refused('unknown_action') : judge(current);
    });
  }

  async function check(job: RenderJob, context: ActContext): Promise<ActOutcome> {
    if (isForgotten(job)) return refused('unknown_action');
    if (job.state === 'delivered') return checkDelivered(job, context);
    switch (await checkAgain(job, context.origin.replyHandle, options)) {
      case 'reopened':
        return done(job, null);
      case 'under_way':
        return tooLate(WORDS.underWay);
      case 'came_through':
        return tooLate(WORDS.cameThrough);
      case 'nothing':
        return refused('too_late');
    }
  }

  /** Its message shows what came: the rest comes in another one, which belongs to whoever asked. */
  async function checkDelivered(job: RenderJob, context: ActContext): Promise<ActOutcome> {
    if (!isOwner(job, context.requester)) return refused('not_yours');
    const tries = await triesOf(job, store);
    const late = lateTakes(job, tries, clock.now());
    if (late.length === 0) return tooLate(WORDS.nothingToCome);
    return tryAgain(tries, late, (missing) => checkDraft(job, missing, context), context);
  }

  async function retry(job: RenderJob, context: ActContext): Promise<ActOutcome> {
    if (!isFinalJob(job)) return tooLate(WORDS.underWay);
    const failed = failedTakes(job);
    if (failed.length === 0) return tooLate(WORDS.allThere);
    const tries = await triesOf(job, store);
    return tryAgain(tries, failed, (missing) => againDraft(job, missing, context), context);
  }

  /** Of these takes, those that nobody brought since, unless somebody is about it: the same picture twice would be bought for nothing. */
  async function tryAgain(
    tries: readonly RenderJob[],
    takes: readonly Take[],
    draftOf: (missing: readonly Take[]) => RenderDraft,
    context: ActContext,
  ): Promise<ActOutcome> {
    const missing = missingTakes(takes, tries);
    const earlier = tries.findLast((tried) => takes.some((take) => hasBrought(tried, take)));
    if (earlier && missing.length === 0)
      return { outcome: 'accepted', job: earlier, text: WORDS.cameThrough };
    const underWay = tries.find((tried) => !isFinalJob(tried));
    if (underWay) return { outcome: 'accepted', job: underWay, text: WORDS.underWay };
    return enter(draftOf(missing), context);
  }

  async function enter(draft: RenderDraft, context: ActContext): Promise<ActOutcome> {
    if (isForgotten({ request: draft })) return refused('unknown_action');
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
        return { outcome: 'accepted', job, text: WORDS.underWay };
      }
    }
  }

  function share(job: RenderJob): ActOutcome {
    if (job.request.audience !== 'requester') return refused('too_late');
    if (job.sharedAt !== null) return { outcome: 'refused', error: sharedAlready() };
    if (!JOB_TABLE[job.state].includes('shared')) return refused('too_late');
    return { outcome: 'share', job: advanceJob(job, { type: 'shared', at: clock.now() }) };
  }

  async function remove(job: RenderJob): Promise<ActOutcome> {
    if (!isFinalJob(job)) return tooLate(WORDS.underWayStill);
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
        return inTurn(job, (current) => check(current, context));
      case 'retry':
        return inTurn(job, (current) => retry(current, context));
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

function tooLate(words: string): ActOutcome {
  return { outcome: 'refused', error: new UserError('too_late', words) };
}

function refused(code: UserErrorCode): ActOutcome {
  return { outcome: 'refused', error: refusal(code) };
}
