import type { JobState } from '../jobs/job.ts';
import type { Audience, RequestKind } from '../jobs/request.ts';

/**
 * What a person is to see of a job, in words and values, with no markup of any platform. Every text here is plain: a presenter
 * escapes all of it, and draws `prompt` and `requesterName` so that they neither ping nor format.
 */
export interface JobView {
  jobId: string;
  kind: RequestKind;
  audience: Audience;
  jobState: JobState;
  /** The word of the service's own states, as people know them. */
  status: 'IN LINE' | 'PREPARING' | 'QUEUED' | 'PROCESSING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  /** One line that says it all: "Painting, 4 s", "3rd in line". */
  headline: string;
  /** Further sentences, most important first: why it failed, whether it was charged, what to do. */
  sentences: readonly string[];
  /** Clipped for showing; user text. */
  prompt: string;
  promptIsClipped: boolean;
  requesterName: string;
  requesterUserId: string;
  facts: readonly FactView[];
  /** How many takes are painted, of how many. */
  painted: number;
  total: number;
  /** Milliseconds since the job was made, at the moment of the view. */
  elapsedMs: number;
  /** What is left by the bot's own history, in milliseconds; an estimate, and called one. Null when there is none. */
  estimateMs: number | null;
  /** For a placeholder of the right shape; null for `auto`. */
  aspectRatio: { width: number; height: number } | null;
  actions: readonly ActionView[];
  spoiler: boolean;
}

/** One fact, for a table (`label`, `value`) or for a line with others (`text`). */
export interface FactView {
  /** "Seed". */
  label: string;
  /** "7". */
  value: string;
  /** What stands by itself: "16:9", "seed 7", "$0.042", "2 references". */
  text: string;
}

export const ACTION_VERBS = ['cancel', 'retry', 'vary', 'edit', 'share', 'delete', 'check'] as const;
export type ActionVerb = (typeof ACTION_VERBS)[number];

export interface Action {
  verb: ActionVerb;
  jobId: string;
}

export interface ActionView {
  verb: ActionVerb;
  /** At most 75 characters (Slack's limit of a button). */
  label: string;
  /** The action token, at most 100 characters. */
  token: string;
  style: 'primary' | 'neutral' | 'danger';
}

/** A short answer outside of a job's message. */
export interface NoticeView {
  tone: 'info' | 'problem';
  text: string;
  actions: readonly ActionView[];
  /** The job whose end it tells, where it tells one. What is private about it is nobody else's to read. */
  about?: Pick<JobView, 'jobId' | 'audience' | 'requesterUserId'>;
}
