import type { FastifyReply } from 'fastify';

import { SECOND_MS, type EmulatorClock } from './clock.ts';
import type { Bite } from './scenario-book.ts';
import type { ScenarioName } from './scenarios.ts';
import { errorBody, htmlPage } from './wire.ts';

/** When the service's limit ends if a rule does not say. */
const RESET_IN_MS = 2 * SECOND_MS;

type Answer = readonly [status: number, body: { error: string } | string];

const tooMany: Answer = [429, errorBody('Rate limit exceeded. Please slow down.')];
const internal: Answer = [500, errorBody('Internal Server Error')];
const unavailable: Answer = [503, errorBody('Service temporarily unavailable')];
const html: Answer = [200, htmlPage('Welcome to nginx!')];

const ANSWERS: Readonly<Partial<Record<ScenarioName, Answer>>> = {
  'bad-request-400': [400, errorBody('Invalid input: bad parameters')],
  'no-credit-402': [402, errorBody('Insufficient credits. Please add credits to continue.')],
  'forbidden-403': [403, errorBody('Insufficient permissions for this model')],
  'no-credit-406': [406, errorBody('Insufficient credits in your account')],
  'retired-410': [410, errorBody('This model has been retired')],
  'rate-limit': tooMany,
  'rate-limit-reset': tooMany,
  'rate-limit-polls': tooMany,
  'submit-500': internal,
  'submit-502': [502, htmlPage('502 Bad Gateway')],
  'submit-503': unavailable,
  'submit-504': [504, htmlPage('504 Gateway Time-out')],
  'submit-html': html,
  'status-500': internal,
  'status-503': unavailable,
  'status-html': html,
  'result-500': internal,
  'result-503': unavailable,
  'result-html': html,
  'download-503': unavailable,
  'download-404': [404, errorBody('Not Found')],
  'upload-500': internal,
};

/** Submits that are taken although the client is told nothing of it. */
const TAKEN: readonly ScenarioName[] = ['submit-504', 'submit-cut', 'submit-hang', 'submit-html'];

export function isTaken(name: ScenarioName): boolean {
  return TAKEN.includes(name);
}

/** Answers a call as its scenario says; false where the scenario leaves the answer to the route. */
export function answerFault(reply: FastifyReply, bite: Bite, clock: EmulatorClock): boolean {
  if (bite.name === 'submit-cut' || bite.name === 'status-cut') {
    reply.hijack();
    reply.raw.destroy();
    return true;
  }
  if (bite.name === 'submit-hang') {
    reply.hijack();
    return true;
  }
  if (bite.name === 'bad-key-401') {
    refuseKey(reply);
    return true;
  }
  const answer = ANSWERS[bite.name];
  if (!answer) return false;
  if (bite.name === 'rate-limit-reset') {
    const resetAt = bite.resetInMs === null ? bite.until : clock.now() + bite.resetInMs;
    // The header is seen live, its format is not documented: ISO 8601 is what its name suggests.
    void reply.header(
      'x-rate-limit-reset-at-utc',
      new Date(resetAt ?? clock.now() + RESET_IN_MS).toISOString(),
    );
  }
  const [status, body] = answer;
  if (typeof body === 'string') sendHtml(reply, status, body);
  else void reply.code(status).send(body);
  return true;
}

export function refuseKey(reply: FastifyReply): void {
  void reply.code(401).send({
    error: 'invalid_token',
    error_description: 'The API key is missing or invalid.',
    status_code: 401,
  });
}

export function sendHtml(reply: FastifyReply, status: number, page: string): void {
  void reply.code(status).type('text/html').send(page);
}
