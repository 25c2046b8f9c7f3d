import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { systemClock } from '../src/core/index.ts';
import { BOT_SCOPES } from '../src/slack/scopes.ts';
import {
  startFakeSlack,
  type ChannelRecord,
  type FakeInteraction,
  type FakeSlack,
  type FakeUser,
  type MessageRecord,
} from '../test/support/fake-slack/index.ts';
import { table, type BenchReport, type BenchRun } from './report.ts';
import { startBotProcess } from './support/bot-process.ts';
import { startEmulatorProcess } from './support/emulator-process.ts';
import { percentile } from './support/figures.ts';

const RUNNING = 500;
const PEOPLE = 50;
const CHANNELS = 50;
const ACKNOWLEDGED = 300;
const PAINTED = 50;
/** One after the other, as people do. */
const BETWEEN_MS = 20;
/** What Slack's budget of updates has to hold: 50 jobs a minute. */
const BETWEEN_PAINTED_MS = 1200;
const PATIENCE_MS = 60_000;
const LAST_WORDS_MS = 15_000;
const LOOK_MS = 250;
/** What Slack mostly takes until an upload can be shown. */
const READY_AFTER_MS = 2000;

interface Room {
  fake: FakeSlack;
  people: readonly FakeUser[];
  channels: readonly ChannelRecord[];
}

/**
 * `npm run bench -- slack`: the bot as a process of its own between a fake Slack with Slack's own limits (here) and the emulator (a third
 * process): first 50 jobs in a minute, then 500 jobs that never end beside the commands whose acknowledgement is measured. It fails by a
 * picture that did not come, and by a call that Slack would have refused.
 */
export const run: BenchRun = async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'imagine-bench-'));
  const fake = await startFakeSlack({ scopes: BOT_SCOPES, manifestScopes: BOT_SCOPES });
  fake.limitAsSlack();
  fake.settings.readiness = { delayMs: READY_AFTER_MS };
  const emulator = await startEmulatorProcess();
  const bot = startBotProcess(dataDir, emulator, {
    SLACK_BOT_TOKEN: fake.botToken,
    SLACK_APP_TOKEN: fake.appToken,
    SLACK_API_URL: fake.apiUrl,
    SLACK_FILE_HOSTS: fake.fileHost,
  });
  try {
    const room: Room = {
      fake,
      people: Array.from({ length: PEOPLE }, (_, index) => fake.user(`Person ${index}`)),
      channels: Array.from({ length: CHANNELS }, () => fake.channel()),
    };
    await fake.waitFor(() => fake.socket.connections > 0, 'the bot', PATIENCE_MS);
    const calls = await measureCalls(room);
    await fillWithRunning(room);
    return report(calls, await measureAcks(room), fake.violations);
  } finally {
    await bot.stop();
    await emulator.stop();
    await fake.close();
    await rm(dataDir, { recursive: true, force: true });
  }
};

interface CallFigures {
  aJob: Readonly<Record<string, number>>;
  painted: number;
  /** Of those the ones whose files had to be posted by themselves. */
  withoutImages: number;
  refused: number;
  /** Jobs whose status message still said something else when their picture stood. */
  stale: number;
}

async function measureCalls(room: Room): Promise<CallFigures> {
  const { fake } = room;
  const before = fake.callCounts();
  for (let index = 0; index < PAINTED; index += 1) {
    ask(room, index, `a lighthouse, number ${index}`);
    await systemClock.sleep(BETWEEN_PAINTED_MS);
  }
  await until(() => count(fake, (message) => isOf(message, 'imagine_render')) === PAINTED, PATIENCE_MS);
  const stale = (): number =>
    count(fake, (m) => isOf(m, 'imagine_status') && !fake.shownText(m).includes('See the picture'));
  await until(() => stale() === 0, LAST_WORDS_MS);
  const counts = Object.entries(fake.callCounts()).map(
    ([method, calls]) => [method, (calls - (before[method] ?? 0)) / PAINTED] as const,
  );
  return {
    aJob: Object.fromEntries(counts.filter(([, calls]) => calls > 0).sort(([a], [b]) => (a < b ? -1 : 1))),
    painted: count(fake, (message) => isOf(message, 'imagine_render')),
    withoutImages: count(fake, (message) => isOf(message, 'imagine_render') && !hasImage(message)),
    refused: fake.calls.filter(({ status }) => status === 429).length,
    stale: stale(),
  };
}

