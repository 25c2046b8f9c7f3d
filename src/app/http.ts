import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Registry } from 'prom-client';

import { ConfigError, errorJson, type AdapterHealth, type Logger } from '../core/index.ts';
import { isLoopback } from '../config.ts';
import { systemCodeOf } from './system-code.ts';

/** Headers that a proxy adds: a request that carries one does not come from this machine, whatever the socket says. */
const FORWARDED_HEADERS = ['x-forwarded-for', 'forwarded', 'x-real-ip'] as const;

/** Addresses that mean "everyone" when METRICS_HOST names them. */
const EVERYONE = ['0.0.0.0', '::', '*'];

/** An idle connection is closed this long after its last answer; Node's own default, named because stopping waits for it. */
const KEEP_ALIVE_TIMEOUT_MS = 5000;

export interface HttpOptions {
  logger: Logger;
  metrics: Registry;
  metricsHost: string | null;
  /** Whether the process can do its work, part by part. */
  health: () => Readonly<Record<string, AdapterHealth>>;
}

/** The one listener of the process, with what operators ask of it: `/healthz` for anyone, `/readyz` and `/metrics` for this machine. */
export function createHttp(options: HttpOptions): FastifyInstance {
  const http = fastify({
    logger: false,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    forceCloseConnections: true,
  });

  http.setErrorHandler(async (error, _request, reply) => {
    // A border: what a route throws becomes an answer without a stack or a library's words in it.
    const status = statusOf(error);
    if (status >= 500) options.logger.error({ error: errorJson(error) }, 'an HTTP request failed');
    return reply.code(status).send({ error: status >= 500 ? 'internal' : 'bad_request' });
  });

  http.get('/healthz', () => ({ status: 'ok' }));
  http.get('/readyz', async (request, reply) => {
    if (!isOperator(request, options.metricsHost)) return reply.code(404).send({ error: 'not_found' });
    const parts = options.health();
    const ready = Object.values(parts).every((part) => part.ready);
    return reply.code(ready ? 200 : 503).send({ ready, parts });
  });
  http.get('/metrics', async (request, reply) => {
    if (!isOperator(request, options.metricsHost)) return reply.code(404).send({ error: 'not_found' });
    return reply.type(options.metrics.contentType).send(await options.metrics.metrics());
  });
  return http;
}

/** @throws ConfigError in one sentence when the address cannot be listened on. */
export async function listen(http: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await http.listen({ host, port });
  } catch (error) {
    throw new ConfigError([listenProblem(systemCodeOf(error), host, port)], { cause: error });
  }
}

/** Why nobody can listen there, by the system's code. */
function listenProblem(code: string, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken: another program, or another imagine-bot, listens there. Set HTTP_PORT to a free one.`;
    case 'EACCES':
      return `Port ${port} may not be used by this user: set HTTP_PORT to one above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HTTP_HOST ${host} is not an address of this machine that can be listened on.`;
    default:
      return `HTTP_HOST ${host} with HTTP_PORT ${port} cannot be listened on: the system says ${code}.`;
  }
}

/** This machine, without a proxy in between, or the address that METRICS_HOST names. */
function isOperator(request: FastifyRequest, metricsHost: string | null): boolean {
  const remote = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  if (metricsHost !== null && (EVERYONE.includes(metricsHost) || remote === metricsHost)) return true;
  return isLoopback(remote) && !FORWARDED_HEADERS.some((name) => name in request.headers);
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
