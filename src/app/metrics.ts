import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

import { SECOND_MS, isFinalJob, type Dispatcher, type ImagineBot, type RenderJob } from '../core/index.ts';

/** Buckets around the service's own figures: about 4 s for `minimal`, 12.9 s on average for `high`, a deadline of 600 s. */
const DURATION_BUCKETS_S = [1, 2, 4, 6, 8, 10, 12, 15, 20, 30, 60, 120, 300, 600];

/** How many finished jobs are remembered so that a late second change of one is not counted again. */
const REMEMBERED_JOBS = 10_000;

/** Counts what happens to jobs, in Prometheus's terms. No label holds anything that a person typed, or who they are. */
export function createMetrics(bot: ImagineBot, dispatcher: Dispatcher): Registry {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'imagine_bot_' });
  const finished = new Counter({
    name: 'imagine_bot_jobs_finished_total',
    help: 'Jobs that reached an end, by platform, by how they ended and by the code of their failure.',
    labelNames: ['platform', 'state', 'code'],
    registers,
  });
  const dollars = new Counter({
    name: 'imagine_bot_dollars_total',
    help: 'What the service said the finished jobs cost, in dollars.',
    registers,
  });
  const duration = new Histogram({
    name: 'imagine_bot_job_seconds',
    help: 'Seconds from the request to the picture in the chat.',
    labelNames: ['platform'],
    buckets: DURATION_BUCKETS_S,
    registers,
  });
  new Gauge({
    name: 'imagine_bot_jobs',
    help: 'Jobs in line and running, now.',
    labelNames: ['state'],
    registers,
    collect() {
      const { waiting, running } = dispatcher.counts();
      this.set({ state: 'waiting' }, waiting);
      this.set({ state: 'running' }, running);
    },
  });

  const counted = new Set<string>();
  bot.onJobChange((job) => {
    if (!isFinalJob(job) || counted.has(job.id)) return;
    counted.add(job.id);
    if (counted.size > REMEMBERED_JOBS) counted.delete(counted.values().next().value ?? '');
    const { platform } = job.request.requester;
    finished.inc({ platform, state: job.state, code: job.failure?.code ?? '' });
    dollars.inc(costOf(job));
    if (job.state === 'delivered' && job.finishedAt !== null)
      duration.observe({ platform }, (job.finishedAt - job.createdAt) / SECOND_MS);
  });
  return registry;
}

function costOf(job: RenderJob): number {
  const bought = job.takes.filter((take) => take.boughtByJobId === null);
  return bought.reduce((sum, take) => sum + (take.costUsd ?? 0), 0);
}
