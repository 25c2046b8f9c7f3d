import { openApp } from '../../src/app/open-app.ts';
import { loadConfig } from '../../src/config.ts';
import {
  createLogger,
  isFinalJob,
  systemClock,
  type AdapterContext,
  type RenderDraft,
} from '../../src/core/index.ts';
import { TORTURE_ROOM, createRemoteChat } from './remote-chat.ts';

/** The bot that is killed: the whole program with its file store, and a chat over HTTP. Its orders come as its one argument. */
export interface BotOrders {
  environment: Record<string, string>;
  chatUrl: string;
  /** Event keys of the jobs to ask for; the same key again is the same event. */
  eventKeys: readonly string[];
  /** The jobs come in over this time, in milliseconds. */
  spreadMs: number;
}

/** What it tells its parent. */
export type BotWord =
  | { word: 'ready' }
  | { word: 'accepted'; eventKey: string; jobId: string }
  | { word: 'counts'; unfinished: number };

const orders = JSON.parse(process.argv[2] ?? '{}') as BotOrders;
const tell = (word: BotWord): void => void process.send?.(word);

const people = ['ada', 'bob', 'cyd'];

function draftOf(eventKey: string, index: number): RenderDraft {
  const userId = people[index % people.length] ?? 'ada';
  return {
    kind: 'generate',
    // The emulator's ledger tells by the prompt whose submit it was.
    prompt: `torture ${eventKey}`,
    parameters: { thinkingLevel: 'minimal' },
    // One of a life asks for two pictures: two takes, each paid, in one message.
    count: index === 0 ? 2 : 1,
    sources: [],
    parentJobId: null,
    requester: { platform: 'studio', workspaceId: null, userId, displayName: userId, locale: null },
    origin: { trigger: 'command', conversation: TORTURE_ROOM, replyTo: null, eventKey, replyHandle: null },
    audience: 'channel',
    spoiler: false,
  };
}

let context: AdapterContext | null = null;
const config = loadConfig(orders.environment);
await openApp({
  config,
  clock: systemClock,
  logger: createLogger({ level: config.process.logLevel }),
  adapters: [
    (given) => {
      context = given;
      return Promise.resolve(createRemoteChat(orders.chatUrl));
    },
  ],
});
tell({ word: 'ready' });

const bot = (context as AdapterContext | null)?.bot;
if (!bot) throw new Error('The bot was not opened.');
const access = { roleIds: [], channelIds: [TORTURE_ROOM.channelId], ageRestricted: false };
for (const [index, eventKey] of orders.eventKeys.entries()) {
  const outcome = await bot.accept(draftOf(eventKey, index), access);
  if (outcome.outcome === 'accepted') tell({ word: 'accepted', eventKey, jobId: outcome.job.id });
  await systemClock.sleep(orders.spreadMs / orders.eventKeys.length);
}

const WATCH_EVERY_MS = 100;
for (;;) {
  const jobs = await bot.list({ limit: 100 });
  tell({
    word: 'counts',
    unfinished: jobs.filter((job) => !isFinalJob(job)).length,
  });
  await systemClock.sleep(WATCH_EVERY_MS);
}
