import type { JobState, TakeState } from '../core/index.ts';

/**
 * The tables as the newest migration leaves them. Times are milliseconds since 1970, money is whole millionths of a dollar, yes and no
 * are 1 and 0; `…_json` columns hold plain JSON, `…_sealed` ones an envelope of the cipher.
 */
export interface Tables {
  jobs: JobRow;
  takes: TakeRow;
  /** Inbound events that made a job. */
  events: { event_key: string; job_id: string };
  /** Which job posted a message. */
  messages: { message_key: string; job_id: string };
  /** Which job names a picture. */
  pictures: { hash: string; job_id: string };
  notes: { namespace: string; key: string; value_sealed: string; expires_at: number | null };
  durations: { profile: string; memory: string };
  /** Facts about the file itself. */
  facts: { name: string; value: string };
}

export interface JobRow {
  id: string;
  root_job_id: string;
  parent_job_id: string | null;
  retry_of_job_id: string | null;
  person_key: string;
  conversation_key: string;
  /** 1 when everybody may see it: asked for in public, or shared since. */
  is_public: number;
  state: JobState;
  /** Without its reply handle. */
  request_json: string;
  reply_handle_sealed: string | null;
  handle_sealed: string | null;
  status_message_json: string | null;
  result_messages_json: string;
  failure_json: string | null;
  cancel_requested_at: number | null;
  shared_at: number | null;
  deadline_at: number;
  created_at: number;
  finished_at: number | null;
  forgotten_at: number | null;
  /** Nothing reads it: empty, but for prompt and name in rows of earlier versions. */
  search_text: string;
  version: number;
}

export interface TakeRow {
  job_id: string;
  take_index: number;
  seed: number;
  state: TakeState;
  request_id: string | null;
  submitted_at: number | null;
  output_urls_json: string | null;
  pictures_json: string | null;
  cost_micros: number | null;
  failure_json: string | null;
  may_still_bill: number;
  bought_by_job_id: string | null;
  /** Whether it counts for limits and budgets (`takeCounts`), kept beside the state so that sums read an index alone. */
  counts: number;
  /** The job's own, repeated for the same reason. */
  person_key: string;
  channel_key: string;
  created_at: number;
}
