import type { ConversationRef, MessageRef, Requester } from '../conversation/refs.ts';
import type { RenderJob, Take, TakeState } from './job.ts';

/** The limits that `create` holds in its own transaction; null means none. Dollars and pictures count takes, jobs count jobs. */
export interface JobLimits {
  activeJobsPerUser: number | null;
  dailyPicturesPerUser: number | null;
  dailyPicturesPerChannel: number | null;
  budgetDailyUsd: number | null;
  budgetMonthlyUsd: number | null;
  /** What a take reserves while its own cost is unknown. */
  pricePerImageUsd: number;
}

export type LimitName =
  'active_per_user' | 'daily_per_user' | 'daily_per_channel' | 'budget_daily' | 'budget_monthly';

export interface LimitHit {
  limit: LimitName;
  /** The limit, what of it is used already, and what this request asked for: jobs, pictures or dollars by its kind. */
  allowed: number;
  used: number;
  asked: number;
  /** What the smallest request, for one picture, would have asked for. */
  askedForOne: number;
  /** When it is free again (the next UTC day or month); null when that depends on running jobs. */
  freeAt: number | null;
}

export type CreateOutcome =
  | { outcome: 'created'; job: RenderJob }
  /** The event key, or the retried job, has a job already. */
  | { outcome: 'seen'; jobId: string }
  | { outcome: 'limit'; hit: LimitHit };

/** Derived from the jobs by a query, never counted apart. Days and months are UTC. */
export interface Usage {
  /** Accepted or rendering; without those that only go on with what another one bought. */
  activeJobs: number;
  picturesToday: number;
  channelPicturesToday: number;
  /** Of the whole installation. Waiting, running and charged-unknown takes reserve their price. */
  dollarsToday: number;
  dollarsThisMonth: number;
}

export interface JobQuery {
  conversation?: ConversationRef;
  requester?: Pick<Requester, 'platform' | 'workspaceId' | 'userId'>;
  /** Older than this job (ULIDs sort by time), for paging. */
  beforeJobId?: string;
  /** 1 to 100. */
  limit: number;
}

/**
 * Where jobs live. Every method is atomic and durable when it resolves. A failing disk, a corrupt or a newer file is a
 * `StoreError`, with nothing half written.
 */
export interface JobStore {
  /** Event key, limits and job in one transaction, serialised with every other `create`. */
  create(job: RenderJob, limits: JobLimits): Promise<CreateOutcome>;
  get(jobId: string): Promise<RenderJob | null>;
  /**
   * Writes the job's own columns (not its takes, and of its request only `origin.replyHandle`: the rest never changes) where
   * `job.version` is still the stored one, and returns the job as stored, with its takes as they are now. A final job has no reply
   * handle any more, whatever was given; its `handle` is stored as given, for who delivers last knows when it is done with.
   *
   * @throws StoreError `version_conflict` when somebody else wrote it meanwhile, `retry_under_way` when it would be a second unfinished
   * retry of one job, `not_found` when it is gone.
   */
  save(job: RenderJob): Promise<RenderJob>;
  /** Writes the take where its stored state is still `from`. False, and nothing written, when it is not. */
  saveTake(jobId: string, take: Take, from: TakeState): Promise<boolean>;
  /** The job that posted this message, as its status or as one of its results. */
  findByMessage(message: MessageRef): Promise<RenderJob | null>;
  /** The newest delivered public job of exactly this conversation (thread included) whose picture still stands there. */
  latestDelivered(conversation: ConversationRef): Promise<RenderJob | null>;
  /** Newest first. */
  list(query: JobQuery): Promise<readonly RenderJob[]>;
  /** Jobs that edited, varied or retried this one, oldest first. */
  children(jobId: string): Promise<readonly RenderJob[]>;
  /** Ids of every job that is not final, oldest first. */
  listUnfinished(): Promise<readonly string[]>;
  /** Ids of the final jobs that still have a handle, because they may be taken up again. */
  listKeptHandles(): Promise<readonly string[]>;
  usage(
    requester: Requester,
    conversation: ConversationRef,
    pricePerImageUsd: number,
    now: number,
  ): Promise<Usage>;
  /** Whether any job names this picture, as painted or as a reference it brought: the picture store may sweep the others. */
  hasPicture(hash: string): Promise<boolean>;
  /**
   * Removes final jobs that finished before `before`, with their messages and events. A job of the present UTC month is blanked as by
   * `forget` instead: what it cost still counts for the month's budget.
   */
  sweep(before: number): Promise<{ removedJobs: number }>;
  /**
   * Removes the prompts of a person's final jobs, and the names of their pictures; what they cost stays, for the budgets. A forgotten
   * job is found by its id and its messages only: no list shows it.
   */
  forget(
    requester: Pick<Requester, 'platform' | 'workspaceId' | 'userId'>,
  ): Promise<{ forgottenJobs: number }>;
  close(): Promise<void>;
}

/** The learned durations of renders, kept across restarts, one short JSON document per profile. */
export interface DurationStore {
  load(): Promise<Readonly<Record<string, string>>>;
  save(profile: string, memory: string): Promise<void>;
}

/** Small facts of the adapters with an end: seen events, trays of references, open modals, installations. Encrypted at rest. */
export interface NoteStore {
  get(namespace: string, key: string): Promise<string | null>;
  /** `expiresAt` in milliseconds since 1970; null keeps it until it is deleted. */
  set(namespace: string, key: string, value: string, expiresAt: number | null): Promise<void>;
  /** Writes only where nothing (or only something expired) stands, atomically. True for the one who wrote. */
  setIfAbsent(namespace: string, key: string, value: string, expiresAt: number | null): Promise<boolean>;
  delete(namespace: string, key: string): Promise<void>;
  list(namespace: string): Promise<readonly { key: string; value: string }[]>;
}
