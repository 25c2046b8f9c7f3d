import type { RenderJob } from '../jobs/job.ts';
import { excerpt } from '../prompt/excerpt.ts';
import { paintedTakes } from './job-status.ts';
import { oneLine } from './plain-text.ts';

/**
 * What somebody who cannot see the picture is told: what was asked for, and which of the pictures it is. Plain text without
 * markup, at most `maxChars` characters.
 *
 * @param index of the picture among all that the job painted, from 0.
 */
export function altText(job: RenderJob, index: number, maxChars: number): string {
  const total = paintedTakes(job).reduce((sum, take) => sum + (take.pictures?.length ?? 0), 0);
  const before =
    job.request.kind === 'edit' ? 'Painted from a picture and these words: ' : 'Painted from the words: ';
  const after = total > 1 ? ` (picture ${index + 1} of ${total})` : '';
  const prompt = oneLine(job.request.prompt);
  const room = maxChars - before.length - after.length;
  return room < prompt.length && room < MIN_PROMPT_CHARS
    ? excerpt(prompt, maxChars)
    : before + excerpt(prompt, room) + after;
}

/** Where less than this is left for the prompt, it alone says more than our words around it. */
const MIN_PROMPT_CHARS = 20;
