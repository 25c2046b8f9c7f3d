import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { bodyOf, type Context } from './context.ts';
import { ruleSchema } from './scenario-book.ts';
import { dollars, errorBody, parseJson } from './wire.ts';

const creditsSchema = z.strictObject({ creditsUsd: z.number().nonnegative() });

/** What the service does not have: the strings of the puppet. No key; the emulator listens on loopback unless told else. */
export function controlRoutes(app: FastifyInstance, { jobs, ledger, scenarios, traffic }: Context): void {
  app.get('/emulator/scenarios', () => scenarios.list());

  app.post('/emulator/scenarios', async (request, reply) => {
    const rule = ruleSchema.safeParse(parseJson(bodyOf(request)));
    if (!rule.success) return reply.code(400).send(errorBody(z.prettifyError(rule.error)));
    return reply.code(201).send(scenarios.add(rule.data));
  });

  app.delete('/emulator/scenarios', async (_request, reply) => {
    scenarios.clear();
    return reply.code(204).send();
  });

  app.get('/emulator/ledger', () => {
    jobs.settle();
    return ledger.list();
  });

  app.post('/emulator/credits', async (request, reply) => {
    const credits = creditsSchema.safeParse(parseJson(bodyOf(request)));
    if (!credits.success) return reply.code(400).send(errorBody('The body must be {"creditsUsd": number}.'));
    jobs.creditsUsd = credits.data.creditsUsd;
    return { creditsUsd: dollars(jobs.creditsUsd) };
  });

  app.get('/emulator/stats', () => ({
    creditsUsd: dollars(jobs.creditsUsd),
    running: jobs.running,
    requests: traffic.requests(),
    keysAtOutputHost: traffic.keysAtOutputHost,
  }));
}
