import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';

import { Agent, request } from 'undici';

import { silentLogger } from '../src/core/logger.ts';
import { createSegmindClient } from '../src/core/segmind/client.ts';
import { createRequestLimiter } from '../src/core/segmind/limiter.ts';
import { createPace } from '../src/core/segmind/pace.ts';
import { DEFAULT_PARAMETERS } from '../src/core/segmind/parameters.ts';
import type { SegmindClient } from '../src/core/segmind/types.ts';
import { SECOND_MS, systemClock } from '../src/core/time.ts';
import { table, type BenchRun } from './report.ts';
import { startEmulatorProcess } from './support/emulator-process.ts';

const DEFAULT_JOBS = 1000;
/** Painted before the clock runs, so that the schedule has learned what it would know in daily work. */
const WARM_UP_JOBS = 100;
/** So high that it holds nothing up, and still runs for every request. */
const LIMIT = { requestsPerMinute: 1e9, burst: 1e6 } as const;
/** The size of the picture in Segmind's own sample answer. */
const SAMPLE_BYTES = 183_042;
const DOWNLOAD_CONNECTIONS = 32;
/** The delay that is measured contains the interval at which it is measured. */
const LOOP_RESOLUTION_MS = 10;
/** People do not press a key at the same moment; a render takes longer than this, so that all are in flight in the end. */
const ARRIVALS_MS = 3 * SECOND_MS;
const NS_PER_MS = 1e6;
const US_PER_MS = 1e3;
const MIB = 1024 * 1024;

/**
 * `npm run bench -- client [--jobs 1000]`: that many jobs in flight in this process against an emulator in another, at the service's
 * own latency (thinking `high`), after 100 to learn from. One sample, uploaded once, is downloaded for each job in place of its own picture: what is measured
 * is the client and not the painter.
 */
export const run: BenchRun = async ({ args }) => {
  const { values } = parseArgs({ args: [...args], options: { jobs: { type: 'string' } } });
  const jobs = Number(values.jobs ?? DEFAULT_JOBS);
  const emulator = await startEmulatorProcess();
  const downloads = new Agent({ connections: DOWNLOAD_CONNECTIONS });
  const limiter = createRequestLimiter({ ...LIMIT, clock: systemClock });
  let requests = 0;
  const client = createSegmindClient({
    apiKey: 'SG_bench_key',
    baseUrl: emulator.url,
    uploadUrl: emulator.uploadUrl,
    model: 'nano-banana-2-lite',
    clock: systemClock,
    logger: silentLogger,
    pace: createPace(),
    limiter: {
      ...limiter,
      acquire(key, signal) {
        requests += 1;
        return limiter.acquire(key, signal);
      },
    },
  });
  try {
    const sampleUrl = await client.upload(Buffer.alloc(SAMPLE_BYTES, 1), 'image/jpeg');
    const download = async (): Promise<number> => {
      const { body } = await request(sampleUrl, { dispatcher: downloads });
      return (await body.bytes()).length;
    };
    await measure(client, WARM_UP_JOBS, download);
    requests = 0;
    return report(jobs, await measure(client, jobs, download), () => requests);
  } finally {
    await client.close();
    await downloads.destroy();
    await emulator.stop();
  }
};

interface Measurement {
  cpuMs: number;
  wallMs: number;
  restingMib: number;
  peakMib: number;
  loopDelayP99Ms: number;
  loopDelayMaxMs: number;
  mostInFlight: number;
  downloadedBytes: number;
}

async function measure(
  client: SegmindClient,
  jobs: number,
  download: () => Promise<number>,
): Promise<Measurement> {
  const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  const restingMib = process.memoryUsage.rss() / MIB;
  const cpu = process.cpuUsage();
  const startedAtMs = systemClock.monotonicMs();
  let inFlight = 0;
  let mostInFlight = 0;
  let downloadedBytes = 0;
  const paint = async (index: number): Promise<void> => {
    await systemClock.sleep((ARRIVALS_MS * index) / jobs);
    const parameters = { ...DEFAULT_PARAMETERS, seed: index + 1 };
    await client.run(
      { prompt: 'a red fox in the snow', parameters, imageUrls: [] },
      {
        fairnessKey: `job ${index}`,
        onStatus(status) {
          if (status.state === 'queued') inFlight += 1;
          if (status.state === 'completed') inFlight -= 1;
          mostInFlight = Math.max(mostInFlight, inFlight);
        },
      },
    );
    const bytes = await download();
    downloadedBytes += bytes;
  };
  loop.enable();
  await Promise.all(Array.from({ length: jobs }, (_, index) => paint(index)));
  loop.disable();
  const spent = process.cpuUsage(cpu);
  return {
    cpuMs: (spent.user + spent.system) / US_PER_MS,
    wallMs: systemClock.monotonicMs() - startedAtMs,
    restingMib,
    peakMib: process.resourceUsage().maxRSS / 1024,
    loopDelayP99Ms: loop.percentile(99) / NS_PER_MS - LOOP_RESOLUTION_MS,
    loopDelayMaxMs: loop.max / NS_PER_MS - LOOP_RESOLUTION_MS,
    mostInFlight,
    downloadedBytes,
  };
}

function report(jobs: number, found: Measurement, requests: () => number): Awaited<ReturnType<BenchRun>> {
  const cpuMsPerJob = found.cpuMs / jobs;
  const requestsPerJob = requests() / jobs;
  return {
    title: `client: ${jobs} jobs in flight in one process, the emulator in another, after ${WARM_UP_JOBS} to learn from`,
    lines: table(
      ['', ''],
      [
        ['CPU, ms a job', cpuMsPerJob.toFixed(2)],
        ['requests a job', requestsPerJob.toFixed(2)],
        ['resident memory before, MiB', found.restingMib.toFixed(0)],
        ['resident memory at most, MiB', found.peakMib.toFixed(0)],
        ["event loop's delay, p99, ms", found.loopDelayP99Ms.toFixed(1)],
        ["event loop's delay, most, ms", found.loopDelayMaxMs.toFixed(1)],
        ['most in flight at once', String(found.mostInFlight)],
        ['downloaded, MiB', (found.downloadedBytes / MIB).toFixed(0)],
        ['took, s', (found.wallMs / SECOND_MS).toFixed(1)],
      ],
    ),
    result: { jobs, cpuMsPerJob, requestsPerJob, ...found },
  };
}
