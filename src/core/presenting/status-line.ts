import type { JobView } from './view.ts';

/** State and headline in one line, "PROCESSING · Painting, 4 s"; once where the headline begins by saying the state: "PREPARING, 2 s". */
export function statusLine({ status, headline }: Pick<JobView, 'status' | 'headline'>): string {
  const rest = headline.slice(status.length);
  const isRepeated = headline.toUpperCase().startsWith(status) && (rest === '' || rest.startsWith(','));
  return isRepeated ? `${status}${rest}` : `${status} · ${headline}`;
}
