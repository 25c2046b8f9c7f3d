import type { JobViewWire, MessageWire } from '../../wire.ts';
import { SECOND_MS } from './time.ts';

const MINUTE_S = 60;
const RUNNING: readonly JobViewWire['status'][] = ['PREPARING', 'QUEUED', 'PROCESSING'];
/** "Painting, 4 s · usually about 9 s": what has passed stands behind the first comma. */
const PASSED = /, (?:(\d+) min(?: (\d+) s)?|(\d+) s)(?= ·|$)/u;

/** Whether anything will still happen to it by itself. */
export function isUnderWay(job: JobViewWire): boolean {
  return job.status === 'IN LINE' || RUNNING.includes(job.status);
}

/** The headline with its seconds counted on since the server wrote it. */
export function headlineAt(job: JobViewWire, nowMs: number): string {
  const sinceS = Math.floor((nowMs - job.viewedAt) / SECOND_MS);
  if (!RUNNING.includes(job.status) || sinceS <= 0) return job.headline;
  return job.headline.replace(PASSED, (_, minutes?: string, rest?: string, seconds?: string) => {
    const passedS = Number(minutes ?? 0) * MINUTE_S + Number(rest ?? seconds ?? 0) + sinceS;
    return `, ${secondsText(passedS)}`;
  });
}

/** Words for who listens to the page: told when a message comes and when a job changes its state, not every second. */
export function announcementOf(old: MessageWire | undefined, message: MessageWire): string | null {
  if (message.job) {
    return old?.job?.status === message.job.status ? null : `${message.job.headline}: ${message.job.prompt}`;
  }
  return old ? null : `${message.author.name}: ${message.text}`;
}

function secondsText(seconds: number): string {
  const rest = seconds % MINUTE_S;
  if (seconds < MINUTE_S) return `${rest} s`;
  const minutes = `${Math.floor(seconds / MINUTE_S)} min`;
  return rest === 0 ? minutes : `${minutes} ${rest} s`;
}
