import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { systemClock } from '../src/core/index.ts';
import {
  startFakeDiscord,
  type ChannelRecord,
  type FakeDiscord,
  type FakeInteraction,
  type FakeUser,
  type MessageRecord,
} from '../test/support/fake-discord/index.ts';
import { table, type BenchReport, type BenchRun } from './report.ts';
import { startBotProcess } from './support/bot-process.ts';
import { startEmulatorProcess, type EmulatorProcess } from './support/emulator-process.ts';
import { percentile } from './support/figures.ts';
import { completedAt } from './support/service-times.ts';

const RUNNING = 500;
const PEOPLE = 50;
const CHANNELS = 25;
const ACKNOWLEDGED = 300;
const PAINTED = 30;
/** One after the other, as people do: a burst of 50 is a test of its own. */
const BETWEEN_MS = 20;
/** The emulator paints when a picture is first downloaded, on one core, for about a second: it must not become the queue that is measured. */
const BETWEEN_PAINTED_MS = 2000;
const PATIENCE_MS = 120_000;
/** Three seconds are what Discord waits; whatever is not there after this is lost. */
const ACK_PATIENCE_MS = 10_000;

interface Room {
  fake: FakeDiscord;
  emulator: EmulatorProcess;
  people: readonly FakeUser[];
  channels: readonly ChannelRecord[];
}

/**
 * `npm run bench -- discord`: the bot as a process of its own between a fake Discord (here) and the emulator (a third process, at the
 * service's own latency), with 500 jobs that never end running beside what is measured. It fails by an acknowledgement that is lost, and by a
 * request that Discord would have refused.
 */
export const run: BenchRun = async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'imagine-bench-'));
  const fake = await startFakeDiscord();
  const emulator = await startEmulatorProcess();
  const bot = startBotProcess(dataDir, emulator, {
    DISCORD_TOKEN: fake.token,
    DISCORD_API_URL: fake.apiUrl,
    DISCORD_MEDIA_HOSTS: fake.mediaHost,
    // Each request that the service blocks would be a warning.
    LOG_LEVEL: 'error',
  });
  try {
    const guild = fake.guild();
    const room: Room = {
      fake,
      emulator,
      people: Array.from({ length: PEOPLE }, (_, index) => fake.user(`Person ${index}`)),
      channels: Array.from({ length: CHANNELS }, () => fake.textChannel(guild)),
    };
    await fake.waitForReady();
    await fake.waitFor(
      () => fake.requestsTo('PUT /applications/{application_id}/commands').length > 0,
      'the commands',
      PATIENCE_MS,
    );
    await fillWithRunning(room);
    return report(await measureAcks(room), await measureJobs(room), fake.violations);
  } finally {
    await bot.stop();
    await emulator.stop();
    await fake.close();
    await rm(dataDir, { recursive: true, force: true });
  }
};

async function fillWithRunning(room: Room): Promise<void> {
  const asked: FakeInteraction[] = [];
  for (let index = 0; index < RUNNING; index += 1) {
    asked.push(await imagine(room, index, `#stuck number ${index}`));
    await systemClock.sleep(BETWEEN_MS);
  }
  for (const interaction of asked) await shows(room, interaction, /PROCESSING/);
}

/** Milliseconds; an interaction that was not answered in time has none. The jobs that come of them have ended afterwards. */
async function measureAcks(room: Room): Promise<(number | null)[]> {
  const asked: FakeInteraction[] = [];
  for (let index = 0; index < ACKNOWLEDGED; index += 1) {
    asked.push(await imagine(room, index, `#block and one more, ${index}`));
    await systemClock.sleep(BETWEEN_MS);
  }
  return Promise.all(
    asked.map(async (interaction) => {
      const ackMs = await interaction.waitForAck(ACK_PATIENCE_MS).then(
        ({ afterMs }) => afterMs,
        () => null,
      );
      if (ackMs !== null) await shows(room, interaction, /FAILED/);
      return ackMs;
    }),
  );
}

interface JobFigures {
  editsAJob: number;
  toPictureMs: number[];
}

async function measureJobs(room: Room): Promise<JobFigures> {
  const prompts = Array.from({ length: PAINTED }, (_, index) => `a lighthouse, number ${index}`);
  const ended = await Promise.all(
    prompts.map(async (prompt, index) => {
      await systemClock.sleep(index * BETWEEN_PAINTED_MS);
      const interaction = await imagine(room, index, prompt);
      await interaction.waitForResponse((message) => message.files.length > 0, PATIENCE_MS);
      return { interaction, shownAt: systemClock.now() };
    }),
  );
  const toPictureMs: number[] = [];
  for (const [index, { shownAt }] of ended.entries())
    toPictureMs.push(shownAt - (await completedAt(room.emulator.url, prompts[index] ?? '')));
  const edits = ended.map(({ interaction }) => editsOf(room.fake, interaction));
  return { editsAJob: edits.reduce((sum, count) => sum + count, 0) / PAINTED, toPictureMs };
}

function editsOf(fake: FakeDiscord, interaction: FakeInteraction): number {
  return fake.requests.filter(
    ({ method, path: url }) =>
      method === 'PATCH' &&
      (url.includes(interaction.token) ||
        (interaction.originalId !== null && url.endsWith(interaction.originalId))),
  ).length;
}

function imagine({ people, channels }: Room, index: number, prompt: string): Promise<FakeInteraction> {
  const person = people[index % people.length];
  const channel = channels[index % channels.length];
  if (!person || !channel) throw new Error('The room is empty.');
  return person.slash('imagine', { prompt }, { channel });
}

function shows(room: Room, interaction: FakeInteraction, words: RegExp): Promise<MessageRecord> {
  return interaction.waitForResponse((message) => words.test(room.fake.renderedText(message)), PATIENCE_MS);
}

function report(
  acks: readonly (number | null)[],
  jobs: JobFigures,
  violations: readonly unknown[],
): BenchReport {
  const acksMs = acks.filter((ackMs) => ackMs !== null);
  const result = {
    running: RUNNING,
    ackP50Ms: percentile(acksMs, 50),
    ackP99Ms: percentile(acksMs, 99),
    lostAcks: acks.length - acksMs.length,
    editsAJob: jobs.editsAJob,
    toPictureP50Ms: percentile(jobs.toPictureMs, 50),
    toPictureP99Ms: percentile(jobs.toPictureMs, 99),
    violations: violations.length,
  };
  return {
    title: `Discord: the bot as a process, ${RUNNING} jobs running`,
    lines: table(
      ['what', 'figure'],
      [
        ['interaction dispatched, until it is acknowledged, median', `${result.ackP50Ms.toFixed(1)} ms`],
        ['the same, 99th percentile', `${result.ackP99Ms.toFixed(1)} ms`],
        [`not acknowledged in time, of ${acks.length}`, String(result.lostAcks)],
        ['edits of the message a job', result.editsAJob.toFixed(2)],
        [
          'COMPLETED at the service, until the picture is in the channel, median',
          `${result.toPictureP50Ms.toFixed(0)} ms`,
        ],
        ['the same, 99th percentile', `${result.toPictureP99Ms.toFixed(0)} ms`],
        ['requests that Discord would have refused', String(result.violations)],
      ],
    ),
    result,
    failures: [
      ...(result.lostAcks > 0 ? [`${result.lostAcks} interactions were not acknowledged in time.`] : []),
      ...violations.map((violation) => JSON.stringify(violation)),
    ],
  };
}
