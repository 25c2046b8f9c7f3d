import { fastify, type FastifyInstance } from 'fastify';

import type { Context } from './context.ts';
import { sendHtml } from './faults.ts';
import { controlRoutes } from './routes-control.ts';
import { fileRoutes } from './routes-files.ts';
import { queueRoutes } from './routes-queue.ts';
import { syncRoutes } from './routes-sync.ts';
import { errorBody, htmlPage } from './wire.ts';

/** A submit: the prompt may be long, but pictures come by address. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** The HTTP server, not yet listening. */
export function application(context: Context, log: ((line: string) => void) | undefined): FastifyInstance {
  const app = fastify({ bodyLimit: MAX_BODY_BYTES, forceCloseConnections: true });
  // Bodies come as they are: the service's own rules on content types and bad JSON are not fastify's.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(errorBody('Not Found')));
  app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
    const status = error.statusCode ?? 500;
    return reply.code(status).send(errorBody(status < 500 ? error.message : 'Internal Server Error'));
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = `${request.method} ${request.routeOptions.url ?? '(none)'}`;
    context.traffic.count(route, reply.statusCode);
    log?.(`${route} ${reply.statusCode}`);
  });
  const known = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    known.set(url, new Set([...(known.get(url) ?? []), ...[method].flat()]));
  });
  queueRoutes(app, context);
  syncRoutes(app, context);
  fileRoutes(app, context);
  controlRoutes(app, context);
  refuseOtherMethods(app, new Map(known));
  return app;
}

/** A known path with a wrong verb gets 405 and, as from the service's gateway, a page of HTML. */
function refuseOtherMethods(app: FastifyInstance, known: ReadonlyMap<string, ReadonlySet<string>>): void {
  for (const [url, allowed] of known) {
    const method = METHODS.filter((one) => !allowed.has(one));
    app.route({
      method,
      url,
      handler: (_request, reply) => sendHtml(reply, 405, htmlPage('405 Method Not Allowed')),
    });
  }
}
