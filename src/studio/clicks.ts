import {
  refusal,
  type Action,
  type Clock,
  type ImagineBot,
  type Logger,
  type RenderJob,
} from '../core/index.ts';
import { isVisibleTo, newRecord, type MessageRecord } from './message-record.ts';
import {
  accessTo,
  conversationOf,
  eventKeyOf,
  messageIdOf,
  messageRef,
  requesterOf,
  type Person,
} from './people.ts';
import { jobWire } from './presenter.ts';
import type { RoomBook } from './room-book.ts';
import type { ClickWire, ClickedWire } from './wire.ts';
import { WORDS } from './words.ts';

export interface ClicksOptions {
  bot: ImagineBot;
  book: RoomBook;
  clock: Clock;
  logger: Logger;
}

export interface Clicks {
  /** @throws UserError with the words for the person. */
  click(person: Person, click: ClickWire): Promise<ClickedWire>;
  /** Shows what was shared, and whose showing an earlier end of the program prevented. */
  catchUp(): Promise<void>;
}

export function createClicks({ bot, book, clock, logger }: ClicksOptions): Clicks {
  function messageOf(person: Person, jobId: string): MessageRecord {
    const records = [...book.everything()].filter(
      (record) => record.jobId === jobId && record.job !== null && isVisibleTo(record, person.id),
    );
    const record = records.find(({ id }) => id === jobId) ?? records[0];
    if (record) return record;
    throw refusal('unknown_action');
  }

  /** The same message from now on for everyone: nothing is posted, so nothing can be posted twice. */
  async function unveil(job: RenderJob): Promise<MessageRecord | null> {
    const room = job.request.origin.conversation.channelId;
    const { seed } = job.request.parameters;
    return book.change(room, job.id, () => ({
      visibleTo: null,
      job: jobWire(bot.view(job), clock.now(), seed),
    }));
  }

  async function publish(person: Person, job: RenderJob): Promise<ClickedWire> {
    // The mark first: whatever stops here, the next start shows what is marked.
    await bot.markShared(job.id);
    const shown = await unveil(job);
    if (!shown) throw refusal('picture_gone');
    const { room } = shown;
    // It may stand far above: this says so where people are reading, once however often it was clicked.
    const text = WORDS.shared(person.name);
    const notice = { id: messageIdOf(`shared ${job.id}`), room, at: book.stamp(room), text, replyTo: job.id };
    await book.put(newRecord({ ...notice, tone: 'info' }));
    return { outcome: 'done', text: null, jobId: job.id };
  }

  /** A picture that everyone may see, in one more room. */
  async function carry(person: Person, record: MessageRecord, click: ClickWire): Promise<ClickedWire> {
    const jobId = record.jobId ?? record.id;
    const { room } = click;
    if (room === undefined) return { outcome: 'share', text: null, jobId };
    const { job, prompt, pictures, references } = record;
    if (record.visibleTo !== null || pictures.length === 0 || !book.has(room)) throw refusal('too_late');
    const id = messageIdOf(eventKeyOf(person, click.clientId));
    const text = WORDS.carried(person.name);
    const copy = { id, room, at: book.stamp(room), text, jobId, job, prompt, pictures, references };
    await book.put(newRecord(copy));
    return { outcome: 'done', text: null, jobId };
  }

  async function act(
    person: Person,
    action: Action,
    record: MessageRecord,
    eventKey: string,
  ): Promise<ClickedWire> {
    const { room } = record;
    const outcome = await bot.act(action, {
      requester: requesterOf(person),
      access: accessTo(room),
      origin: {
        trigger: 'button',
        conversation: conversationOf(room),
        replyTo: messageRef(room, record.id),
        eventKey,
        replyHandle: null,
      },
      isModerator: false,
    });
    switch (outcome.outcome) {
      case 'done':
        return outcome;
      case 'accepted':
        return { outcome: 'accepted', text: outcome.text, jobId: outcome.job.id };
      case 'ask_edit':
        return { outcome: 'ask_edit', text: null, jobId: outcome.job.id };
      case 'share':
        return publish(person, outcome.job);
      case 'refused':
        throw outcome.error;
    }
  }

  return {
    async click(person, click) {
      const action = bot.parseAction(click.token);
      if (!action) throw refusal('unknown_action');
      const record = messageOf(person, action.jobId);
      // What was private is published once, by the core's own count; what never was can be carried anywhere.
      if (action.verb === 'share' && record.job?.audience === 'channel') return carry(person, record, click);
      const isHidden = record.visibleTo !== null && record.id === action.jobId;
      const job = action.verb === 'share' && isHidden ? await bot.job(action.jobId) : null;
      // Marked, and not shown: something stopped in between.
      if (job !== null && job.sharedAt !== null) return publish(person, job);
      return act(person, action, record, eventKeyOf(person, click.clientId));
    },
    async catchUp() {
      for (const record of [...book.everything()]) {
        if (record.visibleTo === null || record.id !== record.jobId) continue;
        const job = await bot.job(record.id);
        if (job === null || job.sharedAt === null) continue;
        await unveil(job);
        logger.info({ jobId: job.id }, 'a shared picture was shown after a restart');
      }
    },
  };
}
