import type { FastifyInstance } from 'fastify';

import { requireJson, requireKey, type Context } from './context.ts';
import { answerFault, isTaken } from './faults.ts';
import { contentTypeOf } from './gallery.ts';
import type { Job } from './jobs.ts';
import { readSubmit, refuseForCredit } from './routes-queue.ts';
import { counterKey } from './scenario-book.ts';
import { dollars, errorBody, PRICE_USD, seconds } from './wire.ts';

/** How often a call whose references are still on their way looks again, in milliseconds. */
const LOOK_AGAIN_MS = 20;

/** The synchronous v1 call and the balance. */
export function syncRoutes(app: FastifyInstance, context: Context): void {
  const { jobs, scenarios, clock, gallery } = context;
  const keyed = { onRequest: requireKey(context) };

  app.get('/v1/get-user-credits', keyed, () => ({
    credits: dollars(jobs.creditsUsd),
    'free-credits': 0,
  }));

  app.post<{ Params: { model: string } }>(
    '/v1/:model',
    { ...keyed, preHandler: requireJson },
    async (request, reply) => {
      const input = readSubmit(request, reply);
      if (!input) return reply;
      const bite = scenarios.bite('submit', input.prompt, counterKey(input.prompt));
      if (bite && !isTaken(bite.name) && answerFault(reply, bite, clock)) return reply;
      if (!jobs.canAfford()) return refuseForCredit(reply);
      const job = jobs.accept(input, 'v1');
      if (bite && answerFault(reply, bite, clock)) return reply;
      const end = await ended(job);
      if (end.state === 'FAILED') return reply.code(422).send(errorBody(end.error));
      const bytes = await gallery.picture(job, 0);
      if (!bytes) return reply.code(500).send(errorBody('Internal Server Error'));
      return reply
        .headers({
          'x-request-id': job.requestId,
          'x-cost': PRICE_USD,
          'x-remaining-credits': dollars(end.remainingCreditsUsd),
          'x-generation-time': seconds(job.endsAt - job.startsAt),
          'x-seed-value': job.seed,
        })
        .type(contentTypeOf(input.output_format))
        .send(bytes);
    },
  );

  async function ended(job: Job): Promise<NonNullable<Job['end']>> {
    for (;;) {
      jobs.settle();
      if (job.end) return job.end;
      const leftMs = Math.min(job.endsAt - clock.now(), MAX_WAIT_MS);
      await clock.sleep(Math.max(leftMs, LOOK_AGAIN_MS), context.closing);
    }
  }
}

/** A stuck request waits for ever; a timer does not take infinity. */
const MAX_WAIT_MS = 60_000;
