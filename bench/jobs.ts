import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { systemClock, type RenderJob } from '../src/core/index.ts';
import { table, type BenchReport, type BenchRun } from './report.ts';
import { EVERYWHERE, KNOWN_REQUEST, benchDraft, openBenchBot, type BenchBot } from './support/bench-bot.ts';
import { samplePicture } from '../test/support/sample-job.ts';
import { heapBytes, percentile } from './support/figures.ts';

const RUNNING = 1000;
const INTAKES = 1000;
const UNFINISHED = 10_000;
/** How often it is looked whether the jobs are all running: each is written three times and announced. */
const WATCH_EVERY_MS = 20;

/** What a job costs before and beside its painting: being taken in, being worked on, and being found again after a restart. */
export const run: BenchRun = async () => {
  const busy = await mkdtemp(path.join(tmpdir(), 'imagine-bench-'));
  const left = await mkdtemp(path.join(tmpdir(), 'imagine-bench-'));
  try {
    const { intakesMs, bytesAJob } = await measureIntake(busy);
    return report(intakesMs, bytesAJob, await measureRecovery(left));
  } finally {
    await rm(busy, { recursive: true, force: true });
    await rm(left, { recursive: true, force: true });
  }
};

/** With a thousand jobs submitted and followed, a thousand more are asked for, one after another. */
async function measureIntake(directory: string): Promise<{ intakesMs: number[]; bytesAJob: number }> {
  const bot = await openBenchBot(directory, { maxInFlight: RUNNING, hanging: RUNNING });
  const before = heapBytes();
  await bot.running.start();
  for (let index = 0; index < RUNNING; index += 1) await accept(bot, index);
  while (!(await areAllProcessing(bot))) await systemClock.sleep(WATCH_EVERY_MS);
  const bytesAJob = Math.round((heapBytes() - before) / RUNNING);
  const intakesMs: number[] = [];
  for (let index = 0; index < INTAKES; index += 1) {
    const startedMs = systemClock.monotonicMs();
    await accept(bot, RUNNING + index);
    intakesMs.push(systemClock.monotonicMs() - startedMs);
  }
  if (bot.dispatcher.counts().running !== RUNNING) throw new Error('The running jobs did not stay so.');
  await bot.close();
  return { intakesMs, bytesAJob };
}

async function accept(bot: BenchBot, index: number): Promise<RenderJob> {
  const result = await bot.running.bot.accept(benchDraft(index), EVERYWHERE);
  if (result.outcome !== 'accepted') throw new Error(`A job was not taken in: ${result.outcome}.`);
  return result.job;
}

async function areAllProcessing({ running, dispatcher }: BenchBot): Promise<boolean> {
  if (dispatcher.counts().running < RUNNING) return false;
  // The newest hundred are the last to get there.
  const jobs = await running.bot.list({ limit: 100 });
  return jobs.every(({ takes }) => takes.every(({ state }) => state === 'processing'));
}

/** A process that was killed with jobs in each of the states of `LEFT`, as many of each; the next one starts, until all are in line. */
async function measureRecovery(directory: string): Promise<number> {
  const before = await openBenchBot(directory, { maxInFlight: 1, hanging: 0 });
  for (let index = 0; index < UNFINISHED; index += 1)
    await leaveAs(LEFT[index % LEFT.length], await accept(before, index), before);
  await before.close();
  const after = await openBenchBot(directory, { maxInFlight: 1, hanging: UNFINISHED });
  const startedMs = systemClock.monotonicMs();
  await after.running.start();
  const tookMs = systemClock.monotonicMs() - startedMs;
  const { waiting, running } = after.dispatcher.counts();
  if (waiting + running !== UNFINISHED)
    throw new Error(`${waiting + running} jobs were found, not ${UNFINISHED}.`);
  await after.close();
  return tookMs;
}

/** The states in which a job waits for long. The first one that is taken up is followed for ever and has the only place, so that all the others stay in line. */
const LEFT = ['queued', 'fetching', 'delivering', 'accepted'] as const;

async function leaveAs(
  left: (typeof LEFT)[number] | undefined,
  job: RenderJob,
  { stores: { jobs } }: BenchBot,
): Promise<void> {
  if (left === undefined || left === 'accepted') return;
  await jobs.save({ ...job, state: left === 'delivering' ? 'delivering' : 'rendering' });
  for (const take of job.takes) {
    const known = { ...take, requestId: KNOWN_REQUEST, submittedAt: systemClock.now() };
    const outputUrls = left === 'queued' ? null : ['https://images.segmind.com/known.jpg'];
    const state = left === 'delivering' ? 'painted' : left;
    const pictures = left === 'delivering' ? [samplePicture()] : null;
    await jobs.saveTake(job.id, { ...known, state, outputUrls, pictures }, take.state);
  }
}

function report(intakesMs: readonly number[], bytesAJob: number, recoveryMs: number): BenchReport {
  const result = {
    running: RUNNING,
    intakeP50Ms: percentile(intakesMs, 50),
    intakeP99Ms: percentile(intakesMs, 99),
    heapBytesAJob: bytesAJob,
    unfinished: UNFINISHED,
    recoveryMs,
  };
  return {
    title: 'Jobs: the whole core on one SQLite file (write-ahead log, synced at each commit)',
    lines: table(
      ['what', 'figure'],
      [
        [`taking in a job beside ${RUNNING} running ones, median`, `${result.intakeP50Ms.toFixed(2)} ms`],
        ['the same, 99th percentile', `${result.intakeP99Ms.toFixed(2)} ms`],
        ['memory of a running job', `${(bytesAJob / 1024).toFixed(1)} KiB`],
        [
          `start with ${UNFINISHED} unfinished jobs (${LEFT.join(', ')}), until all are in line`,
          `${recoveryMs.toFixed(0)} ms`,
        ],
      ],
    ),
    result,
  };
}
