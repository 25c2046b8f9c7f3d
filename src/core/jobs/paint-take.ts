import { fetchTake } from './fetch-take.ts';
import { followTake } from './follow-take.ts';
import { isFinalTake, type RenderJob, type Take } from './job.ts';
import type { JobServices } from './services.ts';
import { submitTake } from './submit-take.ts';

/**
 * Takes one picture of a job from wherever its row says it is to its end. Each step writes before the next one begins, so this may be
 * left and begun again at any moment.
 *
 * @throws the signal's reason; StoreError when the rows cannot be written.
 */
export async function paintTake(
  job: RenderJob,
  take: Take,
  imageUrls: readonly string[],
  services: JobServices,
  signal: AbortSignal,
): Promise<void> {
  let current: Take | null = take;
  while (current !== null && !isFinalTake(current)) {
    const next: Take | null = await step(job, current, imageUrls, services, signal);
    // Null: a cancel was faster. The row says what is left to do.
    current = next ?? (await services.records.get(job.id))?.takes[take.index] ?? null;
  }
}

function step(
  job: RenderJob,
  take: Take,
  imageUrls: readonly string[],
  services: JobServices,
  signal: AbortSignal,
): Promise<Take | null> {
  signal.throwIfAborted();
  switch (take.state) {
    case 'waiting':
      return submitTake(job, take, imageUrls, services, signal);
    case 'queued':
    case 'processing':
      return followTake(job, take, services, signal);
    default:
      return fetchTake(job, take, services, signal);
  }
}
