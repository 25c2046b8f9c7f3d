import path from 'node:path';

import statics from '@fastify/static';
import type { FastifyInstance } from 'fastify';

import { DAY_MS, SECOND_MS } from '../core/index.ts';
import { WORDS } from './words.ts';

/** Bundled files carry a digest in their names; the page that names them does not. */
const BUNDLED = `${path.sep}assets${path.sep}`;
const FOR_EVER_S = (365 * DAY_MS) / SECOND_MS;

/** The page of the studio at `/`, or a sentence where it is not built. */
export async function pageFiles(scope: FastifyInstance, pageDir: string | null): Promise<void> {
  if (pageDir === null) {
    scope.get('/', (_request, reply) => reply.type('text/plain; charset=utf-8').send(WORDS.noPage));
    return;
  }
  await scope.register(statics, {
    root: pageDir,
    cacheControl: false,
    setHeaders: (reply, file) => {
      const isBundled = file.slice(pageDir.length).startsWith(BUNDLED);
      void reply.header('cache-control', isBundled ? `public, max-age=${FOR_EVER_S}, immutable` : 'no-cache');
    },
  });
}
