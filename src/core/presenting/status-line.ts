import type { JobView } from './view.ts';

/** State and headline in one line, "PROCESSING · Painting, 4 s"; once where the headline only says the state again. */
export function statusLine({ status, headline }: Pick<JobView, 'status' | 'headline'>): string {
  return headline.toUpperCase() === status ? status : `${status} · ${headline}`;
}
