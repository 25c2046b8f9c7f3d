import type { App } from '@slack/bolt';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { MINUTE_MS, SECOND_MS, type AdapterHealth, type Clock, type Logger } from '../core/index.ts';
import { readSlackBody } from './http-body.ts';
import type { SlackReceiver } from './receiver.ts';
import type { RunningEvents } from './running-events.ts';
import { isSignedBySlack } from './signature.ts';

/** Where Slack sends events, commands and clicks; the same address in all three places of its settings. */
export const EVENTS_PATH = '/slack/events';

/** Slack waits three seconds for an answer (its documentation, "Acknowledging requests"). */
const ACK_WITHIN_MS = 3 * SECOND_MS;

/** The largest payload is a message with all its blocks and files, well under a megabyte. */
const MAX_BODY_BYTES = 1024 * 1024;

/** Anybody may knock at this door: the log takes one line of that a minute. */
const COMPLAIN_EVERY_MS = MINUTE_MS;

export interface HttpReceiverOptions {
  /** The listener of the process; the receiver keeps to a scope of its own on it. */
  http: FastifyInstance;
  signingSecret: string;
  clock: Clock;
  logger: Logger;
  events: RunningEvents;
}

/** Events over HTTP: a route that takes raw bodies, because a signature is over the bytes and not over what they mean. */
export async function createHttpReceiver(options: HttpReceiverOptions): Promise<SlackReceiver> {
  const { http, signingSecret, clock, logger, events } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let app: App | null = null;
  let isStarted = false;
  let complainedAt = -Infinity;

  await http.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES },
      (_request, body, done) => done(null, body),
    );
    scope.post(EVENTS_PATH, receive);
    await Promise.resolve();
  });

  async function receive(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const raw = request.body instanceof Uint8Array ? request.body : new Uint8Array();
    const signed = {
      body: raw,
      timestamp: request.headers['x-slack-request-timestamp'],
      signature: request.headers['x-slack-signature'],
    };
    if (!isSignedBySlack(signed, signingSecret, clock.now())) {
      complain();
      return reply.code(401).send({ error: 'not_signed_by_slack' });
    }
    const body = readSlackBody(raw, request.headers['content-type']);
    if (body === null) return reply.code(400).send({ error: 'bad_request' });
    if ('ssl_check' in body) return reply.send('');
    if (body['type'] === 'url_verification') return reply.send({ challenge: body['challenge'] });
    // Slack brings events again; a person who clicks right now is told by Slack that it did not work.
    if (!isStarted || signal.aborted) return reply.code(503).send({ error: 'not_ready' });
    return answer(reply, await acknowledgement(body, request));
  }

  /** What Bolt acknowledges with; null when it does not, in time or at all. The work goes on behind it. */
  async function acknowledgement(
    body: Readonly<Record<string, unknown>>,
    { headers }: FastifyRequest,
  ): Promise<{ response: unknown } | null> {
    const acked = Promise.withResolvers<{ response: unknown } | null>();
    const retryNum = Number(headers['x-slack-retry-num']);
    const retryReason = headers['x-slack-retry-reason'];
    const handled = events.run(async () => {
      await app?.processEvent({
        body: { ...body },
        ...(Number.isInteger(retryNum) ? { retryNum } : {}),
        ...(typeof retryReason === 'string' ? { retryReason } : {}),
        ack: async (response?: unknown) => {
          acked.resolve({ response });
          await Promise.resolve();
        },
      });
    });
    const late = new AbortController();
    void handled.then(() => acked.resolve(null));
    clock.sleep(ACK_WITHIN_MS, late.signal).then(
      () => acked.resolve(null),
      // The acknowledgement came first.
      () => undefined,
    );
    try {
      return await acked.promise;
    } finally {
      late.abort();
    }
  }

  function complain(): void {
    if (clock.monotonicMs() - complainedAt < COMPLAIN_EVERY_MS) return;
    complainedAt = clock.monotonicMs();
    logger.warn(
      { path: EVENTS_PATH },
      'a request was not signed by Slack: if it came from there, SLACK_SIGNING_SECRET or the clock of this machine is wrong',
    );
  }

  return {
    init: (itsApp) => void (app = itsApp),
    async start() {
      isStarted = true;
      await Promise.resolve();
    },
    async stop() {
      stopping.abort();
      await Promise.resolve();
    },
    health(): AdapterHealth {
      if (signal.aborted) return { ready: false, detail: 'stopping' };
      return { ready: isStarted, detail: `waits for events at ${EVENTS_PATH}` };
    },
  };
}

function answer(reply: FastifyReply, acked: { response: unknown } | null): FastifyReply {
  if (acked === null) return reply.code(404).send({ error: 'not_taken' });
  const { response } = acked;
  // An empty body stands for "seen"; a text is shown to the person; an object is what a dialog is told.
  return reply.code(200).send(response === undefined || response === null ? '' : response);
}