async function fillWithRunning(room: Room): Promise<void> {
  const isStatus = (message: MessageRecord): boolean => isOf(message, 'imagine_status');
  const before = count(room.fake, isStatus);
  for (let index = 0; index < RUNNING; index += 1) {
    ask(room, index, `#stuck number ${index}`);
    await systemClock.sleep(BETWEEN_MS);
  }
  const announced = (): number => count(room.fake, isStatus) - before;
  if (await until(() => announced() >= RUNNING, PATIENCE_MS)) return;
  const lost = room.fake.deliveries.filter(({ failure }) => failure !== null).length;
  throw new Error(`${announced()} of ${RUNNING} jobs were announced; ${lost} commands did not arrive.`);
}

function count(fake: FakeSlack, is: (message: MessageRecord) => boolean): number {
  return fake.world.messages.filter(is).length;
}

function isOf({ metadata }: MessageRecord, eventType: string): boolean {
  return metadata?.['event_type'] === eventType;
}

function hasImage({ blocks }: MessageRecord): boolean {
  return blocks.some(({ type }) => type === 'image');
}

/** Looked at now and then: to look after each change would make this process the one that is measured. False when it is in vain. */
async function until(is: () => boolean, withinMs: number): Promise<boolean> {
  const endsAt = systemClock.monotonicMs() + withinMs;
  while (!is()) {
    if (systemClock.monotonicMs() > endsAt) return false;
    await systemClock.sleep(LOOK_MS);
  }
  return true;
}

async function measureAcks(room: Room): Promise<number[]> {
  const asked: FakeInteraction[] = [];
  for (let index = 0; index < ACKNOWLEDGED; index += 1) {
    asked.push(ask(room, index, `#stuck and one more, ${index}`));
    await systemClock.sleep(BETWEEN_MS);
  }
  return Promise.all(asked.map(async (interaction) => (await interaction.acked()).latencyMs));
}

function ask({ people, channels }: Room, index: number, prompt: string): FakeInteraction {
  const person = people[index % people.length];
  const channel = channels[index % channels.length];
  if (!person || !channel) throw new Error('The room is empty.');
  return person.slash(channel, '/imagine', prompt);
}

function report(calls: CallFigures, acksMs: readonly number[], violations: readonly unknown[]): BenchReport {
  const result = {
    running: RUNNING,
    ackP50Ms: percentile(acksMs, 50),
    ackP99Ms: percentile(acksMs, 99),
    painted: calls.painted,
    withoutImages: calls.withoutImages,
    callsAJob: calls.aJob,
    refusedByLimit: calls.refused,
    staleStatuses: calls.stale,
    violations: violations.length,
  };
  return {
    title: `Slack: the bot as a process, ${RUNNING} jobs running; calls with ${PAINTED} jobs a minute`,
    lines: table(
      ['what', 'figure'],
      [
        ['envelope sent, until it is acknowledged, median', `${result.ackP50Ms.toFixed(1)} ms`],
        ['the same, 99th percentile', `${result.ackP99Ms.toFixed(1)} ms`],
        ...Object.entries(calls.aJob).map(([method, count]) => [`${method} a job`, count.toFixed(2)]),
        [`pictures that stand, of ${PAINTED}`, String(calls.painted)],
        ['of those without an image block', String(calls.withoutImages)],
        ['calls refused by a limit', String(calls.refused)],
        ['status messages that stayed behind their picture', String(calls.stale)],
        ['calls that Slack would have refused', String(result.violations)],
      ],
    ),
    result,
    failures: [
      ...(calls.painted < PAINTED ? [`${calls.painted} of ${PAINTED} pictures stand.`] : []),
      ...violations.map((violation) => JSON.stringify(violation)),
    ],
  };
}
