import type { RenderJob } from '../../src/core/index.ts';

/** The job without what its person wrote, showed and got: what it cost, and for whom, stays. */
export function blanked(job: RenderJob): RenderJob {
  const { request } = job;
  return {
    ...job,
    request: {
      ...request,
      prompt: '',
      sources: [],
      requester: { ...request.requester, displayName: '' },
      origin: { ...request.origin, replyHandle: null },
    },
    handle: null,
    failure: job.failure && { ...job.failure, detail: null },
    takes: job.takes.map((take) => ({
      ...take,
      outputUrls: null,
      pictures: null,
      failure: take.failure && { ...take.failure, detail: null },
    })),
    version: job.version + 1,
  };
}

/** Every picture that the job names: its painted ones and the references it brought. */
export function hashesOf(job: RenderJob): string[] {
  const painted = job.takes.flatMap((take) => take.pictures ?? []).map((picture) => picture.hash);
  const brought = job.request.sources.flatMap((source) => (source.kind === 'stored' ? [source.hash] : []));
  return [...painted, ...brought];
}

/** Whether everybody may see it. */
export function isPublic(job: RenderJob): boolean {
  return job.request.audience === 'channel' || job.sharedAt !== null;
}
