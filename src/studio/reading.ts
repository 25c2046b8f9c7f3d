import { formatPrompt, type Clock, type ImagineBot, type RenderJob } from '../core/index.ts';
import { isVisibleTo, messageWire, type MessageRecord } from './message-record.ts';
import type { Person } from './people.ts';
import type { StudioPictures } from './pictures.ts';
import { jobWire } from './presenter.ts';
import type { RoomBook } from './room-book.ts';
import type { GalleryWire, JobDetailWire, LineageWire, MessagePageWire } from './wire.ts';

/** A screen of messages, and a screen of pictures. */
const PAGE_MESSAGES = 50;
const PAGE_PICTURES = 40;

/** A chain of edits is followed this far back. */
const MAX_LINEAGE = 50;

export interface Reading {
  page(person: Person, room: string, before: string | null): MessagePageWire;
  gallery(person: Person, room: string, query: GalleryQuery): GalleryWire;
  /** Null for a job that this person may not see, or that is not there. */
  detail(person: Person, jobId: string): Promise<JobDetailWire | null>;
}

export interface GalleryQuery {
  search: string;
  /** A person's id, or a part of their name. */
  person: string;
  before: string | null;
}

export interface ReadingOptions {
  bot: ImagineBot;
  book: RoomBook;
  pictures: StudioPictures;
  clock: Clock;
}

export function createReading({ bot, book, pictures, clock }: ReadingOptions): Reading {
  /** Oldest first; everything before a message, or everything. */
  function visible(person: Person, room: string, before: string | null): readonly MessageRecord[] {
    const all = book.messages(room).filter((record) => isVisibleTo(record, person.id));
    const end = before === null ? -1 : all.findIndex(({ id }) => id === before);
    return end < 0 ? all : all.slice(0, end);
  }

  function messageOf(person: Person, jobId: string): MessageRecord | null {
    for (const record of book.everything()) {
      if (record.jobId === jobId && record.job && isVisibleTo(record, person.id)) return record;
    }
    return null;
  }

  function maySee(person: Person, job: RenderJob): boolean {
    const { requester, audience } = job.request;
    if (requester.platform !== 'studio') return false;
    return requester.userId === person.id || audience === 'channel' || job.sharedAt !== null;
  }

  function lineageOf(person: Person, job: RenderJob): LineageWire {
    const record = messageOf(person, job.id);
    const { kind, prompt } = job.request;
    const picture = record?.pictures[0] ?? null;
    return { jobId: job.id, messageId: record?.id ?? null, kind, prompt, picture };
  }

  async function ancestors(person: Person, job: RenderJob): Promise<readonly LineageWire[]> {
    const chain = [lineageOf(person, job)];
    let parentJobId = job.request.parentJobId;
    while (parentJobId !== null && chain.length < MAX_LINEAGE) {
      const parent = await bot.job(parentJobId);
      if (!parent || !maySee(person, parent)) break;
      chain.unshift(lineageOf(person, parent));
      ({ parentJobId } = parent.request);
    }
    return chain;
  }

  return {
    page(person, room, before) {
      const all = visible(person, room, before);
      return {
        messages: all.slice(-PAGE_MESSAGES).map(messageWire),
        hasMore: all.length > PAGE_MESSAGES,
        lastEventId: book.events(room).lastId(),
      };
    },
    gallery(person, room, query) {
      const found = visible(person, room, query.before).filter((record) => isFound(record, query));
      const newest = found.slice(-PAGE_PICTURES).reverse();
      return {
        items: newest.map((record) => ({
          jobId: record.jobId ?? record.id,
          messageId: record.id,
          prompt: record.prompt,
          person: record.job?.requesterName ?? '',
          at: record.at,
          isPrivate: record.visibleTo !== null,
          pictures: record.pictures,
        })),
        nextBefore: found.length > PAGE_PICTURES ? (newest.at(-1)?.id ?? null) : null,
      };
    },
    async detail(person, jobId) {
      const job = await bot.job(jobId);
      if (!job || !maySee(person, job)) return null;
      const { prompt, parameters, count, audience, sources } = job.request;
      const record = messageOf(person, jobId);
      const bought = job.takes.filter((take) => take.boughtByJobId === null);
      const costs = bought.flatMap((take) => take.costUsd ?? []);
      const children = (await bot.children(jobId)).filter((child) => maySee(person, child));
      return {
        job: jobWire(bot.view(job), clock.now(), parameters.seed),
        prompt,
        typed: `/imagine ${formatPrompt({ prompt, parameters, count, audience })}`,
        pictures: record?.pictures ?? [],
        references: await pictures.ofSources(person.id, sources),
        costUsd: costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0),
        requestIds: job.takes.flatMap((take) => take.requestId ?? []),
        createdAt: job.createdAt,
        messageId: record?.id ?? null,
        lineage: await ancestors(person, job),
        children: children.map((child) => lineageOf(person, child)),
      };
    },
  };
}

function isFound(record: MessageRecord, { search, person }: GalleryQuery): boolean {
  if (record.job === null || record.pictures.length === 0) return false;
  const name = record.job.requesterName.toLowerCase();
  const isTheirs = record.job.requesterUserId === person || name.includes(person.toLowerCase());
  return isTheirs && record.prompt.toLowerCase().includes(search.toLowerCase());
}
