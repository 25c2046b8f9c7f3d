import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { UserError, type Clock, type ImagineBot } from '../core/index.ts';
import type { Clicks } from './clicks.ts';
import { streamEvents } from './event-stream.ts';
import { personOf, refuse, requireSession } from './guard.ts';
import type { Posting } from './posting.ts';
import type { Reading } from './reading.ts';
import type { RoomBook } from './room-book.ts';
import type { Sessions } from './sessions.ts';
import { readUsage } from './usage.ts';
import { clickSchema, newRoomSchema, postSchema } from './wire.ts';
import { WORDS } from './words.ts';

const roomSchema = z.object({ room: z.string().max(200) });
const jobSchema = z.object({ job: z.string().max(100) });
const pageSchema = z.object({ before: z.string().max(200).optional() });
const streamSchema = z.object({ lastEventId: z.string().max(100).optional() });
const gallerySchema = pageSchema.extend({
  search: z.string().max(1000).default(''),
  person: z.string().max(200).default(''),
});
const usageSchema = z.object({ room: z.string().max(200).default('general') });

export interface RoomRoutesOptions {
  bot: ImagineBot;
  book: RoomBook;
  clock: Clock;
  sessions: Sessions;
  posting: Posting;
  clicks: Clicks;
  reading: Reading;
  /** Aborts when the studio stops. */
  signal: AbortSignal;
}

/** Rooms, what is said in them, and what is asked about jobs. */
export function roomRoutes(scope: FastifyInstance, options: RoomRoutesOptions): void {
  const { bot, book, clock, posting, clicks, reading, signal } = options;
  const signedIn = { preHandler: requireSession(options.sessions) };

  function roomOf(request: FastifyRequest): string {
    const { room } = roomSchema.parse(request.params);
    if (book.has(room)) return room;
    throw new UserError('unknown_action', WORDS.noRoom);
  }

  scope.get('/api/rooms', signedIn, () => book.rooms());
  scope.post('/api/rooms', signedIn, (request) => book.addRoom(newRoomSchema.parse(request.body).name));

  scope.get('/api/rooms/:room/messages', signedIn, (request) => {
    const { before } = pageSchema.parse(request.query);
    return reading.page(personOf(request), roomOf(request), before ?? null);
  });
  scope.post('/api/rooms/:room/messages', signedIn, async (request, reply) => {
    const post = postSchema.parse(request.body);
    const posted = await posting(personOf(request), roomOf(request), post);
    return reply.code(202).send(posted);
  });
  scope.get('/api/rooms/:room/events', { ...signedIn, exposeHeadRoute: false }, (request, reply) => {
    const events = book.events(roomOf(request));
    const { lastEventId } = streamSchema.parse(request.query);
    const header = request.headers['last-event-id'];
    // The header is what a browser sends when it comes back by itself, and newer than the address.
    const since = typeof header === 'string' && header !== '' ? header : (lastEventId ?? null);
    streamEvents(request, reply, { events, personId: personOf(request).id, since, clock, signal });
  });
  scope.get('/api/rooms/:room/gallery', signedIn, (request) => {
    const { search, person, before } = gallerySchema.parse(request.query);
    return reading.gallery(personOf(request), roomOf(request), { search, person, before: before ?? null });
  });

  scope.post('/api/actions', signedIn, (request) =>
    clicks.click(personOf(request), clickSchema.parse(request.body)),
  );
  scope.get('/api/jobs/:job', signedIn, async (request, reply) => {
    const detail = await reading.detail(personOf(request), jobSchema.parse(request.params).job);
    return detail ?? refuse(reply, 404, 'not_found', WORDS.unknownJob);
  });
  scope.get('/api/usage', signedIn, (request) => {
    const { room } = usageSchema.parse(request.query);
    return readUsage(bot, personOf(request), room);
  });
}
