import { PROMPT_FLAGS, UserError, excerpt, isFinalJob, usageText, type ImagineBot } from '../core/index.ts';
import { isVisibleTo, newRecord, type MessageRecord } from './message-record.ts';
import { requesterOf, type Person } from './people.ts';
import type { RoomBook } from './room-book.ts';
import type { Sidecars } from './sidecars.ts';
import { readUsage } from './usage.ts';
import type { PostedWire } from './wire.ts';
import { WORDS, helpText } from './words.ts';

export interface Command {
  name: string;
  rest: string;
}

/** Null for words that are no command. */
export function readCommand(text: string): Command | null {
  const [, name, rest = ''] = /^\s*\/([a-z]+)(?:\s+([\s\S]*))?$/iu.exec(text) ?? [];
  return name === undefined ? null : { name: name.toLowerCase(), rest: rest.trim() };
}

/** Every command that paints nothing. The answer is a message for the person alone. @throws UserError */
export type Commands = (
  person: Person,
  room: string,
  messageId: string,
  command: Command,
) => Promise<PostedWire>;

const RECENT_JOBS = 10;
const LISTED_PROMPT_CHARS = 80;

export interface CommandsOptions {
  bot: ImagineBot;
  book: RoomBook;
  sidecars: Sidecars;
}

export function createCommands({ bot, book, sidecars }: CommandsOptions): Commands {
  function jobsOf(person: Person): readonly MessageRecord[] {
    return [...book.everything()]
      .filter((record) => record.job?.requesterUserId === person.id && record.id === record.jobId)
      .sort((a, b) => b.at - a.at);
  }

  function recent(person: Person): string {
    const lines = jobsOf(person)
      .slice(0, RECENT_JOBS)
      .map(({ id, job, prompt }) =>
        [id, job?.headline ?? '', excerpt(oneLine(prompt), LISTED_PROMPT_CHARS)].join(' · '),
      );
    return lines.length === 0 ? WORDS.noRenders : lines.join('\n');
  }

  async function usage(person: Person, room: string): Promise<string> {
    const { lines } = await readUsage(bot, person, room);
    return lines.map(usageText).join('\n');
  }

  function show(person: Person, jobId: string): Partial<MessageRecord> {
    const wanted = jobId.toUpperCase();
    for (const record of book.everything()) {
      if (record.jobId !== wanted || !record.job || !isVisibleTo(record, person.id)) continue;
      const { job, prompt, pictures, references } = record;
      return { jobId: wanted, job, prompt, pictures, references };
    }
    throw new UserError('unknown_action', WORDS.unknownJob);
  }

  /** The words and pictures of a person leave the rooms with their jobs. */
  async function forget(person: Person): Promise<string> {
    const { forgottenJobs } = await bot.forget(requesterOf(person));
    for (const record of [...book.everything()]) {
      const isTheirs = record.job?.requesterUserId === person.id || record.author.id === person.id;
      if (!isTheirs || record.jobId === null) continue;
      const job = await bot.job(record.jobId);
      if (job !== null && !isFinalJob(job)) continue;
      await book.remove(record.room, record.id);
      if (record.author.isBot) await sidecars.remove(record.pictures.map(({ hash }) => hash));
    }
    return WORDS.forgotten(forgottenJobs);
  }

  async function answerTo(person: Person, room: string, command: Command): Promise<Partial<MessageRecord>> {
    if (command.name === 'help') return { text: helpText(PROMPT_FLAGS) };
    if (command.name !== 'renders') throw new UserError('bad_usage', WORDS.unknownCommand(command.name));
    const [verb = 'recent', ...rest] = command.rest.split(/\s+/u).filter((word) => word !== '');
    switch (verb.toLowerCase()) {
      case 'recent':
        return { text: recent(person) };
      case 'usage':
        return { text: await usage(person, room) };
      case 'show':
        return show(person, rest[0] ?? '');
      case 'forget':
        return { text: await forget(person) };
      default:
        throw new UserError('bad_usage', WORDS.rendersUsage);
    }
  }

  return async (person, room, messageId, command) => {
    const answer = await answerTo(person, room, command);
    await book.put(
      newRecord({ id: messageId, room, at: book.stamp(room), tone: 'info', visibleTo: person.id, ...answer }),
    );
    return { messageId, jobId: answer.jobId ?? null };
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ');
}
