import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { baseUrlOf, bodyOf, requireJson, requireKey, type Context } from './context.ts';
import { answerFault, isTaken } from './faults.ts';
import { contentTypeOf, fileNames } from './gallery.ts';
import type { Job } from './jobs.ts';
import { counterKey } from './scenario-book.ts';
import { dollars, errorBody, MODEL, parseSubmit, PRICE_USD, seconds, type SubmitWire } from './wire.ts';

interface ById {
  Params: { id: string };
}

/** The v2 queue and its legacy poll. */
export function queueRoutes(app: FastifyInstance, context: Context): void {
  const { jobs, scenarios, clock } = context;
  const keyed = { onRequest: requireKey(context) };

  app.post<{ Params: { model: string } }>(
    '/v2/:model',
    { ...keyed, preHandler: requireJson },
    async (request, reply) => {
      const input = readSubmit(request, reply);
      if (!input) return reply;
      const bite = scenarios.bite('submit', input.prompt, counterKey(input.prompt));
      if (bite && !isTaken(bite.name) && answerFault(reply, bite, clock)) return reply;
      if (!jobs.canAfford()) return refuseForCredit(reply);
      const job = jobs.accept(input, 'v2');
      if (bite && answerFault(reply, bite, clock)) return reply;
      return { request_id: job.requestId, status: 'QUEUED', ...addresses(request, job) };
    },
  );

  app.get<ById>('/v2/requests/:id/status', keyed, async (request, reply) => {
    const job = jobs.find(request.params.id);
    if (job && bites('status', job, reply)) return reply;
    if (!job) return reply.code(404).send(errorBody(`Request ${request.params.id} not found`));
    return sendStatus(request, reply, job);
  });

  const result = async (request: FastifyRequest<ById>, reply: FastifyReply): Promise<unknown> => {
    const job = jobs.find(request.params.id);
    if (job && bites('result', job, reply)) return reply;
    const isLost = job?.end?.state === 'COMPLETED' && job.scenarios.has('result-lost');
    if (!job || isLost) return reply.code(404).send(errorBody(`Request ${request.params.id} not found`));
    if (job.end?.state !== 'COMPLETED') return sendStatus(request, reply, job);
    return resultBody(request, job);
  };
  app.get<ById>('/v2/requests/:id', keyed, result);
  app.get<ById>('/v1/requests/:id', keyed, result);

  function bites(stage: 'status' | 'result', job: Job, reply: FastifyReply): boolean {
    const bite = scenarios.bite(stage, job.input.prompt, job.requestId);
    return bite !== null && answerFault(reply, bite, clock);
  }

  function sendStatus(request: FastifyRequest, reply: FastifyReply, job: Job): FastifyReply {
    if (job.end?.state === 'FAILED') {
      return reply.code(422).send({ status: 'FAILED', error: job.end.error, metrics: timesOf(job) });
    }
    const { status_url, response_url } = addresses(request, job);
    return reply.send({
      status: jobs.stateOf(job),
      request_id: job.requestId,
      status_url,
      response_url,
      metrics: job.end ? metricsOf(job) : {},
    });
  }

  function resultBody(request: FastifyRequest, job: Job): Record<string, unknown> {
    const host = job.scenarios.has('foreign-output') ? 'http://169.254.169.254' : baseUrlOf(request);
    const images = fileNames(job).map((name) => ({
      url: `${host}/generations/${name}`,
      content_type: contentTypeOf(job.input.output_format),
      file_name: name,
      // Nothing is painted for a result: a picture that nobody has downloaded yet has no size.
      file_size: String(context.gallery.paintedBytes(name) ?? 0),
    }));
    return {
      status: 'COMPLETED',
      error: null,
      output: images[0]?.url,
      images,
      ...(job.scenarios.has('with-text') ? { text: 'Here is the picture that you asked for.' } : {}),
      seed: String(job.seed),
      prompt: job.input.prompt,
      timings: {},
      metrics: metricsOf(job),
    };
  }
}

/** The body of a submit, or null when the answer is already given. */
export function readSubmit(
  request: FastifyRequest<{ Params: { model: string } }>,
  reply: FastifyReply,
): SubmitWire | null {
  if (request.params.model !== MODEL) {
    void reply.code(404).send(errorBody(`Model ${request.params.model} not found`));
    return null;
  }
  const parsed = parseSubmit(bodyOf(request));
  if ('input' in parsed) return parsed.input;
  void reply.code(400).send(errorBody(parsed.problem));
  return null;
}

export function refuseForCredit(reply: FastifyReply): FastifyReply {
  return reply.code(402).send(errorBody('Insufficient credits. Please add credits to continue.'));
}

function addresses(
  request: FastifyRequest,
  { requestId }: Job,
): Record<'poll_url' | 'status_url' | 'response_url', string> {
  const base = baseUrlOf(request);
  return {
    poll_url: `${base}/v1/requests/${requestId}`,
    status_url: `${base}/v2/requests/${requestId}/status`,
    response_url: `${base}/v2/requests/${requestId}`,
  };
}

function timesOf(job: Job): Record<string, number> {
  return {
    inference_time: seconds(job.endsAt - job.startsAt),
    queue_time: seconds(job.startsAt - job.acceptedAt),
    total_time: seconds(job.endsAt - job.acceptedAt),
  };
}

function metricsOf(job: Job): Record<string, number> {
  const remaining =
    job.end?.state === 'COMPLETED' ? { remaining_credits: dollars(job.end.remainingCreditsUsd) } : {};
  return { ...timesOf(job), cost: PRICE_USD, ...remaining };
}
