import type { MessageRef, Platform } from '../conversation/refs.ts';
import type { BotError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { noticeFor } from '../presenting/notice-words.ts';
import type { Presenter } from '../presenting/presenter.ts';
import { createStatusPump, type StatusPump } from '../presenting/status-pump.ts';
import type { JobView, NoticeView } from '../presenting/view.ts';
import { MINUTE_MS, SECOND_MS, type Clock } from '../time.ts';
import { abortable } from '../waiting.ts';
import { StopSignal } from './dispatcher.ts';
import { isFinalJob, isFinalState, type RenderJob } from './job.ts';
import { chatCall, isWorthRepeating, patiently } from './patience.ts';
import type { JobRecords } from './records.ts';
import type { JsonValue } from './request.ts';
import { advanceJob } from './transitions.ts';

/** Keeps each job's one message: posts it, redraws it, and says the last word on it. */
export interface StatusDesk {
  /** Posts the job's message where it has none. @throws PlatformError when it cannot be posted; the signal's reason. */
  announce(job: RenderJob, signal: AbortSignal): Promise<RenderJob>;
  /** Posts it anew, because the old one cannot be reached any more. */
  announceAgain(job: RenderJob, signal: AbortSignal): Promise<RenderJob>;
  /** Redraws it soon, if it stands. */
  show(job: RenderJob): void;
  /** From now on other means write the message, until its last word. */
  handOver(job: RenderJob): Promise<void>;
  /** Draws the job as it ended. Sits out a chat that is down until the signal aborts; a chat that refuses is only logged. */
  lastWord(job: RenderJob, signal: AbortSignal): Promise<void>;
  /** Tells the person, where no message can be posted. Best effort. */
  apologise(job: RenderJob, error: BotError, signal: AbortSignal): Promise<void>;
  /** The job has a fresher way to its message, from a click on it: whoever clicked is to see something of it. */
  refresh(job: RenderJob): void;
  forget(jobId: string): void;
  /** Ends every redraw; calls that are under way have the grace of a stop, and no announcement begins any more. */
  close(): Promise<void>;
}

export interface StatusDeskOptions {
  clock: Clock;
  logger: Logger;
  records: JobRecords;
  presenterOf: (platform: Platform) => Presenter;
  view: (job: RenderJob) => JobView;
}

/** How long a chat that is down may keep a job from its start: the person would rather hear of it, and others wait for the place. */
const ANNOUNCE_PATIENCE = { totalMs: MINUTE_MS, maxWaitMs: 10 * SECOND_MS } as const;

interface Sheet {
  handle: JsonValue;
  /** What an announcement of this process brought, until it is in the job's row. */
  posted: { handle: JsonValue; message: MessageRef | null } | null;
  pump: StatusPump | null;
  isHandedOver: boolean;
  announcing: Promise<RenderJob> | null;
}

export function createStatusDesk(options: StatusDeskOptions): StatusDesk {
  const { clock, logger, records, presenterOf, view } = options;
  const closing = new AbortController();
  const sheets = new Map<string, Sheet>();

  function sheetOf(job: RenderJob): Sheet {
    const known = sheets.get(job.id);
    if (known) {
      known.handle ??= job.handle;
      return known;
    }
    const sheet: Sheet = {
      handle: job.handle,
      posted: null,
      pump: null,
      isHandedOver: false,
      announcing: null,
    };
    sheets.set(job.id, sheet);
    return sheet;
  }

  /**
   * An announcement whose outcome is unknown is made again: a job without a message would leave its person in the dark and its
   * pictures without a place, and a presenter that can tell recognises its own message by the job.
   */
  async function post(job: RenderJob, sheet: Sheet): Promise<RenderJob> {
    const presenter = presenterOf(job.request.requester.platform);
    const posted = (sheet.posted ??= await patiently(
      { clock, signal: closing.signal, ...ANNOUNCE_PATIENCE, isTransient: isWorthRepeating },
      () => chatCall(clock, closing.signal, (signal) => presenter.announce(job, view(job), signal)),
    ));
    sheet.handle = posted.handle;
    // A job that ended meanwhile keeps no handle; its last word still finds it on this sheet.
    const announced = await records.change(job.id, (stored) =>
      isFinalJob(stored) ? null : advanceJob(stored, { type: 'announced', ...posted }),
    );
    sheet.posted = null;
    return announced;
  }

  async function announceOnce(job: RenderJob, sheet: Sheet, signal: AbortSignal): Promise<RenderJob> {
    if (sheet.announcing === null) closing.signal.throwIfAborted();
    sheet.announcing ??= post(job, sheet).finally(() => (sheet.announcing = null));
    // An interrupt leaves the call alone: it would not be known whether the message stands.
    return abortable(sheet.announcing, signal);
  }

  function pumpOf(job: RenderJob, sheet: Sheet): StatusPump {
    const presenter = presenterOf(job.request.requester.platform);
    sheet.pump ??= createStatusPump({
      minUpdateIntervalMs: presenter.capabilities.minUpdateIntervalMs,
      clock,
      signal: closing.signal,
      send: (shown, signal) => redraw(job.id, sheet, presenter, shown, signal),
      onError: (error) => logger.warn({ jobId: job.id, error }, 'The status message could not be redrawn.'),
    });
    return sheet.pump;
  }

  function show(job: RenderJob): void {
    if (closing.signal.aborted) return;
    const sheet = sheetOf(job);
    // What is being announced right now is as fresh as an edit of it would be, and so is what a delivery draws.
    const isFresh = sheet.announcing !== null || sheet.isHandedOver;
    if (sheet.handle !== null && !isFresh) pumpOf(job, sheet).push(view(job));
  }

  async function redraw(
    jobId: string,
    sheet: Sheet,
    presenter: Presenter,
    shown: JobView,
    parent: AbortSignal,
  ): Promise<void> {
    const used = sheet.handle;
    const row = await records.get(jobId);
    // A redraw that was late must not undo the last word.
    if (row && isFinalJob(row) && !isFinalState(shown.jobState)) return;
    const next = await chatCall(clock, parent, (signal) => presenter.update(used, shown, signal));
    // A click may have brought a fresher handle while this one was in use.
    if (sheet.handle !== used || JSON.stringify(next) === JSON.stringify(used)) return;
    sheet.handle = next;
    await records.change(jobId, (job) =>
      isFinalJob(job) ? null : advanceJob(job, { type: 'handle_changed', handle: next }),
    );
  }

  /** By the way that is left where no message can be drawn. */
  async function tell(job: RenderJob, notice: NoticeView, signal: AbortSignal): Promise<void> {
    try {
      const { audience, origin, requester } = job.request;
      const about = { jobId: job.id, audience, requesterUserId: requester.userId };
      const presenter = presenterOf(requester.platform);
      await chatCall(clock, signal, (inner) => presenter.notify(origin, { ...notice, about }, inner));
    } catch (error) {
      signal.throwIfAborted();
      // The chat lets nothing through: the log is all that is left.
      logger.warn({ jobId: job.id, error }, 'A person could not be told how a job ended.');
    }
  }

  return {
    async announce(job, signal) {
      return job.handle === null ? announceOnce(job, sheetOf(job), signal) : job;
    },
    async announceAgain(job, signal) {
      return announceOnce(job, sheetOf(job), signal);
    },
    show,
    async handOver(job) {
      const sheet = sheetOf(job);
      sheet.isHandedOver = true;
      await sheet.pump?.stop();
      sheet.pump = null;
    },
    async lastWord(job, signal) {
      const sheet = sheetOf(job);
      try {
        // Where nothing stands yet, the first word is also the last.
        if (sheet.announcing !== null) await abortable(sheet.announcing, signal);
        else if (sheet.handle === null) await announceOnce(job, sheet, signal);
        await abortable(pumpOf(job, sheet).finish(view(job)), signal);
      } catch (error) {
        signal.throwIfAborted();
        logger.warn({ jobId: job.id, error }, 'The last word on a job could not be shown.');
        const { headline, sentences } = view(job);
        await tell(
          job,
          { tone: 'problem', text: [`${headline}.`, ...sentences].join(' '), actions: [] },
          signal,
        );
      }
    },
    apologise: (job, error, signal) => tell(job, noticeFor(error), signal),
    refresh(job) {
      const sheet = sheets.get(job.id);
      if (!sheet) return;
      sheet.handle = job.handle;
      sheet.pump?.renew();
      show(job);
    },
    forget: (jobId) => void sheets.delete(jobId),
    async close() {
      closing.abort(new StopSignal());
      await Promise.allSettled(
        [...sheets.values()].map(async (sheet) => {
          await sheet.pump?.stop();
          await sheet.announcing;
        }),
      );
    },
  };
}
