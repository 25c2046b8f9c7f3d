import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { systemClock } from '../../src/core/index.ts';
import type { BotOrders, BotWord } from './bot-process.ts';
import { judge, type Verdict } from './verdict.ts';

export interface TortureOptions {
  kills: number;
  /** Told after each kill, for a person who watches. */
  onKill?: (kill: number) => void;
}

/** New jobs for each life of the bot, and how many of them are accepted before its end may come. */
const JOBS_PER_LIFE = 7;
const JOBS_BEFORE_THE_END = 6;
/** This share of the kills falls while the bot starts, before it takes anything new. */
const EARLY_SHARE = 0.08;
/** An early kill comes within this time of the start of its process, which takes about this long to be ready. */
const EARLY_MS = 1200;
/** The jobs of a life come in over this time, so that a kill finds them in every state. */
const SPREAD_MS = 500;
/** Any other kill comes up to this long after its jobs were accepted: long enough for the first pictures to be delivered. */
const LIFE_MS = 1300;
/** This share of the kills waits for a delivery to be taken by the chat and falls before its answer. */
const AIMED_SHARE = 0.25;
/** How long the last life may take to finish everything. */
const LAST_LIFE_MS = 60_000;
/** Divides the emulator's times: about 4 s for `minimal` become 0.2 s. */
const EMULATOR_SPEED = 20;

/** Runs a bot, kills it, starts it again, and so on; then lets it finish and counts what was lost, paid twice or posted twice. */
export async function torture({ kills, onKill }: TortureOptions): Promise<Verdict> {
  const folder = await mkdtemp(path.join(tmpdir(), 'imagine-torture-'));
  const children: ChildProcess[] = [];
  try {
    const submitLedger = path.join(folder, 'submits.jsonl');
    const chatLedger = path.join(folder, 'chat.jsonl');
    await Promise.all([writeFile(submitLedger, ''), writeFile(chatLedger, '')]);
    const emulator = start('emulator-process.ts', [submitLedger, String(EMULATOR_SPEED)], children);
    const chat = start('chat-process.ts', [chatLedger], children);
    const [[emulated], [chatted]] = (await Promise.all([
      once(emulator, 'message'),
      once(chat, 'message'),
    ])) as [[{ url: string; uploadUrl: string; outputHost: string }], [{ url: string }]];
    const databaseUrl = `sqlite:${path.join(folder, 'bot.db')}`;
    const environment = {
      SEGMIND_API_KEY: 'SG_torture_key_0000',
      SEGMIND_BASE_URL: emulated.url,
      SEGMIND_UPLOAD_URL: emulated.uploadUrl,
      SEGMIND_OUTPUT_HOSTS: emulated.outputHost,
      SEGMIND_REQUESTS_PER_MINUTE: '100000',
      LIMIT_ACTIVE_PER_USER: '1000',
      DATABASE_URL: databaseUrl,
      DATA_DIR: folder,
      HTTP_PORT: '0',
      LOG_LEVEL: 'error',
    };
    const acceptedIds = new Set<string>();
    const live = (
      orders: Omit<BotOrders, 'environment' | 'chatUrl'>,
      seen: (word: BotWord) => void,
    ): ChildProcess => {
      const orderText = JSON.stringify({ environment, chatUrl: chatted.url, ...orders } satisfies BotOrders);
      const bot = start('bot-process.ts', [orderText], children);
      bot.on('message', (word: BotWord) => {
        if (word.word === 'accepted') acceptedIds.add(word.jobId);
        seen(word);
      });
      return bot;
    };

    for (let kill = 0; kill < kills; kill += 1) {
      const eventKeys = Array.from({ length: JOBS_PER_LIFE }, (_, index) => `${kill}-${index}`);
      // The first event of the life before comes again, as platforms redeliver: it must not make a second job.
      if (kill > 0) eventKeys.push(`${kill - 1}-0`);
      const busy = Promise.withResolvers<undefined>();
      let accepted = 0;
      const bot = live({ eventKeys, spreadMs: SPREAD_MS }, ({ word }) => {
        if (word === 'accepted') accepted += 1;
        if (accepted >= JOBS_BEFORE_THE_END) busy.resolve(undefined);
      });
      const exited = once(bot, 'exit');
      if (Math.random() < EARLY_SHARE) await systemClock.sleep(Math.random() * EARLY_MS);
      else {
        await Promise.race([busy.promise, exited]);
        if (bot.exitCode !== null)
          throw new Error(`The bot ended by itself in life ${kill}, with code ${bot.exitCode}.`);
        await systemClock.sleep(Math.random() * LIFE_MS);
        if (Math.random() < AIMED_SHARE)
          await Promise.race([once(chat, 'message'), systemClock.sleep(LIFE_MS)]);
      }
      bot.kill('SIGKILL');
      await exited;
      onKill?.(kill + 1);
    }

    const finished = Promise.withResolvers<undefined>();
    const last = live({ eventKeys: [], spreadMs: 0 }, (word) => {
      if (word.word === 'counts' && word.unfinished === 0) finished.resolve(undefined);
    });
    await Promise.race([finished.promise, systemClock.sleep(LAST_LIFE_MS)]);
    last.kill('SIGKILL');
    await once(last, 'exit');
    return await judge({ databaseUrl, dataDir: folder, acceptedIds, submitLedger, chatLedger, kills });
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}

function start(file: string, args: readonly string[], children: ChildProcess[]): ChildProcess {
  const child = fork(path.join(import.meta.dirname, file), args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.push(child);
  return child;
}
