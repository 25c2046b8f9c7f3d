import { z } from 'zod';

import { SECOND_MS } from '../../src/core/index.ts';

const ledgerSchema = z.array(z.looseObject({ requestId: z.string(), at: z.number(), prompt: z.string() }));
const resultSchema = z.looseObject({ metrics: z.looseObject({ total_time: z.number() }) });

/** When the emulator turned the request with this prompt COMPLETED, in milliseconds since 1970. */
export async function completedAt(emulatorUrl: string, prompt: string): Promise<number> {
  const entries = ledgerSchema.parse(await read(`${emulatorUrl}/emulator/ledger`));
  const entry = entries.find((one) => one.prompt === prompt);
  if (!entry) throw new Error('The ledger has no such prompt.');
  const { metrics } = resultSchema.parse(await read(`${emulatorUrl}/v2/requests/${entry.requestId}`));
  return entry.at + metrics.total_time * SECOND_MS;
}

async function read(url: string): Promise<unknown> {
  const answer = await fetch(url, { headers: { 'x-api-key': 'SG_bench_key' } });
  if (!answer.ok) throw new Error(`The emulator answered ${answer.status}.`);
  return answer.json();
}
