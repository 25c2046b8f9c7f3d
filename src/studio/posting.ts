import {
  UserError,
  cleanPrompt,
  decideEditTarget,
  type ImagineBot,
  type PictureSource,
  type RenderDraft,
} from '../core/index.ts';
import { readCommand, type Commands } from './commands.ts';
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
import type { StudioPictures } from './pictures.ts';
import type { RoomBook } from './room-book.ts';
import type { Posted, PostedWire } from './wire.ts';
import { WORDS } from './words.ts';

export interface PostingOptions {
  bot: ImagineBot;
  book: RoomBook;
  pictures: StudioPictures;
  commands: Commands;
}

/** What a person sent, and what became of it. @throws UserError with the words for the person; nothing was posted then. */
export type Posting = (person: Person, room: string, post: Posted) => Promise<PostedWire>;

export function createPosting({ bot, book, pictures, commands }: PostingOptions): Posting {
  function repliedTo(person: Person, room: string, post: Posted): MessageRecord | null {
    if (post.replyTo === null) return null;
    const record = book.get(room, post.replyTo);
    if (!record || !isVisibleTo(record, person.id)) throw new UserError('no_picture', WORDS.noMessage);
    // Whoever answers "Ada shared a picture" means the picture.
    const isPointer = record.author.isBot && record.job === null && record.replyTo !== null;
    const pointed = isPointer ? book.get(room, record.replyTo ?? '') : null;
    return pointed && isVisibleTo(pointed, person.id) ? pointed : record;
  }

  /** Which pictures are meant, or null when these are words for people alone. */
  async function editOf(
    words: string,
    reply: MessageRecord | null,
    own: readonly PictureSource[],
  ): Promise<Pick<RenderDraft, 'sources' | 'parentJobId'> | null> {
    const repliedPictures = reply === null ? [] : picturesOf(reply);
    const job = reply?.job ? await bot.job(reply.job.jobId) : null;
    // Pictures that can be seen can be meant, even in the moment before their delivery is written down.
    const isAhead = job !== null && job.state === 'delivering' && repliedPictures.length > 0;
    const target = decideEditTarget({
      addressed: isForBot(words, reply, own),
      ownPictures: own,
      repliedTo: reply && {
        message: messageRef(reply.room, reply.id),
        job: isAhead ? null : job,
        pictures: repliedPictures,
      },
      latestInThread: null,
      inThread: false,
      text: words,
    });
    if (target.kind === 'refuse') throw target.error;
    if (target.kind === 'ignore') return null;
    return { sources: target.sources, parentJobId: isAhead ? job.id : target.parentJobId };
  }

  async function ask(
    person: Person,
    room: string,
    post: Posted,
    request: Pick<RenderDraft, 'kind' | 'prompt' | 'sources' | 'parentJobId'>,
    isCommand: boolean,
  ): Promise<PostedWire> {
    const eventKey = eventKeyOf(person, post.clientId);
    const messageId = messageIdOf(eventKey);
    const at = book.stamp(room);
    const outcome = await bot.accept(
      {
        ...request,
        parameters: {},
        count: 1,
        requester: requesterOf(person),
        origin: {
          trigger: isCommand ? 'command' : 'reply',
          conversation: conversationOf(room),
          // A command is told by the job's own message; words stand above it as they were said.
          replyTo: isCommand ? null : messageRef(room, messageId),
          eventKey,
          replyHandle: null,
        },
        audience: post.isPrivate ? 'requester' : 'channel',
        spoiler: false,
      },
      accessTo(room),
    );
    if (outcome.outcome === 'refused') throw outcome.error;
    if (outcome.outcome === 'limit') throw new UserError('over_limit', outcome.text);
    const jobId = outcome.outcome === 'accepted' ? outcome.job.id : outcome.jobId;
    if (isCommand) return { messageId: jobId, jobId };
    if (outcome.outcome === 'accepted') {
      const isPrivate = outcome.job.request.audience === 'requester';
      await say(person, room, post, { id: messageId, at, jobId, visibleTo: isPrivate ? person.id : null });
    }
    return { messageId, jobId };
  }

  async function say(
    person: Person,
    room: string,
    post: Posted,
    more: Pick<MessageRecord, 'id' | 'at'> & Partial<MessageRecord>,
  ): Promise<void> {
    const references = await pictures.findAll(person.id, post.pictures);
    const author = { ...person, isBot: false };
    const text = cleanPrompt(post.text);
    await book.put(newRecord({ room, author, text, replyTo: post.replyTo, references, ...more }));
  }

  return async (person, room, post) => {
    const id = messageIdOf(eventKeyOf(person, post.clientId));
    const known = book.get(room, id);
    if (known) return { messageId: id, jobId: known.jobId };
    const command = readCommand(post.text);
    const reply = repliedTo(person, room, post);
    if (command && command.name !== 'imagine') return commands(person, room, id, command);

    const references = await pictures.findAll(person.id, post.pictures);
    const own = references.map(({ hash }) => ({ kind: 'stored' as const, hash }));
    const prompt = command ? command.rest : post.text;
    const isFresh = command !== null && reply === null && own.length === 0;
    const edit = isFresh ? null : await editOf(prompt, reply, own);
    if (edit) return ask(person, room, post, { kind: 'edit', prompt, ...edit }, command !== null);
    if (command) {
      const request = { kind: 'generate', prompt, sources: [], parentJobId: null } as const;
      return ask(person, room, post, request, true);
    }
    if (cleanPrompt(post.text) === '' && own.length === 0)
      throw new UserError('bad_prompt', WORDS.emptyMessage);
    const visibleTo = post.isPrivate ? person.id : null;
    await say(person, room, post, { id, at: book.stamp(room), visibleTo });
    return { messageId: id, jobId: null };
  };
}

/** Pictures without words are shown to the room, which may then reply to them. */
function isForBot(words: string, reply: MessageRecord | null, own: readonly PictureSource[]): boolean {
  if (reply) return reply.author.isBot || picturesOf(reply).length > 0;
  return own.length > 0 && cleanPrompt(words) !== '';
}

/** The pictures of a message: those that a job painted, or those that a person brought. */
function picturesOf(record: MessageRecord): readonly PictureSource[] {
  const { jobId } = record;
  if (record.job && jobId !== null) return record.pictures.map((_, index) => ({ kind: 'job', jobId, index }));
  return record.references.map(({ hash }) => ({ kind: 'stored', hash }));
}
