import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { silentLogger, systemClock, type JobLimits, type RenderJob } from '../src/core/index.ts';
import { createInProcessDispatcher, openStore, type Stores } from '../src/store/index.ts';
import { aJob, PRICE_USD } from '../test/support/job-factory.ts';
import { table, type BenchReport, type BenchRun } from './report.ts';
import { heapBytes, percentile } from './support/figures.ts';

const RUNNING = 1000;
const INTAKES = 1000;
const UNFINISHED = 10_000;
const PEOPLE = 200;

/** All limits set, so that each sum is made, and wide enough that none is hit. */
const LIMITS: JobLimits = {
  activeJobsPerUser: 1_000_000,
  dailyPicturesPerUser: 1_000_000,
  dailyPicturesPerChannel: 1_000_000,
  budgetDailyUsd: 1_000_000,
  budgetMonthlyUsd: 1_000_000,
  pricePerImageUsd: PRICE_USD,
};

/** What a job costs before and beside its painting: being taken in, waiting, and being found again after a restart. */
export const run: BenchRun = async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'imagine-bench-'));
  try {
    const intakesMs = await measureIntake(directory);
    const recovery = await measureRecovery(directory);
    const bytesAJob = measureWaiting();
    return report(intakesMs, recovery, bytesAJob);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};

function report(
  intakesMs: readonly number[],
  recovery: { listMs: number; loadMs: number },
  bytesAJob: number,
): BenchReport {
  const result = {
    running: RUNNING,
    intakeP50Ms: percentile(intakesMs, 50),
    intakeP99Ms: percentile(intakesMs, 99),
    unfinished: UNFINISHED,
    recoveryListMs: recovery.listMs,
    recoveryLoadMs: recovery.loadMs,
    waitingBytesAJob: bytesAJob,
  };
  return {
    title: 'Jobs: the store on one SQLite file (write-ahead log, synced at each commit) and the line',
    lines: table(
      ['what', 'figure'],
      [
        [`taking in a job beside ${RUNNING} running ones, median`, `${result.intakeP50Ms.toFixed(2)} ms`],
        ['the same, 99th percentile', `${result.intakeP99Ms.toFixed(2)} ms`],
        [`listing ${UNFINISHED} unfinished jobs after a restart`, `${result.recoveryListMs.toFixed(0)} ms`],
        ['reading all of them', `${result.recoveryLoadMs.toFixed(0)} ms`],
        ['memory of a job in line', `${result.waitingBytesAJob} bytes`],
      ],
    ),
    result,
  };
}

async function measureIntake(directory: string): Promise<number[]> {
  const stores = await open(directory);
  for (let index = 0; index < RUNNING; index += 1) await stores.jobs.create(runningJob(index), LIMITS);
  const tookMs: number[] = [];
  for (let index = 0; index < INTAKES; index += 1) {
    const job = newJob(index);
    const startedMs = systemClock.monotonicMs();
    const { outcome } = await stores.jobs.create(job, LIMITS);
    tookMs.push(systemClock.monotonicMs() - startedMs);
    if (outcome !== 'created') throw new Error(`A job was not taken in: ${outcome}.`);
  }
  await stores.close();
  return tookMs;
}

/** On the file of the intake, filled up to the number of unfinished rows. */
async function measureRecovery(directory: string): Promise<{ listMs: number; loadMs: number }> {
  const before = await open(directory);
  for (let index = RUNNING + INTAKES; index < UNFINISHED; index += 1)
    await before.jobs.create(runningJob(index), LIMITS);
  await before.close();
  const stores = await open(directory);
  const startedMs = systemClock.monotonicMs();
  const ids = await stores.jobs.listUnfinished();
  const listedMs = systemClock.monotonicMs();
  for (const id of ids) await stores.jobs.get(id);
  const loadedMs = systemClock.monotonicMs();
  await stores.close();
  if (ids.length !== UNFINISHED) throw new Error(`${ids.length} jobs were found, not ${UNFINISHED}.`);
  return { listMs: listedMs - startedMs, loadMs: loadedMs - listedMs };
}

function measureWaiting(): number {
  const dispatcher = createInProcessDispatcher({
    maxInFlight: 1,
    clock: systemClock,
    logger: silentLogger,
  });
  const before = heapBytes();
  for (let index = 0; index < UNFINISHED; index += 1)
    dispatcher.enqueue({
      jobId: newJob(index).id,
      requesterKey: `person ${index % PEOPLE}`,
      takes: 1,
    });
  const grown = heapBytes() - before;
  if (dispatcher.counts().waiting !== UNFINISHED) throw new Error('Not every job is in line.');
  return Math.round(grown / UNFINISHED);
}

function open(directory: string): Promise<Stores> {
  return openStore({
    databaseUrl: `sqlite:${path.join(directory, 'bench.db')}`,
    dataDir: directory,
    encryptionKey: null,
    clock: systemClock,
    logger: silentLogger,
  });
}

function newJob(index: number): RenderJob {
  const userId = `person ${index % PEOPLE}`;
  const requester = {
    platform: 'discord',
    workspaceId: 'guild',
    userId,
    displayName: userId,
    locale: null,
  } as const;
  return aJob({
    createdAt: systemClock.now(),
    handle: { channelId: '1234567890123456789', messageId: '1234567890123456789' },
    origin: { replyHandle: { applicationId: '1234567890123456789', token: 'x'.repeat(200) } },
    request: {
      requester,
      prompt: 'A red fox in the snow at dusk, seen from afar, in the manner of an old postcard',
    },
  });
}

function runningJob(index: number): RenderJob {
  const job = newJob(index);
  const submitted = { requestId: `request ${index}`, submittedAt: job.createdAt };
  return {
    ...job,
    state: 'rendering',
    takes: job.takes.map((take) => ({ ...take, state: 'processing', ...submitted })),
    statusMessage: { conversation: job.request.origin.conversation, messageId: `status ${index}` },
  };
}
