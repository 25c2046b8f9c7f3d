import {
  isFinalJob,
  StoreError,
  type Clock,
  type ConversationRef,
  type JobLimits,
  type JobQuery,
  type JobStore,
  type MessageRef,
  type RenderJob,
  type Requester,
  type Take,
  type TakeState,
  type Usage,
} from '../../src/core/index.ts';
import type { CreateOutcome } from '../../src/core/jobs/store.ts';
import {
  channelKey,
  conversationKey,
  eventKey,
  messageKey,
  personKey,
  type Person,
} from '../../src/store/keys.ts';
import {
  firstLimitHit,
  startOfUtcDay,
  startOfUtcMonth,
  takeCounts,
  toMicros,
  toUsage,
  type UsedMicros,
} from '../../src/store/limits.ts';

import { blanked, hashesOf, isPublic } from './memory-job-rules.ts';

/** `JobStore` in maps: the rules of the port with nothing of a database in it. Every job that goes in or out is a copy. */
export class MemoryJobStore implements JobStore {
  readonly #jobs = new Map<string, RenderJob>();
  readonly #events = new Map<string, string>();
  readonly #forgotten = new Set<string>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async create(job: RenderJob, limits: JobLimits): Promise<CreateOutcome> {
    await Promise.resolve();
    const { origin, requester } = job.request;
    const event = eventKey(requester.platform, origin.eventKey);
    const seen = this.#events.get(event) ?? this.#unfinishedRetryOf(job.retryOfJobId)?.id;
    if (seen !== undefined) return { outcome: 'seen', jobId: seen };
    const used = this.#used(requester, origin.conversation, limits.pricePerImageUsd, job.createdAt);
    const hit = firstLimitHit(limits, used, job);
    if (hit) return { outcome: 'limit', hit };
    this.#jobs.set(job.id, structuredClone(job));
    this.#events.set(event, job.id);
    return { outcome: 'created', job: structuredClone(job) };
  }

  async get(jobId: string): Promise<RenderJob | null> {
    await Promise.resolve();
    return structuredClone(this.#jobs.get(jobId) ?? null);
  }

  async save(job: RenderJob): Promise<RenderJob> {
    await Promise.resolve();
    const stored = this.#jobs.get(job.id);
    if (!stored) throw new StoreError('not_found', 'There is no such job.', { details: { jobId: job.id } });
    const details = { jobId: job.id };
    if (stored.version !== job.version)
      throw new StoreError('version_conflict', 'The job was changed meanwhile.', { details });
    const rival = isFinalJob(job) ? undefined : this.#unfinishedRetryOf(job.retryOfJobId);
    if (rival && rival.id !== job.id)
      throw new StoreError('retry_under_way', 'Another retry is unfinished.', { details });
    const replyHandle = isFinalJob(job) ? null : job.request.origin.replyHandle;
    const saved: RenderJob = {
      ...job,
      rootJobId: stored.rootJobId,
      retryOfJobId: stored.retryOfJobId,
      createdAt: stored.createdAt,
      request: { ...stored.request, origin: { ...stored.request.origin, replyHandle } },
      takes: stored.takes,
      version: job.version + 1,
    };
    this.#jobs.set(job.id, structuredClone(saved));
    return structuredClone(saved);
  }

  async saveTake(jobId: string, take: Take, from: TakeState): Promise<boolean> {
    await Promise.resolve();
    const stored = this.#jobs.get(jobId);
    if (!stored || stored.takes[take.index]?.state !== from) return false;
    const takes = stored.takes.map((other) => (other.index === take.index ? structuredClone(take) : other));
    this.#jobs.set(jobId, { ...stored, takes });
    return true;
  }

  async findByMessage(message: MessageRef): Promise<RenderJob | null> {
    await Promise.resolve();
    const key = messageKey(message);
    const found = this.#newestFirst().find((job) =>
      [job.statusMessage, ...job.resultMessages].some((own) => own !== null && messageKey(own) === key),
    );
    return structuredClone(found ?? null);
  }

  async latestDelivered(conversation: ConversationRef): Promise<RenderJob | null> {
    const key = conversationKey(conversation);
    await Promise.resolve();
    const delivered = this.#newestFirst()
      .filter((job) => job.state === 'delivered' && job.resultMessages.length > 0)
      .filter((job) => !this.#forgotten.has(job.id))
      .filter((job) => isPublic(job) && conversationKey(job.request.origin.conversation) === key)
      .sort((a, b) => (b.finishedAt ?? 0) - (a.finishedAt ?? 0));
    return structuredClone(delivered[0] ?? null);
  }

  async list(query: JobQuery): Promise<readonly RenderJob[]> {
    await Promise.resolve();
    const visible = (job: RenderJob): boolean =>
      !this.#forgotten.has(job.id) &&
      (!query.conversation ||
        conversationKey(job.request.origin.conversation) === conversationKey(query.conversation)) &&
      (!query.requester || personKey(job.request.requester) === personKey(query.requester)) &&
      (query.beforeJobId === undefined || job.id < query.beforeJobId);
    return structuredClone(this.#newestFirst().filter(visible).slice(0, query.limit));
  }

  async children(jobId: string): Promise<readonly RenderJob[]> {
    await Promise.resolve();
    const isChild = (job: RenderJob): boolean =>
      job.request.parentJobId === jobId || job.retryOfJobId === jobId;
    return structuredClone(this.#newestFirst().filter(isChild).reverse());
  }

  async listUnfinished(): Promise<readonly string[]> {
    await Promise.resolve();
    return this.#newestFirst()
      .filter((job) => !isFinalJob(job))
      .map((job) => job.id)
      .reverse();
  }

  async listKeptHandles(): Promise<readonly string[]> {
    await Promise.resolve();
    return this.#newestFirst()
      .filter((job) => isFinalJob(job) && job.handle !== null)
      .map((job) => job.id);
  }

  async usage(
    requester: Requester,
    conversation: ConversationRef,
    pricePerImageUsd: number,
    now: number,
  ): Promise<Usage> {
    await Promise.resolve();
    return toUsage(this.#used(requester, conversation, pricePerImageUsd, now));
  }

  async hasPicture(hash: string): Promise<boolean> {
    await Promise.resolve();
    return [...this.#jobs.values()].some((job) => hashesOf(job).includes(hash));
  }

  async sweep(before: number): Promise<{ removedJobs: number }> {
    await Promise.resolve();
    const month = startOfUtcMonth(this.#clock.now());
    const old = [...this.#jobs.values()].filter(
      (job) => isFinalJob(job) && job.finishedAt !== null && job.finishedAt < before,
    );
    const removed = old.filter((job) => job.createdAt < month);
    const blankedIds = old.filter((job) => job.createdAt >= month && !this.#forgotten.has(job.id));
    for (const job of removed) this.#remove(job.id);
    for (const job of blankedIds) this.#blank(job);
    return { removedJobs: removed.length + blankedIds.length };
  }

  async forget(requester: Person): Promise<{ forgottenJobs: number }> {
    await Promise.resolve();
    const theirs = [...this.#jobs.values()].filter(
      (job) =>
        isFinalJob(job) &&
        !this.#forgotten.has(job.id) &&
        personKey(job.request.requester) === personKey(requester),
    );
    for (const job of theirs) this.#blank(job);
    return { forgottenJobs: theirs.length };
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }

  #newestFirst(): RenderJob[] {
    return [...this.#jobs.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  #unfinishedRetryOf(jobId: string | null): RenderJob | undefined {
    if (jobId === null) return undefined;
    return [...this.#jobs.values()].find((job) => job.retryOfJobId === jobId && !isFinalJob(job));
  }

  #used(requester: Requester, conversation: ConversationRef, priceUsd: number, now: number): UsedMicros {
    const used = {
      activeJobs: 0,
      picturesToday: 0,
      channelPicturesToday: 0,
      microsToday: 0,
      microsThisMonth: 0,
    };
    for (const job of this.#jobs.values()) {
      const own = personKey(job.request.requester) === personKey(requester);
      const here = channelKey(job.request.origin.conversation) === channelKey(conversation);
      const today = job.createdAt >= startOfUtcDay(now);
      const counting = job.takes.filter((take) => takeCounts(take, job));
      const micros = counting.reduce((sum, take) => sum + toMicros(take.costUsd ?? priceUsd), 0);
      const isBuying = job.takes.some((take) => take.boughtByJobId === null);
      if (own && isBuying && (job.state === 'accepted' || job.state === 'rendering')) used.activeJobs += 1;
      if (own && today) used.picturesToday += counting.length;
      if (here && today) used.channelPicturesToday += counting.length;
      if (today) used.microsToday += micros;
      if (job.createdAt >= startOfUtcMonth(now)) used.microsThisMonth += micros;
    }
    return used;
  }

  #remove(jobId: string): void {
    this.#jobs.delete(jobId);
    this.#forgotten.delete(jobId);
    for (const [event, owner] of this.#events) if (owner === jobId) this.#events.delete(event);
  }

  #blank(job: RenderJob): void {
    this.#forgotten.add(job.id);
    this.#jobs.set(job.id, blanked(job));
  }
}
